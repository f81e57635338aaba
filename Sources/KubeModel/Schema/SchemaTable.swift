import Synchronization
import Values

/// Types and fields of a schema, held flat so that types may refer to themselves and look-ups copy nothing.
final class SchemaTable: Sendable {
    /// What a value of a type looks like.
    enum Shape: Sendable {
        case scalar(Schema.Scalar)
        /// A list of one element type.
        case list(element: Int)
        /// An object with free keys and one type of value.
        case map(element: Int)
        /// An object with declared fields; `rest` is the type of undeclared ones, -1 where there may be none.
        case object(fields: [String: Int], rest: Int)
        /// Anything.
        case any
    }

    /// One type.
    struct TypeEntry: Sendable {
        var shape: Shape
        var name: String = ""
        var isAtomic = false
        var list = Schema.ListType.atomic
    }

    /// One declared field.
    struct FieldEntry: Sendable {
        var type: Int
        var strategy: Schema.PatchStrategy = []
        var mergeKey: String?
        var isAtomic = false
        /// Whether the members of an otherwise atomic type are owned one by one here.
        var isGranular = false
        var keepsZero = false
        var isAlwaysWritten = false
        var isRequired = false
        var defaultValue: Value?
    }

    let types: [TypeEntry]
    let fields: [FieldEntry]

    /// Zero values of types that were asked for.
    private let zeros = Mutex<[Int: Value]>([:])

    init(types: [TypeEntry], fields: [FieldEntry]) {
        self.types = types
        self.fields = fields
    }

    /// The zero value of a type, made once.
    func zero(of type: Int, _ make: () -> Value) -> Value {
        if let known = zeros.withLock({ $0[type] }) { return known }
        let value = make()
        zeros.withLock { $0[type] = value }
        return value
    }

    /// A table whose only type is anything.
    static let untyped = SchemaTable(
        types: [TypeEntry(shape: .any), TypeEntry(shape: .any, isAtomic: true)], fields: [])
}

/// Collects types and fields before they become a table.
struct SchemaTableBuilder {
    var types: [SchemaTable.TypeEntry] = []
    var fields: [SchemaTable.FieldEntry] = []
    private var scalars: [Schema.Scalar: Int] = [:]
    private var anyType: Int?

    mutating func add(_ entry: SchemaTable.TypeEntry) -> Int {
        types.append(entry)
        return types.count - 1
    }

    mutating func add(_ entry: SchemaTable.FieldEntry) -> Int {
        fields.append(entry)
        return fields.count - 1
    }

    mutating func scalar(_ scalar: Schema.Scalar) -> Int {
        if let known = scalars[scalar] { return known }
        let position = add(.init(shape: .scalar(scalar)))
        scalars[scalar] = position
        return position
    }

    mutating func any() -> Int {
        if let anyType { return anyType }
        let position = add(SchemaTable.TypeEntry(shape: .any))
        anyType = position
        return position
    }

    func table() -> SchemaTable { SchemaTable(types: types, fields: fields) }
}
