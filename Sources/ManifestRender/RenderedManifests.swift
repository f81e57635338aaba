public import KubeModel
public import SourceTrees

/// What a rendering gives: objects in order, where each came from, and what is worth telling a person.
public struct RenderedManifests: Sendable {
    /// Objects with their origins, in the order of the source.
    public var manifests: [RenderedManifest]
    /// What did not stop the rendering but deserves attention.
    public var warnings: [RenderWarning]

    /// A result.
    public init(_ manifests: [RenderedManifest] = [], warnings: [RenderWarning] = []) {
        self.manifests = manifests
        self.warnings = warnings
    }

    /// The objects alone.
    public var objects: [KubeObject] { manifests.map(\.object) }
}

/// One rendered object and the place it came from.
public struct RenderedManifest: Sendable {
    /// The object.
    public var object: KubeObject
    /// Where it stands in the source; nil where no single place can be named.
    public var origin: ManifestOrigin?

    /// An object with its origin.
    public init(object: KubeObject, origin: ManifestOrigin? = nil) {
        self.object = object
        self.origin = origin
    }
}

/// A place in a source.
public struct ManifestOrigin: Hashable, Sendable, CustomStringConvertible {
    /// The file, from the root of the tree.
    public var file: TreePath
    /// Line of the document in the file, from 1.
    public var line: Int

    /// A place in a file.
    public init(file: TreePath, line: Int) {
        self.file = file
        self.line = line
    }

    /// `file:line`.
    public var description: String { "\(file):\(line)" }
}

/// Something about a source that deserves attention but does not stop its rendering.
public struct RenderWarning: Hashable, Sendable, CustomStringConvertible {
    /// A sentence.
    public var message: String
    /// The file it is about, from the root of the tree.
    public var file: TreePath?

    /// A warning, about a file where one is given.
    public init(_ message: String, file: TreePath? = nil) {
        self.message = message
        self.file = file
    }

    /// The file, where there is one, and the sentence.
    public var description: String { file.map { "\($0): \(message)" } ?? message }
}
