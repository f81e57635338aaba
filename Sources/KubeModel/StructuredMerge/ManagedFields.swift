public import Values

/// Who owns which fields of an object, as `metadata.managedFields` says.
public struct ManagedFields: Hashable, Sendable {
    /// How a manager came to own fields.
    public struct Operation: Hashable, Sendable, Comparable {
        private enum Kind: Int { case apply, update }

        private let kind: Kind

        /// By server-side apply.
        public static let apply = Operation(kind: .apply)
        /// By any other write.
        public static let update = Operation(kind: .update)

        /// The name in objects.
        public var name: String { kind == .apply ? "Apply" : "Update" }

        /// Orders by name.
        public static func < (left: Operation, right: Operation) -> Bool { left.kind.rawValue < right.kind.rawValue }
    }

    /// Who a manager is: its name, how it writes, in which version and through which subresource.
    public struct Manager: Hashable, Sendable {
        /// The name.
        public var name: String
        /// How it writes.
        public var operation: Operation
        /// The version it writes; empty for appliers, which are the same in every version.
        public var apiVersion: String
        /// The subresource it writes through; empty for the object itself.
        public var subresource: String

        /// A manager.
        public init(name: String, operation: Operation, apiVersion: String, subresource: String = "") {
            self.name = name
            self.operation = operation
            self.apiVersion = operation == .apply ? "" : apiVersion
            self.subresource = subresource
        }
    }

    /// What a manager owns.
    public struct Entry: Hashable, Sendable {
        /// The fields.
        public var fields: FieldSet { didSet { written = nil } }
        /// The version the fields are named in.
        public var apiVersion: String
        /// When the manager last changed something, as RFC 3339 text; nil where that is not known.
        public var time: String?

        /// What a manager owns.
        public init(fields: FieldSet, apiVersion: String, time: String? = nil) {
            self.fields = fields
            self.apiVersion = apiVersion
            self.time = time
        }

        /// The fields as they stand in the object, where that is known.
        fileprivate var written: Value?

        /// Whether both own the same fields since the same time.
        public static func == (left: Entry, right: Entry) -> Bool {
            left.fields == right.fields && left.apiVersion == right.apiVersion && left.time == right.time
        }

        /// Hashes the fields, their version and the time.
        public func hash(into hasher: inout Hasher) {
            hasher.combine(fields)
            hasher.combine(apiVersion)
            hasher.combine(time)
        }
    }

    /// What each manager owns.
    public var entries: [Manager: Entry]

    /// Nobody owns anything.
    public init() { entries = [:] }

    /// Reads `metadata.managedFields`.
    ///
    /// - Parameter value: the list; nil and null are an empty one.
    /// - Throws: ``StructuredMergeError`` with code ``StructuredMergeError/Code/managedFields``.
    public init(_ value: Value?) throws(StructuredMergeError) { try self.init(value, sharing: nil) }

    /// Reads `metadata.managedFields`; sets of fields whose forms are shared are not read again.
    init(_ value: Value?, sharing forms: FieldSetForms?) throws(StructuredMergeError) {
        self.init()
        guard let value, !value.isNull else { return }
        guard case .array(let list) = value else {
            throw StructuredMergeError(.managedFields, "managedFields is a list, not a \(value.kindName)")
        }
        for item in list {
            let operation: Operation
            switch item["operation"]?.stringValue {
            case "Apply": operation = .apply
            case "Update": operation = .update
            default: throw StructuredMergeError(.managedFields, "operation must be `Update` or `Apply`")
            }
            if let type = item["fieldsType"]?.stringValue, !type.isEmpty, type != "FieldsV1" {
                throw StructuredMergeError(.managedFields, "unsupported fieldsType \(type)")
            }
            let version = item["apiVersion"]?.stringValue ?? ""
            let manager = Manager(
                name: item["manager"]?.stringValue ?? "", operation: operation, apiVersion: version,
                subresource: item["subresource"]?.stringValue ?? "")
            let written = item["fieldsV1"] ?? [:]
            let (fields, form) = try ManagedFields.read(written, forms)
            var entry = Entry(fields: fields, apiVersion: version, time: item["time"]?.stringValue)
            entry.written = form
            entries[manager] = entry
        }
    }

    private static func read(
        _ written: Value, _ forms: FieldSetForms?
    ) throws(StructuredMergeError) -> (FieldSet, Value?) {
        if let forms { return try forms.read(written) }
        let (set, isCanonical) = try FieldSet.read(fieldsV1: written)
        return (set, isCanonical ? written : nil)
    }

    /// The list as `metadata.managedFields` holds it, in the server's order; nil where nobody owns anything.
    public var value: Value? { value(sharing: nil) }

    /// The list as ``value`` has it; equal sets of fields are one value in memory.
    func value(sharing forms: FieldSetForms?) -> Value? {
        if entries.isEmpty { return nil }
        let ordered = entries.sorted { left, right in
            if left.key.operation != right.key.operation { return left.key.operation < right.key.operation }
            let times = (left.value.time ?? "", right.value.time ?? "")
            if times.0 != times.1 { return times.0 < times.1 }
            return (left.key.name, left.value.apiVersion, left.key.subresource)
                < (right.key.name, right.value.apiVersion, right.key.subresource)
        }
        return .array(
            ordered.map { manager, entry in
                var members: Object = [
                    "manager": .string(manager.name), "operation": .string(manager.operation.name),
                    "apiVersion": .string(entry.apiVersion),
                ]
                if let time = entry.time { members["time"] = .string(time) }
                members["fieldsType"] = "FieldsV1"
                members["fieldsV1"] = entry.written ?? forms?.form(of: entry.fields) ?? entry.fields.fieldsV1
                if !manager.subresource.isEmpty { members["subresource"] = .string(manager.subresource) }
                return .object(members)
            })
    }

    /// All fields that managers of a name own, however they write.
    public func fields(of name: String) -> FieldSet {
        entries.reduce(into: FieldSet()) { if $1.key.name == name { $0 = $0.union($1.value.fields) } }
    }
}

extension ManagedFields.Manager: CustomStringConvertible {
    /// The manager as conflict messages name it.
    public var description: String {
        var text = Value.string(name).jsonText()
        if !subresource.isEmpty { text += " with subresource \(Value.string(subresource).jsonText())" }
        return operation == .update ? "\(text) using \(apiVersion)" : text
    }
}

extension ManagedFields.Manager: Comparable {
    /// The order in which messages name managers.
    public static func < (left: ManagedFields.Manager, right: ManagedFields.Manager) -> Bool {
        (left.name, left.operation, left.apiVersion, left.subresource)
            < (right.name, right.operation, right.apiVersion, right.subresource)
    }
}
