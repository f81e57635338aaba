public import Values

/// A place in a schema: the type of a value, and what its field says about merging.
public struct SchemaNode: Sendable {
    let table: SchemaTable
    let type: Int
    /// The field this node was reached by, -1 where it was none.
    let field: Int

    init(table: SchemaTable, type: Int, field: Int = -1) {
        self.table = table
        self.type = type
        self.field = field
    }

    /// A place of which nothing is known: objects merge key by key, lists as a whole.
    public static let untyped = SchemaNode(table: .untyped, type: 0)

    /// The same, but objects too are taken as a whole.
    static let untypedAtomic = SchemaNode(table: .untyped, type: 1)

    /// What a value at this place looks like.
    public enum Kind: Hashable, Sendable {
        /// A single value.
        case scalar(Schema.Scalar)
        /// A list.
        case list
        /// An object with free keys.
        case map
        /// An object with declared fields.
        case object
        /// Anything.
        case any
    }

    /// What a value at this place looks like.
    public var kind: Kind {
        switch table.types[type].shape {
        case .scalar(let scalar): .scalar(scalar)
        case .list: .list
        case .map: .map
        case .object: .object
        case .any: .any
        }
    }

    /// The type's name, for example `core.v1.Container`; empty for types without one.
    public var typeName: String { table.types[type].name }

    /// Whether an object at this place is taken as a whole under structured merge.
    public var isAtomic: Bool {
        guard field >= 0 else { return table.types[type].isAtomic }
        return table.fields[field].isAtomic || (table.types[type].isAtomic && !table.fields[field].isGranular)
    }

    /// How a list at this place merges.
    public var listType: Schema.ListType { table.types[type].list }

    /// The strategies under strategic merge patch.
    public var patchStrategy: Schema.PatchStrategy { field >= 0 ? table.fields[field].strategy : [] }

    /// The field that tells the items of a list apart under strategic merge patch.
    public var mergeKey: String? { field >= 0 ? table.fields[field].mergeKey : nil }

    /// Whether the server writes the field out even where it is zero, empty or false.
    public var keepsZero: Bool { field >= 0 && table.fields[field].keepsZero }

    /// Whether the server writes the field out even where nobody gave it.
    public var isAlwaysWritten: Bool { field >= 0 && table.fields[field].isAlwaysWritten }

    /// Whether the field must be there.
    public var isRequired: Bool { field >= 0 && table.fields[field].isRequired }

    /// The value that the field has where nobody gives one, as far as the description tells.
    public var defaultValue: Value? { field >= 0 ? table.fields[field].defaultValue : nil }

    /// The place of a declared field, or of any key where keys are free; nil where the type knows no such field.
    public subscript(key: String) -> SchemaNode? {
        switch table.types[type].shape {
        case .object(let fields, let rest):
            if let field = fields[key] { return SchemaNode(table: table, type: table.fields[field].type, field: field) }
            return rest >= 0 ? SchemaNode(table: table, type: rest) : nil
        case .map(let element): return SchemaNode(table: table, type: element)
        case .any: return self
        case .scalar, .list: return nil
        }
    }

    /// Whether the type declares a field of that name.
    public func declares(_ key: String) -> Bool {
        if case .object(let fields, _) = table.types[type].shape { fields[key] != nil } else { false }
    }

    /// The names of the declared fields in alphabetical order.
    public var fieldNames: [String] {
        if case .object(let fields, _) = table.types[type].shape { fields.keys.sorted() } else { [] }
    }

    /// The place of the items of a list or of the values of a map; nil for other types.
    public var element: SchemaNode? {
        switch table.types[type].shape {
        case .list(let element), .map(let element): SchemaNode(table: table, type: element)
        case .any: self
        case .scalar, .object: nil
        }
    }

    /// The place at the end of a path of keys; lists are passed through to their items.
    public func node(at path: some Sequence<String>) -> SchemaNode? {
        var node = self
        for key in path {
            while case .list = node.kind, let element = node.element { node = element }
            guard let next = node[key] else { return nil }
            node = next
        }
        return node
    }
}

extension SchemaNode {
    /// The place of a single value.
    public static func scalar(_ scalar: Schema.Scalar) -> SchemaNode {
        SchemaNode(table: SchemaTable(types: [.init(shape: .scalar(scalar))], fields: []), type: 0)
    }
}
