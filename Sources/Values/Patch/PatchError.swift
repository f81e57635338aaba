/// Why a patch does not apply.
///
/// Equality compares only the ``code``.
public struct PatchError: Error, Sendable {
    /// What kind of mistake it is.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Kind: String { case invalidPointer, invalidPatch, missingTarget, testFailed, limitExceeded }

        private let kind: Kind

        /// A text is no JSON pointer.
        public static let invalidPointer = Code(kind: .invalidPointer)
        /// The patch itself is malformed.
        public static let invalidPatch = Code(kind: .invalidPatch)
        /// An operation names a place that does not exist.
        public static let missingTarget = Code(kind: .missingTarget)
        /// A `test` operation found something else.
        public static let testFailed = Code(kind: .testFailed)
        /// The patch would grow the value beyond the bound.
        public static let limitExceeded = Code(kind: .limitExceeded)

        /// The name of the code.
        public var description: String { kind.rawValue }
    }

    /// What kind of mistake it is.
    public var code: Code
    /// One sentence that says what is wrong; it names paths, never values.
    public var message: String
    /// Position of the operation in the patch, from 0, where one is to blame.
    public var operation: Int?

    /// An error.
    public init(_ code: Code, _ message: String, operation: Int? = nil) {
        self.code = code
        self.message = message
        self.operation = operation
    }
}

extension PatchError: Equatable {
    /// Equal when the codes are.
    public static func == (left: PatchError, right: PatchError) -> Bool { left.code == right.code }
}

extension PatchError: CustomStringConvertible {
    /// The message, after the operation's position where one is known.
    public var description: String { operation.map { "operation \($0): \(message)" } ?? message }
}
