internal import Values

/// What an OCI registry says an artifact consists of.
struct OCIManifest: Sendable {
    /// A part of an artifact, by its digest.
    struct Descriptor: Sendable {
        var mediaType: String
        var digest: ArtifactDigest
        var size: Int
    }

    /// Media types of manifests that are asked for.
    static let accepted = [
        "application/vnd.oci.image.manifest.v1+json", "application/vnd.oci.image.index.v1+json",
        "application/vnd.docker.distribution.manifest.v2+json",
        "application/vnd.docker.distribution.manifest.list.v2+json",
    ]
    .joined(separator: ", ")

    static let chartLayers: Set = [
        "application/vnd.cncf.helm.chart.content.v1.tar+gzip", "application/tar+gzip",
    ]

    private static let archiveLayers: Set = [
        "application/vnd.oci.image.layer.v1.tar", "application/vnd.oci.image.layer.v1.tar+gzip",
        "application/vnd.cncf.flux.content.v1.tar+gzip", "application/vnd.docker.image.rootfs.diff.tar.gzip",
        "application/x-tar", "application/gzip",
    ]

    /// The layers of a manifest, empty for a list of manifests.
    var layers: [Descriptor]
    /// The manifests of a list.
    var manifests: [Descriptor]

    /// Reads a manifest.
    ///
    /// - Throws: ``ArtifactError/Code/malformed``.
    init(_ bytes: [UInt8]) throws(ArtifactError) {
        let limits = ParseLimits(maximumBytes: bytes.count, maximumDepth: 32, maximumNodes: 200_000)
        let document: Value
        do throws(ParseError) {
            document = try Value(json: bytes, limits: limits)
        } catch {
            throw ArtifactError(.malformed, "the manifest is no JSON: \(error.message)")
        }
        layers = try OCIManifest.descriptors(document["layers"])
        manifests = try OCIManifest.descriptors(document["manifests"])
        guard document["layers"] != nil || document["manifests"] != nil else {
            throw ArtifactError(.unsupported, "the manifest names no layers; it is of a kind that is not read here")
        }
    }

    private static func descriptors(_ value: Value?) throws(ArtifactError) -> [Descriptor] {
        var result: [Descriptor] = []
        for element in value?.arrayValue ?? [] {
            guard let digest = element["digest"]?.stringValue.flatMap({ ArtifactDigest($0) }) else {
                throw ArtifactError(.malformed, "the manifest names a part without a digest that can be checked")
            }
            result.append(
                Descriptor(
                    mediaType: element["mediaType"]?.stringValue ?? "", digest: digest,
                    size: Int(element["size"]?.intValue ?? 0)))
        }
        return result
    }

    /// The one layer that holds files, and whether it is a packaged chart.
    ///
    /// - Throws: ``ArtifactError/Code/unsupported`` where there is none, or there are several.
    func content(chartOnly: Bool) throws(ArtifactError) -> (layer: Descriptor, isChart: Bool) {
        let charts = layers.filter { OCIManifest.chartLayers.contains($0.mediaType) }
        if let chart = charts.first, charts.count == 1 { return (chart, true) }
        let archives = layers.filter { OCIManifest.archiveLayers.contains($0.mediaType) }
        if !chartOnly, charts.isEmpty, let archive = archives.first, archives.count == 1 { return (archive, false) }
        let types = layers.map(\.mediaType).joined(separator: ", ")
        throw ArtifactError(
            .unsupported,
            (chartOnly
                ? "the artifact is no Helm chart"
                : "the artifact has not exactly one layer of files, in tar or tar+gzip")
                + "; its layers are of the types: \(types.isEmpty ? "none" : types)")
    }
}
