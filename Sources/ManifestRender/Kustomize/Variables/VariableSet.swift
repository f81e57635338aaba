internal import Values

/// The `vars` of a build: names that stand for fields of resources.
struct VariableSet {
    private var variables: [String: KustomizeVariable] = [:]

    /// Most bytes that the values of variables may take where they are put in.
    private static let maximumBytes = 256 << 20

    init() {}

    /// Adds the variables of a layer, noting with each resource which of them take their value from it.
    ///
    /// - Throws: `RenderError` where a name is taken, or several resources are meant.
    mutating func merge(_ own: [KustomizeVariable], in resources: inout ResourceMap) throws(RenderError) {
        for variable in own {
            let meant = positions(of: variable.object, in: &resources)
            guard meant.count <= 1 else {
                throw RenderError(
                    .invalidOptions,
                    "found \(meant.count) resId matches for var \(variable.text) (unable to disambiguate)")
            }
            if let position = meant.first {
                resources.update(at: position) { $0.variableNames.append(variable.name) }
            }
        }
        for variable in own { try add(variable) }
    }

    /// Adds the variables of a base.
    ///
    /// - Throws: `RenderError` where a name is taken.
    mutating func merge(_ child: VariableSet) throws(RenderError) {
        for (_, variable) in child.variables.sorted(by: { $0.key < $1.key }) { try add(variable) }
    }

    private mutating func add(_ variable: KustomizeVariable) throws(RenderError) {
        guard variables[variable.name] == nil else {
            throw RenderError(.invalidOptions, "var '\(variable.name)' already encountered")
        }
        variables[variable.name] = variable
    }

    /// Resources that have or had the id; without a namespace those of all namespaces.
    private func positions(of id: ResourceID, in resources: inout ResourceMap) -> [Int] {
        guard id.namespace.isEmpty, !id.isClusterScoped else { return resources.positions(ofAny: id) }
        return resources.positions(named: id.name).filter { position in
            resources[position].allIDs.contains { id.isSameKindAndName(as: $0) }
        }
    }

    /// Replaces `$(NAME)` in the fields of a table.
    ///
    /// - Returns: the names that were never used.
    /// - Throws: `RenderError` where a variable has no resource or no field.
    func resolve(in resources: inout ResourceMap, fields: [FieldSpec]) throws(RenderError) -> [String] {
        guard !variables.isEmpty else { return [] }
        let values = try values(from: resources)
        var used: Set<String> = []
        var budget = VariableSet.maximumBytes
        let table = FieldSpecTable(fields)
        try resources.updateEach { (resource) throws(RenderError) in
            let id = resource.id
            try table.edit(&resource.value, as: id) { (node) throws(RenderError) in
                try VariableSet.expand(&node) { name in
                    guard let value = values[name] else { return nil }
                    used.insert(name)
                    budget -= ScalarText.text(of: value)?.utf8.count ?? 0
                    return budget < 0 ? nil : value
                }
                guard budget >= 0 else {
                    throw RenderError(
                        .limitExceeded, "the values of vars would take more than \(VariableSet.maximumBytes) bytes")
                }
            }
            resource.settleSharedScalars()
        }
        return variables.keys.filter { !used.contains($0) && values[$0] != nil }.sorted()
    }

    private func values(from resources: ResourceMap) throws(RenderError) -> [String: Value] {
        var sources: [String: Int] = [:]
        for position in resources.indices {
            for name in resources[position].variableNames where sources[name] == nil { sources[name] = position }
        }
        var values: [String: Value] = [:]
        for (name, variable) in variables.sorted(by: { $0.key < $1.key }) {
            guard let position = sources[name] else {
                throw RenderError(
                    .invalidOptions,
                    "var '\(variable.text)' cannot be mapped to a field in the set of known resources")
            }
            let path = FieldPath(variable.fieldPath.isEmpty ? "metadata.name" : variable.fieldPath).withSplitIndices
            let resource = resources[position]
            let found = try? path.lookup(in: resource.value)
            // The tool's own annotations are an object, which cannot stand in a text.
            if found == nil, path.parts == ["metadata", "annotations"], resource.hasNotes { continue }
            guard let value = found,
                let scalar = VariableSet.value(value, written: resource.spellings[value])
            else {
                throw RenderError(
                    .invalidOptions, "field specified in var '\(variable.text)' not found in corresponding resource")
            }
            // A list or an object cannot stand in a text: references to it stay.
            switch scalar {
            case .array, .object: continue
            default: values[name] = scalar
            }
        }
        return values
    }

    /// What a field gives to a variable; nil for a number that the tool cannot read.
    ///
    /// - Parameter text: how the value is written where that is not the common way. Whole numbers are read as decimal.
    private static func value(_ value: Value, written text: String?) -> Value? {
        switch value {
        case .null: return .string(text ?? "null")
        case .unsigned: return nil
        case .int:
            guard let text else { return value }
            return Int64(text).map { .int($0) }
        case .string: return text.map { .string($0) } ?? value
        default: return value
        }
    }

    /// Expands a text, the texts of a list, or the texts among the members of an object.
    private static func expand(_ node: inout Value, _ value: (String) -> Value?) throws(RenderError) {
        switch node {
        case .string(let text): node = VariableText.expand(text, value)
        case .array(var elements):
            node = .null
            defer { node = .array(elements) }
            for position in elements.indices {
                guard case .string(let text) = elements[position] else {
                    throw RenderError(.malformed, "invalid value type expect a string")
                }
                elements[position] = VariableText.expand(text, value)
            }
        case .object(let members):
            node = .object(
                members.mapValues { _, member in
                    if case .string(let text) = member { VariableText.expand(text, value) } else { member }
                })
        default: return
        }
    }
}

extension KustomizeVariable {
    /// The variable as the tool's messages write it.
    fileprivate var text: String {
        "{\(name) \(object.kindText) {\(fieldPath.isEmpty ? "metadata.name" : fieldPath)}}"
    }
}

extension FieldPath {
    /// The path with `name[0]` taken for two parts.
    fileprivate var withSplitIndices: FieldPath {
        FieldPath(
            parts: parts.flatMap { part in
                guard part.hasSuffix("]"), let bracket = part.firstIndex(of: "["), bracket > part.startIndex,
                    Int(part[part.index(after: bracket)...].dropLast()) != nil
                else { return [part] }
                return [String(part[..<bracket]), String(part[part.index(after: bracket)...].dropLast())]
            }, text: text)
    }
}
