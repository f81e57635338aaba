import Values

/// Objects in the binary form that kubectl's `create KIND` commands send.
enum ProtobufObject {
    /// The object in a body; nil where it is no message of a known kind.
    static func decode(_ bytes: [UInt8]) -> Value? { nil }
}
