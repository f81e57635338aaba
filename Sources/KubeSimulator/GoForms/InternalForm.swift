import Values

/// Values as the server's messages show its inner types: every field under its Go name, absent ones as zero values.
enum InternalForm {
    private static let depthLimit = 32

    /// A pod template.
    static func template(_ value: Value?) -> Value {
        var members = Object()
        for member in value?["metadata"]?.objectValue ?? Object() { members[member.key] = member.value }
        members["Spec"] = podSpec(value?["spec"])
        return .object(members)
    }

    /// The spec of a pod or of a template.
    static func podSpec(_ value: Value?) -> Value {
        var spec = value ?? .object(Object())
        var security = spec["securityContext"] ?? .object(Object())
        for name in ["hostNetwork", "hostPID", "hostIPC", "shareProcessNamespace", "hostUsers"] {
            if let flag = spec[name] { security[name] = flag }
        }
        spec["securityContext"] = security
        return structure("PodSpec", spec)
    }

    /// A struct of the table.
    static func structure(_ type: String, _ value: Value?) -> Value { structure(type, value, depth: 0) }

    private static func structure(_ type: String, _ value: Value?, depth: Int) -> Value {
        guard depth < depthLimit else { return .null }
        var members = Object()
        for field in GoShapeTable.internalTypes[type] {
            if field.isEmbedded {
                for member in structure(field.name, value, depth: depth + 1).objectValue ?? Object() {
                    members[member.key] = member.value
                }
            } else {
                members[field.name] = shown(field.type, value?[field.json], depth: depth + 1)
            }
        }
        return .object(members)
    }

    private static func shown(_ type: GoShapeTable.FieldType, _ value: Value?, depth: Int) -> Value {
        switch type {
        case .text: return value ?? ""
        case .truth: return value ?? false
        case .int32, .int64, .intOrString: return value ?? 0
        case .quantity: return value ?? "0"
        case .texts, .resources, .metadata:
            guard case .object(var members)? = value else { return .null }
            members.sortKeys()
            return .object(members)
        case .structure(let name): return structure(name, value, depth: depth)
        case .pointer(let inner): return value.map { shown(inner, $0, depth: depth) } ?? .null
        case .list(let inner):
            guard case .array(let elements)? = value else { return .null }
            return .array(elements.map { shown(inner, $0, depth: depth) })
        }
    }
}

/// The difference of two values as the server's messages show it: of their indented texts, by lines.
enum LineDifference {
    private static let context = 3
    private static let lineLimit = 20_000

    static func text(_ old: Value, _ new: Value) -> String {
        let before = lines(old)
        let after = lines(new)
        guard before.count + after.count < lineLimit else { return "" }
        let changes = changes(before, after)
        var result = ""
        var position = 0
        while position < changes.count {
            guard changes[position].kind != " " else {
                position += 1
                continue
            }
            let start = max(0, position - context)
            var end = position
            var quiet = 0
            while end < changes.count, quiet <= 2 * context {
                quiet = changes[end].kind == " " ? quiet + 1 : 0
                end += 1
            }
            let stop = end == changes.count && quiet <= context ? end : end - max(0, quiet - context)
            result += hunk(changes[..<start], changes[start..<stop])
            position = stop
        }
        return result
    }

    private static func lines(_ value: Value) -> [String] {
        indented(value, depth: 0).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    private static func indented(_ value: Value, depth: Int) -> String {
        let space = String(repeating: " ", count: depth + 1)
        let end = String(repeating: " ", count: depth)
        switch value {
        case .object(let members) where !members.isEmpty:
            let list = members.map {
                "\(space)\(Value.string($0.key).jsonText(.compact)): \(indented($0.value, depth: depth + 1))"
            }
            return "{\n\(list.joined(separator: ",\n"))\n\(end)}"
        case .array(let elements) where !elements.isEmpty:
            return "[\n\(elements.map { space + indented($0, depth: depth + 1) }.joined(separator: ",\n"))\n\(end)]"
        default: return value.jsonText(.compact)
        }
    }

    private typealias Change = (kind: Character, line: String)

    /// Equal beginnings and ends stay; between them what is common in order.
    private static func changes(_ before: [String], _ after: [String]) -> [Change] {
        var start = 0
        while start < before.count, start < after.count, before[start] == after[start] { start += 1 }
        var end = 0
        while end < before.count - start, end < after.count - start,
            before[before.count - 1 - end] == after[after.count - 1 - end]
        { end += 1 }
        var result: [Change] = before[..<start].map { (" ", $0) }
        result += middle(Array(before[start..<(before.count - end)]), Array(after[start..<(after.count - end)]))
        result += before[(before.count - end)...].map { (" ", $0) }
        return result
    }

    private static func middle(_ before: [String], _ after: [String]) -> [Change] {
        guard before.count * after.count < 4_000_000, !before.isEmpty, !after.isEmpty else {
            return before.map { ("-", $0) } + after.map { ("+", $0) }
        }
        var lengths = Array(repeating: Array(repeating: 0, count: after.count + 1), count: before.count + 1)
        for i in before.indices.reversed() {
            for j in after.indices.reversed() {
                lengths[i][j] =
                    before[i] == after[j] ? lengths[i + 1][j + 1] + 1 : max(lengths[i + 1][j], lengths[i][j + 1])
            }
        }
        var result: [Change] = []
        var (i, j) = (0, 0)
        while i < before.count || j < after.count {
            if i < before.count, j < after.count, before[i] == after[j] {
                result.append((" ", before[i]))
                (i, j) = (i + 1, j + 1)
            } else if i < before.count, j == after.count || lengths[i + 1][j] >= lengths[i][j + 1] {
                result.append(("-", before[i]))
                i += 1
            } else {
                result.append(("+", after[j]))
                j += 1
            }
        }
        return result
    }

    private static func hunk(_ skipped: ArraySlice<Change>, _ shown: ArraySlice<Change>) -> String {
        func count(_ changes: ArraySlice<Change>, _ kind: Character) -> Int {
            changes.count { $0.kind == " " || $0.kind == kind }
        }
        func range(_ kind: Character) -> String {
            let length = count(shown, kind)
            let start = count(skipped, kind) + (length == 0 ? 0 : 1)
            return length == 1 ? "\(start)" : "\(start),\(length)"
        }
        let lines = shown.map { "\($0.kind)\($0.line)\n" }.joined()
        return "@@ -\(range("-")) +\(range("+")) @@\n" + lines
    }
}
