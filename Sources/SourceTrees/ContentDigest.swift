/// What identifies content: equal digests mean equal bytes.
///
/// All trees of this module, and those read from Git, use Git's own object identifiers, so a file in a commit, the
/// same file in a folder on disk and the same file in a test have one digest, and so has a directory that holds
/// them. A tree of another kind may use another algorithm; digests of different algorithms never compare equal.
public struct ContentDigest: Hashable, Sendable, CustomStringConvertible {
    /// Algorithm and value, for example `git:8ab686eafeb1f44702738c8b0f24f2567c36da6d`.
    public let description: String

    /// A digest from its text.
    ///
    /// - Parameters:
    ///   - algorithm: a short name such as `git`, `sha256`.
    ///   - value: the digest in hexadecimal.
    public init(algorithm: String, value: String) {
        description = "\(algorithm):\(value)"
    }

    /// The digest of a Git object from its identifier.
    public static func git(_ identifier: String) -> ContentDigest {
        ContentDigest(algorithm: "git", value: identifier)
    }

    /// The digest of a file, or of the text of a symbolic link: what `git hash-object` prints.
    public static func file(_ bytes: [UInt8]) -> ContentDigest { .git(GitObjectHash.blob(bytes)) }

    /// The value without the algorithm.
    var value: Substring {
        description.utf8.firstIndex(of: UInt8(ascii: ":")).map { description[description.utf8.index(after: $0)...] }
            ?? description[...]
    }
}
