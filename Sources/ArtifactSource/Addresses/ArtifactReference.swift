/// What names an artifact: a chart of a Helm repository, or an artifact of an OCI registry, and which of its versions.
///
/// ```swift
/// try ArtifactReference(chart: "shop", repository: "https://charts.example.com", version: "^1.2")
/// try ArtifactReference(chart: "shop", repository: "oci://registry.example.com/charts", version: "1.2.3")
/// try ArtifactReference(oci: "oci://registry.example.com/config/shop", revision: "latest")
/// ```
public struct ArtifactReference: Hashable, Sendable {
    /// Where the artifact lives.
    public enum Place: Hashable, Sendable {
        /// A chart listed in the index of a Helm repository.
        case index(WebAddress, chart: String)
        /// A repository of an OCI registry that holds versions of one chart.
        case ociChart(OCIRepository)
        /// A repository of an OCI registry that holds anything.
        case oci(OCIRepository)
    }

    /// Where the artifact lives.
    public var place: Place
    /// The repository as the host knows it, by which ``ArtifactAccess`` is asked for.
    public var repository: String
    /// The version, range of versions, tag or digest that is wanted; empty takes the newest release.
    public var revision: String
    /// Whether credentials of the repository may go to all hosts that its index names.
    public var passesCredentials = false

    /// A chart.
    ///
    /// - Parameters:
    ///   - name: the chart.
    ///   - repository: the `https://` address of a Helm repository, or `oci://host/path`; a text without scheme is an OCI
    ///     registry, as Argo CD writes them beside `chart`.
    ///   - version: a version or a range; empty takes the newest release.
    /// - Throws: ``ArtifactError/Code/invalidReference``.
    public init(chart name: String, repository: String, version: String = "") throws(ArtifactError) {
        guard !name.isEmpty, !name.utf8.contains(0) else {
            throw ArtifactError(.invalidReference, "a chart has no name", location: AddressText.scrubbed(repository))
        }
        switch AddressText.scheme(of: repository) {
        case "http", "https": place = .index(try WebAddress(repository), chart: name)
        case "oci", nil:
            let base = repository.hasSuffix("/") ? String(repository.dropLast()) : repository
            place = .ociChart(try OCIRepository("\(base)/\(name)"))
        case let scheme?:
            throw ArtifactError(
                .invalidReference, "charts are not fetched over '\(scheme)'; use https:// or oci://",
                location: AddressText.scrubbed(repository))
        }
        self.repository = repository
        revision = version
    }

    /// An artifact of an OCI registry.
    ///
    /// - Parameters:
    ///   - repository: `oci://host/path`.
    ///   - revision: a tag, a digest or a range of versions; empty means `latest`.
    /// - Throws: ``ArtifactError/Code/invalidReference``.
    public init(oci repository: String, revision: String = "") throws(ArtifactError) {
        place = .oci(try OCIRepository(repository))
        self.repository = repository
        self.revision = revision
    }

    /// Whether a repository's text is the address of an OCI registry.
    public static func isOCI(_ repository: String) -> Bool { AddressText.scheme(of: repository) == "oci" }
}

extension ArtifactReference: CustomStringConvertible {
    /// The place without credentials, and the revision.
    public var description: String {
        let place =
            switch place {
            case .index(let address, let chart): "chart '\(chart)' of \(address)"
            case .ociChart(let repository), .oci(let repository): "\(repository)"
            }
        return revision.isEmpty ? place : "\(place), \(revision)"
    }
}
