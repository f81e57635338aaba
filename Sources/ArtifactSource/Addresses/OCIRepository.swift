/// A repository of an OCI registry: `oci://host:port/path`.
public struct OCIRepository: Hashable, Sendable {
    /// The registry, as `host:port` stands in the text.
    public let registry: WebAddress.Origin
    /// The repository's path in the registry, such as `charts/shop`.
    public let path: String

    /// Reads a reference; a missing scheme is taken for `oci`.
    ///
    /// - Throws: ``ArtifactError/Code/invalidReference``, also for a text with a tag or digest, which are given apart.
    public init(_ text: String) throws(ArtifactError) {
        let scheme = AddressText.scheme(of: text)
        let invalid = ArtifactError(
            .invalidReference,
            "'\(AddressText.scrubbed(text))' is no repository of an OCI registry; write oci://HOST/PATH in lower case, "
                + "the version apart")
        guard scheme == nil || scheme == "oci" else { throw invalid }
        let rest = scheme == nil ? text[...] : text.dropFirst("oci://".count)
        guard let slash = rest.firstIndex(of: "/") else { throw invalid }
        let (login, origin) = try AddressText.authority(rest[..<slash], isSecure: true, of: text)
        let path = String(rest[rest.index(after: slash)...])
        guard login == .none, OCIRepository.isPath(path) else { throw invalid }
        registry = origin
        self.path = path
    }

    /// Components of lower-case letters and digits, with single separators between them.
    private static func isPath(_ path: String) -> Bool {
        guard path.utf8.count <= 255 else { return false }
        return path.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { component in
            var previous: UInt8 = UInt8(ascii: ".")
            for byte in component.utf8 {
                let isWord = (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte)
                let isSeparator = byte == 0x2E || byte == 0x5F || byte == 0x2D
                guard isWord || isSeparator else { return false }
                // A dot stands alone; underscores come in twos at most, dashes in any number.
                if isSeparator, previous == 0x2E || byte == 0x2E && !isWordByte(previous) { return false }
                previous = byte
            }
            return isWordByte(previous)
        }
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte)
    }

    /// Whether a text can be a tag.
    static func isTag(_ text: String) -> Bool {
        guard let first = text.utf8.first, text.utf8.count <= 128, first != 0x2E, first != 0x2D else { return false }
        return text.utf8.allSatisfy { AddressText.isLetterOrDigit($0) || [0x2D, 0x2E, 0x5F].contains($0) }
    }

    /// An address of the registry's API for this repository.
    func address(_ suffix: String, isSecure: Bool) -> WebAddress {
        var origin = registry
        if !isSecure {
            origin.isSecure = false
            // Without a port in the text, the port of the scheme is meant.
            if registry.port == 443 { origin.port = 80 }
        }
        return WebAddress(origin, path: "/v2/\(path)/\(suffix)")
    }
}

extension OCIRepository: CustomStringConvertible {
    /// `oci://host/path`.
    public var description: String { "oci://\(registry.authority)/\(path)" }
}
