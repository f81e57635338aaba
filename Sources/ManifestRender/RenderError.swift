public import SourceTrees
public import Values

/// Why a source could not be rendered, where, and what to do about it.
///
/// Equality compares the ``code`` alone.
public struct RenderError: Error, Sendable {
    /// What kind of mistake it is.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Kind: String {
            case sourceNotFound, unreadableFile, malformed, notAnObject, limitExceeded, invalidOptions, unsupported
            case evaluation, notFetched
        }

        private let kind: Kind

        /// The folder is not in the tree.
        public static let sourceNotFound = Code(kind: .sourceNotFound)
        /// A file of the source cannot be read, or leads out of the tree.
        public static let unreadableFile = Code(kind: .unreadableFile)
        /// A file is no well-formed YAML, JSON, template or program.
        public static let malformed = Code(kind: .malformed)
        /// A document is well-formed but no Kubernetes object.
        public static let notAnObject = Code(kind: .notAnObject)
        /// A bound of ``RenderLimits`` was passed.
        public static let limitExceeded = Code(kind: .limitExceeded)
        /// The options contradict each other or the source.
        public static let invalidOptions = Code(kind: .invalidOptions)
        /// The source asks for something this renderer does not do.
        public static let unsupported = Code(kind: .unsupported)
        /// A template or program failed while it ran.
        public static let evaluation = Code(kind: .evaluation)
        /// The host has not fetched yet what the source names elsewhere; with it the rendering may succeed.
        public static let notFetched = Code(kind: .notFetched)

        /// The name of the code.
        public var description: String { kind.rawValue }
    }

    /// What kind of mistake it is.
    public var code: Code
    /// One sentence that says what is wrong and how to mend it.
    public var message: String
    /// The file, from the root of the tree; nil where the mistake is in none.
    public var file: String?
    /// Line in the file, from 1.
    public var line: Int?
    /// Column in the line, from 1.
    public var column: Int?

    /// An error, at a place where one is known.
    public init(_ code: Code, _ message: String, file: String? = nil, line: Int? = nil, column: Int? = nil) {
        self.code = code
        self.message = message
        self.file = file
        self.line = line
        self.column = column
    }

    /// An error of reading a file.
    public init(_ error: ParseError, file: TreePath) {
        self.init(
            error.code == .limitExceeded ? .limitExceeded : .malformed, error.message, file: file.description,
            line: error.line, column: error.column)
    }

    /// An error of the tree.
    public init(_ error: TreeError, at path: TreePath) {
        let code: Code = error.code == .tooLarge ? .limitExceeded : .unreadableFile
        self.init(code, error.description, file: path.description)
    }
}

extension RenderError: Equatable {
    /// Equal when the codes are.
    public static func == (left: RenderError, right: RenderError) -> Bool { left.code == right.code }
}

extension RenderError: CustomStringConvertible {
    /// `file:line:column: message`, as far as each is known.
    public var description: String {
        var place = ""
        if let file { place += "\(file):" }
        if let line { place += "\(line):" }
        if let column { place += "\(column):" }
        return place.isEmpty ? message : "\(place) \(message)"
    }
}
