/// Why a template could not be parsed or executed, and where.
///
/// ``description`` is what Go prints. Equality compares only the ``code``.
public struct TemplateError: Error, Sendable {
    /// What kind of failure it is.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Kind: String { case syntax, execution, function, failed, limitExceeded, output }

        private let kind: Kind

        /// The template is not well-formed.
        public static let syntax = Code(kind: .syntax)
        /// A field, a type or a template is not what the text takes it for.
        public static let execution = Code(kind: .execution)
        /// A function failed.
        public static let function = Code(kind: .function)
        /// The template asked for it with `fail` or `required`.
        public static let failed = Code(kind: .failed)
        /// A bound of ``TemplateLimits`` was passed.
        public static let limitExceeded = Code(kind: .limitExceeded)

        /// The name of the code.
        public var description: String { kind.rawValue }
    }

    /// What kind of failure it is.
    public var code: Code
    /// What is wrong, without the place.
    public var message: String
    /// The file the place is in.
    public var template: String
    /// Line from 1.
    public var line: Int
    /// Column in bytes from 0, as Go counts; nil for a syntax error, which Go tells by line.
    public var column: Int?
    /// The template that was being executed: a file's or a definition's name.
    public var executing: String?
    /// The part of the template that failed, in canonical form.
    public var context: String?
    /// The failure inside an `include` or `tpl` that this one passes on; ``message`` then says only which function.
    public var causes: [TemplateError] = []

    /// A failure at a place.
    public init(_ code: Code, _ message: String, template: String, line: Int) {
        self.code = code
        self.message = message
        self.template = template
        self.line = line
    }

    /// The innermost failure.
    public var root: TemplateError { causes.first?.root ?? self }

    /// The place as Go writes it: `file:line` or `file:line:column`.
    public var place: String { column.map { "\(template):\(line):\($0)" } ?? "\(template):\(line)" }
}

extension TemplateError: Equatable {
    /// Equal when the codes are.
    public static func == (left: TemplateError, right: TemplateError) -> Bool { left.code == right.code }
}

extension TemplateError: CustomStringConvertible {
    /// Go's text: `template: file:line:column: executing "name" at <context>: message`.
    public var description: String {
        var text = "template: \(place): "
        if let executing, let context { text += "executing \(GoQuoting.quoted(executing)) at <\(context)>: " }
        text += message
        if let cause = causes.first { text += cause.description }
        return text
    }
}

/// What a template function throws to fail with a message.
public struct FunctionFailure: Error, Sendable, CustomStringConvertible {
    /// What is wrong.
    public var message: String
    /// Whether the template asked for the failure, as `fail` and `required` do.
    public var isDeliberate: Bool
    /// Whether a bound was passed.
    public var isLimit: Bool
    /// The failure of a template that the function executed.
    public var cause: TemplateError?

    /// A failure with a message.
    public init(_ message: String, isDeliberate: Bool = false, isLimit: Bool = false, cause: TemplateError? = nil) {
        self.message = message
        self.isDeliberate = isDeliberate
        self.isLimit = isLimit
        self.cause = cause
    }

    /// The message.
    public var description: String { message + (cause?.description ?? "") }
}
