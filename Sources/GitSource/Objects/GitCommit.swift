/// A commit: who changed what when, and why.
public struct GitCommit: Hashable, Sendable, Identifiable {
    /// What identifies it.
    public var id: ObjectID
    /// The tree of files it holds.
    public var tree: ObjectID
    /// The commits before it; none for the first, several for a merge.
    public var parents: [ObjectID]
    /// Who wrote the change.
    public var author: GitSignature
    /// Who put it into the repository.
    public var committer: GitSignature
    /// The message as it was written.
    public var message: String
    /// The signature where it is signed; whether it is good is another question.
    public var signature: GitCommitSignature?

    /// The first line of the message.
    public var summary: String {
        let line = message.utf8.drop { $0 == UInt8(ascii: "\n") }.prefix { $0 != UInt8(ascii: "\n") }
        return String(decoding: line, as: UTF8.self)
    }
}

/// A person and a time, as a commit names them.
public struct GitSignature: Hashable, Sendable {
    /// The name.
    public var name: String
    /// The address.
    public var email: String
    /// The time in seconds since 1 January 1970, UTC.
    public var seconds: Int64
    /// How far the person's clock was ahead of UTC, in minutes.
    public var offsetMinutes: Int

    /// A person at a time.
    public init(name: String, email: String, seconds: Int64, offsetMinutes: Int = 0) {
        self.name = name
        self.email = email
        self.seconds = seconds
        self.offsetMinutes = offsetMinutes
    }
}

extension GitSignature: CustomStringConvertible {
    /// Name and address: `Ada <ada@example.com>`.
    public var description: String { "\(name) <\(email)>" }
}

/// The signature of a commit with the text it signs, for whoever verifies it.
public struct GitCommitSignature: Hashable, Sendable {
    /// How a commit is signed.
    public enum Format: Hashable, Sendable {
        /// OpenPGP.
        case openPGP
        /// An SSH key.
        case ssh
        /// X.509.
        case x509
        /// None that is known.
        case unknown
    }

    /// The signature as it stands in the commit, armoured.
    public var text: String
    /// The bytes that were signed: the commit without its signature.
    public var payload: [UInt8]

    /// How the commit is signed, told by the armour.
    public var format: Format {
        if text.hasPrefix("-----BEGIN PGP SIGNATURE-----") { return .openPGP }
        if text.hasPrefix("-----BEGIN SSH SIGNATURE-----") { return .ssh }
        return text.hasPrefix("-----BEGIN SIGNED MESSAGE-----") ? .x509 : .unknown
    }
}
