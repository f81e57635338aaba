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
