internal import GoTemplate
internal import Values

/// Completes values with a chart's defaults, down into its subcharts, as Helm does.
enum Coalescing {
    /// The values of a chart: what is given over the defaults, subcharts' values under their names, globals handed down.
    ///
    /// - Parameter merging: whether null is a value to keep instead of a word for "remove the default".
    static func values(
        of chart: ChartNode, given: Object, merging: Bool = false
    ) throws(RenderError) -> Object {
        var result = given
        try complete(&result, of: chart, merging: merging)
        return result
    }

    private static func complete(_ values: inout Object, of chart: ChartNode, merging: Bool) throws(RenderError) {
        addDefaults(&values, of: chart, merging: merging)
        for child in chart.children {
            var inner: Object
            switch values[child.name] {
            case nil: inner = Object()
            case .object(let object)?: inner = object
            case let other?:
                // Helm prints the value by the wrong verb.
                let shown = GoText.format("%t", GoValue(other, wholeNumbersAsFloats: true))
                throw RenderError(
                    .invalidOptions,
                    "type mismatch on \(child.name): \(shown); values under the name of a subchart must be a map")
            }
            handDownGlobals(from: values, to: &inner)
            try complete(&inner, of: child, merging: merging)
            takeBackGlobals(from: inner, to: &values)
            values[child.name] = .object(inner)
        }
    }

    /// Helm hands down the tables of globals one level copied and everything below shared, so what a subchart adds
    /// further down is seen by its parent and by the subcharts after it.
    private static func takeBackGlobals(from inner: Object, to values: inout Object) {
        guard var globals = values["global"]?.objectValue, let below = inner["global"]?.objectValue else { return }
        for member in globals {
            guard var table = member.value.objectValue, let other = below[member.key]?.objectValue else { continue }
            for entry in table where entry.value.objectValue != nil {
                if let changed = other[entry.key], changed.objectValue != nil { table[entry.key] = changed }
            }
            globals[member.key] = .object(table)
        }
        values["global"] = .object(globals)
    }

    private static func addDefaults(_ values: inout Object, of chart: ChartNode, merging: Bool) {
        for member in chart.values {
            guard let existing = values[member.key] else {
                if merging {
                    values[member.key] = member.value
                } else if let cleaned = withoutNull(member.value) {
                    values[member.key] = cleaned
                }
                continue
            }
            if existing.isNull, !merging {
                values.removeValue(forKey: member.key)
            } else if var table = existing.objectValue, let defaults = member.value.objectValue {
                let isChild = chart.children.contains { $0.name == member.key }
                values[member.key] = .null
                merge(defaults, under: &table, keepsNull: merging || isChild)
                values[member.key] = .object(table)
            }
        }
    }

    /// Fills what is missing in a map from another; what is there stays.
    static func merge(_ source: Object, under target: inout Object, keepsNull: Bool) {
        for member in source {
            guard let existing = target[member.key] else {
                if keepsNull {
                    target[member.key] = member.value
                } else if let cleaned = withoutNull(member.value) {
                    target[member.key] = cleaned
                }
                continue
            }
            if existing.isNull, !keepsNull {
                // Null removes a default; where there is none but null, there is nothing to remove.
                if !member.value.isNull { target.removeValue(forKey: member.key) }
            } else if let inner = member.value.objectValue, var table = existing.objectValue {
                target[member.key] = .null
                merge(inner, under: &table, keepsNull: keepsNull)
                target[member.key] = .object(table)
            }
        }
    }

    /// A default without null entries of maps; nil for null itself. Lists keep theirs.
    private static func withoutNull(_ value: Value) -> Value? {
        switch value {
        case .null: return nil
        case .object(let object):
            var kept = Object(minimumCapacity: object.count)
            for member in object {
                if let cleaned = withoutNull(member.value) { kept[member.key] = cleaned }
            }
            return .object(kept)
        default: return value
        }
    }

    private static func handDownGlobals(from values: Object, to inner: inout Object) {
        let target: Object
        switch inner["global"] {
        case nil: target = Object()
        case .object(let object)?: target = object
        default: return
        }
        let source: Object
        switch values["global"] {
        case nil: source = Object()
        case .object(let object)?: source = object
        default: return
        }
        var result = target
        for member in source {
            guard let table = member.value.objectValue else {
                if result[member.key]?.objectValue == nil { result[member.key] = member.value }
                continue
            }
            switch result[member.key] {
            case nil: result[member.key] = member.value
            case .object(let existing)?:
                var merged = table
                merge(existing, under: &merged, keepsNull: true)
                result[member.key] = .object(merged)
            default: break
            }
        }
        inner["global"] = .object(result)
    }
}
