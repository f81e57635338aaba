/// Bytes that must not be seen: printing, dumping or logging one shows nothing of them.
public struct Secret: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private let bytes: [UInt8]

    /// A secret of bytes.
    public init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// A secret text.
    public init(_ text: String) { bytes = Array(text.utf8) }

    /// The bytes, for the one place that sends them.
    public func revealed() -> [UInt8] { bytes }

    /// The bytes as text, for the one place that sends them.
    public func revealedText() -> String { String(decoding: bytes, as: UTF8.self) }

    /// Whether there is nothing in it.
    public var isEmpty: Bool { bytes.isEmpty }

    /// Nothing of the secret.
    public var description: String { "<secret>" }

    /// Nothing of the secret.
    public var debugDescription: String { description }

    /// Nothing of the secret.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
