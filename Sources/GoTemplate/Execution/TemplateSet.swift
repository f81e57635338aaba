/// Templates that can call each other: parse files into it, then execute as often as needed, on any thread.
///
/// ```swift
/// var templates = TemplateSet()
/// try templates.parse("Hello {{ .name | upper }}", name: "greeting")
/// let text = try templates.execute("greeting", data: .map(GoMap([("name", .string("you"))])))
/// ```
///
/// A set is a value: a copy can take further templates without touching the original.
public struct TemplateSet: Sendable {
    /// A template of a name; a class, so that executing it counts one reference.
    final class Entry: Sendable {
        let file: ParsedFile
        let definition: ParsedFile.Definition

        init(file: ParsedFile, definition: ParsedFile.Definition) {
            self.file = file
            self.definition = definition
        }
    }

    /// The functions templates may call.
    public let functions: FunctionTable
    /// Bounds on parsing and executing.
    public var limits: TemplateLimits
    /// What a missing key of a map reads as.
    public var missingKey: MissingKey
    /// What begins and ends an action.
    public let delimiters: (left: String, right: String)
    private(set) var entries: [String: Entry] = [:]
    let evaluated = ParseCache()

    /// What happens when a template reads a key that a map has not, as Go's `missingkey` option says.
    public enum MissingKey: Sendable {
        /// Prints `<no value>`.
        case invalid
        /// The zero value of the map's element type.
        case zero
        /// An error.
        case error
    }

    /// An empty set.
    public init(
        functions: FunctionTable = .standard, limits: TemplateLimits = .standard, missingKey: MissingKey = .invalid,
        delimiters: (left: String, right: String) = ("{{", "}}")
    ) {
        self.functions = functions
        self.limits = limits
        self.missingKey = missingKey
        self.delimiters = (
            delimiters.left.isEmpty ? "{{" : delimiters.left, delimiters.right.isEmpty ? "}}" : delimiters.right
        )
    }

    /// Parses a text and adds what it defines; the text itself becomes the template `name`.
    ///
    /// A later definition replaces an earlier one of another file, unless it is blank; within one text two are an error.
    public mutating func parse(_ text: String, name: String) throws(TemplateError) {
        try parse(ByteText.bytes(text), name: name)
    }

    /// Parses bytes and adds what they define.
    public mutating func parse(_ bytes: [UInt8], name: String) throws(TemplateError) {
        add(try ParsedTemplate(bytes, name: name, for: self))
    }

    /// Adds a text that was parsed before, with the same functions.
    public mutating func add(_ template: ParsedTemplate) {
        for definition in template.file.definitions {
            if entries[definition.name] != nil, definition.isEmpty { continue }
            entries[definition.name] = Entry(file: template.file, definition: definition)
        }
    }

    /// The names of the templates, sorted.
    public var names: [String] { entries.keys.sorted() }

    /// Whether a template is defined.
    public func defines(_ name: String) -> Bool { entries[name] != nil }

    func entry(_ name: String) -> Entry? { entries[name] }

    /// Executes a template.
    ///
    /// - Parameters:
    ///   - name: the template.
    ///   - data: the dot.
    ///   - host: time, randomness and the like for functions that need them.
    /// - Throws: ``TemplateError``; what was written until then is lost.
    public func execute(
        _ name: String, data: GoValue, host: TemplateHost = TemplateHost()
    ) throws(TemplateError) -> String {
        ByteText.string(try executeBytes(name, data: data, host: host))
    }

    /// Executes a template and gives its bytes.
    public func executeBytes(
        _ name: String, data: GoValue, host: TemplateHost = TemplateHost()
    ) throws(TemplateError) -> [UInt8] {
        let execution = Execution(set: self, host: host)
        return try execution.run(name, data)
    }
}

/// A text parsed against a table of functions: immutable, so that many sets can share it.
public struct ParsedTemplate: Sendable {
    let file: ParsedFile

    /// Parses bytes with the functions, delimiters and bounds of a set.
    public init(_ bytes: [UInt8], name: String, for set: TemplateSet) throws(TemplateError) {
        file = try TemplateParser.parse(
            bytes, name: name, functions: set.functions, delimiters: set.delimiters,
            maximumDepth: set.limits.maximumNesting)
    }

    /// The name of the text.
    public var name: String { file.name }
}
