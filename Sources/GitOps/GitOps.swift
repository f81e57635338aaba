// One import for a host that wants the whole engine: the cards, and the ground types that their members speak in.
@_exported public import ArtifactSource
@_exported public import Diff
@_exported public import GitSource
@_exported public import KubeClient
@_exported public import KubeModel
@_exported public import ManifestRender
@_exported public import Reconciler
@_exported public import SourceTrees
@_exported public import Values
