/// Why a text is no version.
///
/// Equality compares the ``code`` alone.
public struct SemanticVersionError: Error, Sendable {
    /// What kind of mistake it is.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Kind: String { case notAVersion, numberTooLarge, leadingZero }
        private let kind: Kind

        /// The text does not have the shape of a version.
        public static let notAVersion = Code(kind: .notAVersion)
        /// A number does not fit into 64 bits.
        public static let numberTooLarge = Code(kind: .numberTooLarge)
        /// A number in the pre-release begins with 0.
        public static let leadingZero = Code(kind: .leadingZero)

        /// The name of the code.
        public var description: String { kind.rawValue }
    }

    /// What kind of mistake it is.
    public var code: Code
    /// The text.
    public var text: String

    /// An error about a text.
    public init(_ code: Code, _ text: String) {
        self.code = code
        self.text = text
    }
}

extension SemanticVersionError: Equatable {
    /// Equal when the codes are.
    public static func == (left: SemanticVersionError, right: SemanticVersionError) -> Bool { left.code == right.code }
}

extension SemanticVersionError: CustomStringConvertible {
    /// A sentence with the text and what is wrong with it.
    public var description: String {
        switch code {
        case .numberTooLarge: "'\(text)' is no version: a number does not fit into 64 bits"
        case .leadingZero: "'\(text)' is no version: a number in the pre-release may not begin with 0"
        default: "'\(text)' is no version; expected for example 1.4.2, v1.4 or 2.0.0-rc.1"
        }
    }
}

/// Why a text is no version constraint.
public struct VersionConstraintError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The text, or the part of it between `||` that is wrong.
    public var text: String

    /// An error about a text.
    public init(_ text: String) {
        self.text = text
    }

    /// A sentence with the text.
    public var description: String {
        "'\(text)' is no version constraint; expected for example ^1.4, >=1.2 <2, ~1.4.2, 1.x or 1.2 - 1.4"
    }
}
