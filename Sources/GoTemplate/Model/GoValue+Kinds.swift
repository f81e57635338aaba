extension GoValue {
    /// The type as `%T` prints it.
    public var typeName: String {
        switch self {
        case .invalid, .null: "<nil>"
        case .bool: "bool"
        case .int: "int"
        case .int64: "int64"
        case .float: "float64"
        case .string: "string"
        case .list(let list): list.type.sliceName
        case .map(let map): map.type.name
        case .number(let number): number.typeName
        case .object(let object): object.typeName
        }
    }

    /// The kind as `reflect` names it.
    public var kindName: String {
        switch self {
        case .invalid, .null: "invalid"
        case .list: "slice"
        case .map: "map"
        case .number(let number): number.kind
        case .object(let object): object.kindName
        default: typeName
        }
    }

    /// Whether there is nothing, or a nil interface.
    public var isNil: Bool {
        switch self {
        case .invalid, .null: true
        default: false
        }
    }

    /// Go's truth: zero, the empty string, the empty list and map and nil are false, a struct is true.
    public var isTrue: Bool {
        switch self {
        case .invalid, .null: false
        case .bool(let value): value
        case .int(let value): value != 0
        case .int64(let value): value != 0
        case .float(let value): value != 0
        case .string(let value): !value.isEmpty
        case .list(let list): list.count > 0
        case .map(let map): map.count > 0
        case .number(let number): number.value != 0
        case .object: true
        }
    }

    /// The bytes it takes by itself, roughly; what it holds is not looked into.
    @inline(__always)
    var weight: Int {
        switch self {
        case .string(let text): text.utf8.count
        case .list(let list): list.byteElements == nil ? list.count &* 24 : list.count
        case .map(let map): map.count &* 48
        default: 0
        }
    }

    /// Whether it is of one of Go's plain types, which have no methods.
    var isScalar: Bool {
        switch self {
        case .list, .map, .object: false
        case .number(let number): number.typeName == number.kind
        default: true
        }
    }

    /// The integer of any integer type.
    var integer: Int64? {
        switch self {
        case .int(let value): Int64(value)
        case .int64(let value): value
        case .number(let number): number.value
        default: nil
        }
    }

    var isUnsigned: Bool { if case .number(let number) = self { number.isUnsigned } else { false } }

    /// The text of a `string`.
    public var stringValue: String? { if case .string(let value) = self { value } else { nil } }

    /// The elements of a slice.
    public var elements: [GoValue]? { if case .list(let list) = self { list.elements } else { nil } }

    /// The map.
    public var mapValue: GoMap? { if case .map(let map) = self { map } else { nil } }
}
