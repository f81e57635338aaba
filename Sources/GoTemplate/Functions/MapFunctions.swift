/// Maps: sprig's functions on dictionaries.
enum MapFunctions {
    static var all: [TemplateFunction] { basics + selections + merging }

    private static var basics: [TemplateFunction] {
        [
            TemplateFunction("dict", "a*") { call in
                let map = GoMap()
                for position in stride(from: 0, to: call.count, by: 2) {
                    let key = Conversion.string(call[position])
                    map[key] = position + 1 < call.count ? call[position + 1] : .string("")
                }
                return .map(map)
            },
            TemplateFunction("get", "ms") { call in call.map(0)[call.string(1)] ?? .string("") },
            TemplateFunction("set", "msa") { call in
                guard case .map(let map) = call[0] else { throw FunctionFailure("assignment to entry in nil map") }
                map[call.string(1)] = call[2]
                return call[0]
            },
            TemplateFunction("unset", "ms") { call in
                call[0].mapValue?[call.string(1)] = nil
                return call[0]
            },
            TemplateFunction("hasKey", "ms") { call in .bool(call.map(0)[call.string(1)] != nil) },
            TemplateFunction("dig", "a*", dig),
        ]
    }

    private static func dig(_ call: FunctionCall) throws -> GoValue {
        guard call.count >= 3 else { throw FunctionFailure("dig needs at least three arguments") }
        var current = call[call.count - 1]
        func conversion(_ value: GoValue, _ type: String) -> FunctionFailure {
            FunctionFailure(
                "interface conversion: interface {} is \(value.isNil ? "nil" : value.typeName), not \(type)")
        }
        for position in 0..<(call.count - 2) {
            guard case .map(let map) = current, map.type.name == GoMap.MapType.any.name else {
                throw conversion(current, "map[string]interface {}")
            }
            guard case .string = call[position] else { throw conversion(call[position], "string") }
            guard let next = map[call.string(position)] else { return call[call.count - 2] }
            current = next
        }
        return current
    }

    private static var selections: [TemplateFunction] {
        [
            TemplateFunction("pluck", "sm*") { call in
                .array(call.arguments.dropFirst().compactMap { $0.mapValue?[call.string(0)] })
            },
            TemplateFunction("keys", "m*") { call in
                .strings(call.arguments.flatMap { $0.mapValue?.keys ?? [] })
            },
            TemplateFunction("values", "m") { call in .array(call.map(0).values) },
            TemplateFunction("pick", "ms*") { call in
                let map = call.map(0)
                let wanted = call.arguments.dropFirst().compactMap(\.stringValue)
                return .map(GoMap(wanted.compactMap { key in map[key].map { (key, $0) } }))
            },
            TemplateFunction("omit", "ms*") { call in
                let omitted = call.arguments.dropFirst().compactMap(\.stringValue)
                let entries = call.map(0).entries.filter { entry in
                    !omitted.contains { ByteText.equal($0, entry.0) }
                }
                return .map(GoMap(entries.map { ($0.0, $0.1) }))
            },
            TemplateFunction("deepCopy", "a", copied), TemplateFunction("mustDeepCopy", "a", copied),
        ]
    }

    private static func copied(_ call: FunctionCall) throws -> GoValue {
        if call[0].isNil { throw FunctionFailure("reflect: call of reflect.Value.Type on zero Value") }
        return call[0].deepCopy
    }

    private static var merging: [TemplateFunction] {
        ["merge", "mustMerge", "mergeOverwrite", "mustMergeOverwrite"].map { name in
            let overwrites = name.hasSuffix("verwrite")
            return TemplateFunction(name, "mm*") { call in
                let target = call.map(0)
                for source in call.arguments.dropFirst() {
                    guard let source = source.mapValue else { continue }
                    try merge(source, into: target, overwrites: overwrites, depth: 0, call)
                }
                return .map(target)
            }
        }
    }

    /// As the `mergo` package merges: an empty destination is filled, maps are merged inside.
    private static func merge(
        _ source: GoMap, into target: GoMap, overwrites: Bool, depth: Int, _ call: FunctionCall
    ) throws {
        guard depth < 500 else { throw FunctionFailure("maps are nested too deeply to merge", isLimit: true) }
        try call.spend(source.count)
        for (key, value) in source.entries {
            let existing = target[key]
            if value.isNil {
                if overwrites || existing == nil { if overwrites { target[key] = value } }
                continue
            }
            if case .map(let inner) = value, case .map(let old)? = existing {
                if inner !== old { try merge(inner, into: old, overwrites: overwrites, depth: depth + 1, call) }
                if old.count > 0 { continue }
            }
            guard let existing, !isEmptyForMerge(existing) else {
                target[key] = value
                continue
            }
            if overwrites { target[key] = value }
        }
    }

    private static func isEmptyForMerge(_ value: GoValue) -> Bool {
        if case .object = value { return false }
        return !value.isTrue
    }
}
