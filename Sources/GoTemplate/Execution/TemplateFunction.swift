/// The Go type of a parameter: decides which literals and values a template may pass.
public enum ParameterType: Sendable, Hashable {
    /// `interface {}`
    case any
    /// `reflect.Value`, which takes whatever comes, missing values included; Go's builtins use it.
    case value
    /// `string`
    case string
    /// `int`
    case int
    /// `int64`
    case int64
    /// `float64`
    case float
    /// `bool`
    case bool
    /// `[]interface {}`
    case list
    /// `[]string`
    case strings
    /// `map[string]interface {}`
    case map
    /// `time.Time`
    case time
    /// A type that templates can pass results of but not write: its name as Go prints it.
    case named(String)

    /// The type's name as Go prints it.
    var name: String {
        switch self {
        case .any: "interface {}"
        case .value: "reflect.Value"
        case .string: "string"
        case .int: "int"
        case .int64: "int64"
        case .float: "float64"
        case .bool: "bool"
        case .list: "[]interface {}"
        case .strings: "[]string"
        case .map: "map[string]interface {}"
        case .time: "time.Time"
        case .named(let name): name
        }
    }

    /// A parameter's type from its letter in a signature.
    init?(letter: Character) {
        switch letter {
        case "a": self = .any
        case "v": self = .value
        case "s": self = .string
        case "i": self = .int
        case "l": self = .int64
        case "f": self = .float
        case "b": self = .bool
        case "L": self = .list
        case "S": self = .strings
        case "m": self = .map
        case "t": self = .time
        default: return nil
        }
    }
}

/// A function that templates can call.
///
/// ```swift
/// let shout = TemplateFunction("shout", "s") { call in .string(call.string(0) + "!") }
/// ```
public struct TemplateFunction: Sendable {
    /// What runs when the function is called.
    public typealias Body = @Sendable (FunctionCall) throws -> GoValue

    /// What a function is, behind one reference, so that calls need not count those of its parts.
    private final class Definition: Sendable {
        let name: String
        let parameters: [ParameterType]
        let variadic: ParameterType?
        let body: Body
        let evaluation: Evaluation

        init(
            _ name: String, _ parameters: [ParameterType], _ variadic: ParameterType?, _ evaluation: Evaluation,
            _ body: @escaping Body
        ) {
            self.name = name
            self.parameters = parameters
            self.variadic = variadic
            self.evaluation = evaluation
            self.body = body
        }
    }

    private let definition: Definition

    /// Its name in templates.
    public var name: String { definition.name }
    /// Types of the fixed parameters.
    public var parameters: [ParameterType] { definition.parameters }
    /// Type of the further ones; nil for a function without.
    public var variadic: ParameterType? { definition.variadic }
    var body: Body { definition.body }
    /// What the executor does itself: short-circuit functions, and `call`, whose message shows the argument as written.
    var evaluation: Evaluation { definition.evaluation }

    enum Evaluation: Sendable {
        case ordinary
        case logical
        case call
    }

    /// A function by its signature.
    ///
    /// - Parameters:
    ///   - name: its name in templates.
    ///   - signature: a letter for each parameter: `s` string, `i` int, `l` int64, `f` float64, `b` bool, `a` anything,
    ///     `L` list, `S` list of strings, `m` map, `t` time, `v` anything unchecked; a final `*` repeats the last one.
    ///   - body: what it does. Throw ``FunctionFailure`` to fail.
    public init(_ name: String, _ signature: String, _ body: @escaping Body) {
        var types = signature.compactMap { ParameterType(letter: $0) }
        let isVariadic = signature.hasSuffix("*")
        let variadic = isVariadic ? types.popLast() : nil
        definition = Definition(name, types, variadic, .ordinary, body)
    }

    /// A function by its parameter types.
    public init(
        _ name: String, parameters: [ParameterType], variadic: ParameterType? = nil, _ body: @escaping Body
    ) {
        definition = Definition(name, parameters, variadic, .ordinary, body)
    }

    init(_ name: String, evaluation: Evaluation) {
        definition = Definition(name, [.value], .value, evaluation) { _ in .invalid }
    }
}

/// One call of a function: its arguments, already of the types it asked for, and what it may use of its surroundings.
public struct FunctionCall {
    /// The arguments.
    public let arguments: [GoValue]
    /// What a method is called on; invalid for a function.
    public let receiver: GoValue
    /// The execution that calls.
    let execution: Execution

    /// Number of arguments.
    public var count: Int { arguments.count }

    /// An argument, nil beyond the last.
    public subscript(position: Int) -> GoValue { position < arguments.count ? arguments[position] : .null }

    /// A string argument.
    public func string(_ position: Int) -> String {
        if case .string(let text) = self[position] { return text }
        return ""
    }

    /// The bytes of a string argument.
    public func bytes(_ position: Int) -> [UInt8] { ByteText.bytes(string(position)) }

    /// An `int` or `int64` argument.
    public func int(_ position: Int) -> Int { Int(truncatingIfNeeded: self[position].integer ?? 0) }

    /// A `float64` argument.
    public func float(_ position: Int) -> Double {
        if case .float(let value) = self[position] { return value }
        return 0
    }

    /// A `bool` argument.
    public func bool(_ position: Int) -> Bool {
        if case .bool(let value) = self[position] { return value }
        return false
    }

    /// A map argument; a new empty one for nil.
    public func map(_ position: Int) -> GoMap { self[position].mapValue ?? GoMap() }

    /// A list argument's elements.
    public func list(_ position: Int) -> [GoValue] { self[position].elements ?? [] }

    /// What the host provides.
    public var host: TemplateHost { execution.host }

    /// Most bytes a text may have.
    var maximumBytes: Int { execution.limits.maximumOutput }

    /// Counts work against the limit of steps.
    public func spend(_ steps: Int) throws { try execution.spend(steps) }

    /// Checks the size of a text before it is made.
    public func reserve(bytes count: Int) throws {
        if count > execution.limits.maximumOutput {
            throw FunctionFailure(
                "result of \(count) bytes is larger than the limit of \(execution.limits.maximumOutput)", isLimit: true)
        }
    }

    /// Checks the size of a text in which replacements of a size stand, before it is made.
    ///
    /// - Parameters:
    ///   - count: bytes of the text, which is the most there can be of them.
    ///   - size: bytes of one.
    ///   - occurrences: how many there are; asked for only where it matters.
    func reserve(_ count: Int, of size: Int, occurrences: () -> Int) throws {
        let most = (count + 1).multipliedReportingOverflow(by: size)
        guard most.overflow || most.partialValue > execution.limits.maximumOutput else { return }
        let actual = occurrences().multipliedReportingOverflow(by: size)
        try reserve(bytes: actual.overflow ? .max : actual.partialValue)
    }

    /// Executes a template by name and gives its output, as `include` does.
    public func include(_ name: String, _ data: GoValue) throws -> String { try execution.include(name, data) }

    /// Parses a text and executes it, as `tpl` does.
    public func evaluate(_ text: String, _ data: GoValue) throws -> String { try execution.evaluate(text, data) }
}
