/// Why a path or an entry of a source tree could not be used.
///
/// Equality compares the ``code`` alone.
public struct TreeError: Error, Sendable {
    /// What kind of mistake it is.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Kind: String {
            case notFound, notAFile, notADirectory, escapesRoot, invalidPath, symbolicLinkLoop, tooLarge, unreadable
        }

        private let kind: Kind

        /// There is nothing at the path.
        public static let notFound = Code(kind: .notFound)
        /// A file was expected, something else is there.
        public static let notAFile = Code(kind: .notAFile)
        /// A directory was expected, something else is there.
        public static let notADirectory = Code(kind: .notADirectory)
        /// The path, or a symbolic link on it, leads out of the tree.
        public static let escapesRoot = Code(kind: .escapesRoot)
        /// The text is no path.
        public static let invalidPath = Code(kind: .invalidPath)
        /// Symbolic links that lead to one another, or too many of them on one path.
        public static let symbolicLinkLoop = Code(kind: .symbolicLinkLoop)
        /// The file is larger than the reader allows.
        public static let tooLarge = Code(kind: .tooLarge)
        /// The store beneath the tree failed; ``TreeError/detail`` tells how.
        public static let unreadable = Code(kind: .unreadable)

        /// The name of the code.
        public var description: String { kind.rawValue }
    }

    /// What kind of mistake it is.
    public var code: Code
    /// The path as it was asked for.
    public var path: String
    /// What else is known, empty where nothing is.
    public var detail: String

    /// An error at a path.
    public init(_ code: Code, path: String, detail: String = "") {
        self.code = code
        self.path = path
        self.detail = detail
    }
}

extension TreeError: Equatable {
    /// Equal when the codes are.
    public static func == (left: TreeError, right: TreeError) -> Bool { left.code == right.code }
}

extension TreeError: CustomStringConvertible {
    /// A sentence with the path and what is wrong with it.
    public var description: String {
        let reason =
            switch code {
            case .notFound: "no such file or directory"
            case .notAFile: "is not a file"
            case .notADirectory: "is not a directory"
            case .escapesRoot: "leads out of the source tree; paths must be relative and stay inside it"
            case .invalidPath: "is not a valid path"
            case .symbolicLinkLoop: "symbolic links lead in a circle"
            case .tooLarge: "is larger than allowed"
            default: "could not be read"
            }
        return "\(path): \(reason)\(detail.isEmpty ? "" : " (\(detail))")"
    }
}
