/// A value as a template sees it: Go's dynamic types, since `printf "%T"`, comparisons and arithmetic show them.
///
/// Maps are shared by reference as in Go (`set` changes the one every holder sees), all else is a value. A tree of values
/// belongs to one execution; make a new one from ``Values/Value`` for each.
public enum GoValue {
    /// No value at all, as the result of a missing key: prints `<no value>`.
    case invalid
    /// A nil interface.
    case null
    /// `bool`
    case bool(Bool)
    /// `int`
    case int(Int)
    /// `int64`
    case int64(Int64)
    /// `float64`
    case float(Double)
    /// `string`; see ``GoValue/bytes`` for what is no Unicode.
    case string(String)
    /// A slice of any element type.
    case list(GoList)
    /// A map with string keys.
    case map(GoMap)
    /// An integer of another type, such as `uint8` or `time.Duration`.
    case number(GoNumber)
    /// A struct or pointer with fields and methods.
    case object(any GoObject)

    /// A `string` of any bytes; those that are no UTF-8 are kept.
    public static func bytes(_ bytes: [UInt8]) -> GoValue { .string(ByteText.string(bytes)) }

    /// An `[]interface {}`.
    public static func array(_ elements: [GoValue]) -> GoValue { .list(GoList(elements)) }

    /// A `[]string`.
    public static func strings(_ elements: [String]) -> GoValue {
        .list(GoList(elements.map { .string($0) }, type: .strings))
    }
}

/// A slice: its elements and what Go calls its type.
public final class GoList {
    /// The type of a slice.
    public struct ElementType: Hashable, Sendable {
        /// The name of the slice type.
        public let sliceName: String

        /// A slice type by its element's name.
        public init(_ elementName: String) { sliceName = "[]" + elementName }

        /// A slice type with a name of its own.
        public init(named name: String) { sliceName = name }

        /// `[]interface {}`
        public static let any = ElementType("interface {}")
        /// `[]string`
        public static let strings = ElementType("string")
        /// `[]int`
        public static let ints = ElementType("int")
        /// `[]uint8`, Go's bytes.
        public static let bytes = ElementType("uint8")
        /// `[][]interface {}`
        public static let lists = ElementType("[]interface {}")
        /// `[]map[string]interface {}`
        public static let maps = ElementType("map[string]interface {}")
    }

    private enum Storage {
        case values([GoValue])
        case bytes([UInt8])
    }

    private let storage: Storage
    /// The slice's type.
    public let type: ElementType
    /// Whether it is a nil slice: prints the same, but is `null` in JSON.
    public let isNil: Bool
    /// Methods by name, for named types such as the API versions of a chart.
    let methods: (@Sendable (String) -> TemplateFunction?)?

    /// A slice.
    ///
    /// - Parameter methods: what templates can call on it; the function finds the slice in ``FunctionCall/receiver``.
    public init(
        _ elements: [GoValue], type: ElementType = .any, isNil: Bool = false,
        methods: (@Sendable (String) -> TemplateFunction?)? = nil
    ) {
        storage = .values(elements)
        self.type = type
        self.isNil = isNil
        self.methods = methods
    }

    /// A `[]uint8`, held as bytes.
    public init(bytes: [UInt8]) {
        storage = .bytes(bytes)
        type = .bytes
        isNil = false
        methods = nil
    }

    /// The elements.
    public var elements: [GoValue] {
        switch storage {
        case .values(let values): values
        case .bytes(let bytes): bytes.map(GoNumber.byte)
        }
    }

    /// Number of elements.
    public var count: Int {
        switch storage {
        case .values(let values): values.count
        case .bytes(let bytes): bytes.count
        }
    }

    /// The elements where this is a `[]uint8`.
    public var byteElements: [UInt8]? {
        if case .bytes(let bytes) = storage { return bytes }
        guard type == .bytes else { return nil }
        return elements.map { element in
            if case .number(let number) = element { return UInt8(truncatingIfNeeded: number.value) }
            return 0
        }
    }
}

/// An integer of a type other than `int` and `int64`.
public final class GoNumber: Sendable {
    /// The name of the type.
    public let typeName: String
    /// The name of the kind.
    public let kind: String
    /// The number; unsigned ones by their bits.
    public let value: Int64

    /// An integer of a type.
    public init(_ value: Int64, typeName: String, kind: String? = nil) {
        self.value = value
        self.typeName = typeName
        self.kind = kind ?? typeName
    }

    var isUnsigned: Bool { kind.hasPrefix("uint") }

    static func duration(_ nanoseconds: Int64) -> GoValue {
        .number(GoNumber(nanoseconds, typeName: "time.Duration", kind: "int64"))
    }

    static func byte(_ value: UInt8) -> GoValue { .number(GoNumber(Int64(value), typeName: "uint8")) }
}

/// A struct, or a pointer to one, that templates read fields of and call methods on.
public protocol GoObject: AnyObject {
    /// Its type as `%T` prints it.
    var typeName: String { get }
    /// Its kind: `struct` or `ptr`.
    var kindName: String { get }
    /// A field by name; nil where there is none.
    func field(_ name: String) -> GoValue?
    /// A method by name; nil where there is none.
    func method(_ name: String) -> TemplateFunction?
    /// What `String()` or `Error()` gives; nil for a type with neither.
    var text: String? { get }
    /// The exported fields in order, for printing and serialising.
    var fields: [(name: String, value: GoValue)] { get }
    /// All fields as `%v` prints them, those that are not exported included.
    var printedFields: [(name: String, value: GoValue)] { get }
    /// The members in JSON, where the type names them otherwise than its fields.
    var jsonFields: [(name: String, value: GoValue)] { get }
    /// What `%#v` prints, for a type that says so itself.
    var goText: String? { get }
    /// What a function gets that this is passed to: for a struct a copy, which has not the methods of its pointer.
    var passed: any GoObject { get }
}

extension GoObject {
    /// No methods.
    public func method(_ name: String) -> TemplateFunction? { nil }
    /// No text of its own.
    public var text: String? { nil }
    /// The exported ones.
    public var printedFields: [(name: String, value: GoValue)] { fields }
    /// Named as the fields.
    public var jsonFields: [(name: String, value: GoValue)] { fields }
    /// Nothing of its own.
    public var goText: String? { nil }
    /// The same.
    public var passed: any GoObject { self }
    /// Looks among ``fields``.
    public func field(_ name: String) -> GoValue? { fields.first { $0.name == name }?.value }
}
