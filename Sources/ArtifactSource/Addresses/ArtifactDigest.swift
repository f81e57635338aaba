internal import Crypto

/// What identifies an artifact by its content: `sha256:` and 64 hexadecimal digits.
public struct ArtifactDigest: Hashable, Sendable, CustomStringConvertible {
    /// How the digest was made.
    public enum Algorithm: String, Hashable, Sendable {
        /// SHA-256.
        case sha256
        /// SHA-512.
        case sha512

        var digits: Int { self == .sha256 ? 64 : 128 }
    }

    /// How the digest was made.
    public let algorithm: Algorithm
    /// The digest in lower-case hexadecimal.
    public let hex: String

    /// Reads a digest; one without algorithm, as indexes of Helm have them, is of SHA-256.
    ///
    /// Nil for text that is none, so a digest can always stand in a path or an address.
    public init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard let algorithm = parts.count == 2 ? Algorithm(rawValue: parts[0].lowercased()) : .sha256,
            let hex = parts.last?.lowercased(), hex.utf8.count == algorithm.digits,
            hex.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
        else { return nil }
        self.algorithm = algorithm
        self.hex = hex
    }

    private init(_ algorithm: Algorithm, _ bytes: some Sequence<UInt8>) {
        self.algorithm = algorithm
        let digits = Array("0123456789abcdef".utf8)
        hex = String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    /// The digest of bytes.
    public init(of bytes: [UInt8], algorithm: Algorithm = .sha256) {
        switch algorithm {
        case .sha256: self.init(.sha256, SHA256.hash(data: bytes))
        case .sha512: self.init(.sha512, SHA512.hash(data: bytes))
        }
    }

    /// Whether bytes have this digest.
    public func matches(_ bytes: [UInt8]) -> Bool { ArtifactDigest(of: bytes, algorithm: algorithm) == self }

    /// `sha256:…`.
    public var description: String { "\(algorithm.rawValue):\(hex)" }
}
