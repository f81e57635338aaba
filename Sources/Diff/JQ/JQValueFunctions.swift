import LinearRegex
import Values

/// Functions of the language that turn values into values.
enum JQValueFunctions {
    static func isOfType(_ value: Value, _ name: String) -> Bool {
        switch (name, value) {
        case ("values", .null): false
        case ("values", _), ("nulls", .null), ("strings", .string), ("booleans", .bool), ("arrays", .array),
            ("objects", .object), ("iterables", .array), ("iterables", .object), ("numbers", .int),
            ("numbers", .double),
            ("numbers", .unsigned):
            true
        case ("scalars", .array), ("scalars", .object): false
        case ("scalars", _): true
        default: false
        }
    }

    static func ordered(_ name: String, _ keyed: [(key: Value, item: Value)]) -> Value {
        let sorted = keyed.enumerated().sorted { left, right in
            let order = JQArithmetic.compare(left.element.key, right.element.key)
            return order == 0 ? left.offset < right.offset : order < 0
        }.map(\.element)
        switch name {
        case "min_by": return sorted.first?.item ?? .null
        case "max_by": return sorted.last?.item ?? .null
        case "sort_by": return .array(sorted.map(\.item))
        default:
            var groups: [(key: Value, items: [Value])] = []
            for (key, item) in sorted {
                if let last = groups.last, JQArithmetic.compare(last.key, key) == 0 {
                    groups[groups.count - 1].items.append(item)
                } else {
                    groups.append((key, [item]))
                }
            }
            return .array(groups.map { name == "unique_by" ? $0.items[0] : .array($0.items) })
        }
    }

    static func call(_ name: String, _ input: Value, _ arguments: [Value]) throws(JQError) -> Value {
        switch arguments.count {
        case 0: return try call(name, input)
        case 1: return try call(name, input, arguments[0])
        default: return try texts(name, input, arguments)
        }
    }

    private static func call(_ name: String, _ input: Value) throws(JQError) -> Value {
        switch name {
        case "not": return .bool(!JQArithmetic.isTrue(input))
        case "true": return true
        case "null": return .null
        case "length", "utf8bytelength": return try length(name, input)
        case "keys", "keys_unsorted": return try keys(input)
        case "to_entries":
            guard case .object(let members) = input else { throw wrong(name, input) }
            return .array(
                members.sorted { $0.key < $1.key }.map { ["key": .string($0.key), "value": $0.value] })
        case "from_entries": return try fromEntries(input)
        case "type":
            switch input {
            case .int, .unsigned, .double: return "number"
            case .array: return "array"
            default: return .string(input.kindName)
            }
        case "tostring": return .string(JQFormats.text(input))
        case "tojson": return .string(input.jsonText(sortedKeys: true))
        case "fromjson":
            guard case .string(let text) = input, let value = try? Value(json: text) else { throw wrong(name, input) }
            return value
        case "tonumber":
            if input.doubleValue != nil { return input }
            guard case .string(let text) = input, let value = try? Value(json: text), value.doubleValue != nil else {
                throw wrong(name, input)
            }
            return value
        case "ascii_downcase", "ascii_upcase", "trim", "ltrim", "rtrim", "explode": return try text(name, input)
        case "add":
            let items = input.arrayValue ?? input.objectValue?.values ?? []
            var result = Value.null
            for item in items { result = try JQArithmetic.combine("+", result, item) }
            return result
        case "floor", "ceil", "round", "abs": return try mathematics(name, input)
        case "sort", "group", "unique", "min", "max":
            guard case .array(let items) = input else { throw wrong(name, input) }
            return ordered(name + "_by", items.map { ($0, $0) })
        case "reverse":
            if case .string(let text) = input { return .string(String(text.reversed())) }
            return .array((input.arrayValue ?? []).reversed())
        case "flatten": return .array(flattened(input.arrayValue ?? [], depth: 64))
        case "infinite": return .double(.infinity)
        case "halt": throw .failure("halt is not supported")
        default:
            if name.hasPrefix("@") { return .string(try JQFormats.apply(String(name.dropFirst()), input)) }
            throw .failure("function '\(name)' is not supported")
        }
    }

    private static func call(_ name: String, _ input: Value, _ argument: Value) throws(JQError) -> Value {
        switch name {
        case "has":
            switch (input, argument) {
            case (.object(let members), .string(let key)): return .bool(members.contains(key: key))
            case (.array(let items), .int(let position)): return .bool(position >= 0 && position < items.count)
            default: throw wrong(name, input)
            }
        case "in": return try call("has", argument, input)
        case "contains": return .bool(try contains(input, argument))
        case "inside": return .bool(try contains(argument, input))
        case "index", "rindex", "indices": return try indices(name, input, argument)
        case "flatten": return .array(flattened(input.arrayValue ?? [], depth: Int(clamping: argument.intValue ?? 0)))
        case "join":
            guard case .array(let items) = input, case .string(let separator) = argument else {
                throw wrong(name, input)
            }
            return .string(items.map { $0.isNull ? "" : JQFormats.text($0) }.joined(separator: separator))
        default: return try texts(name, input, [argument])
        }
    }

    private static func wrong(_ name: String, _ value: Value) -> JQError {
        .failure("\(name) cannot be applied to \(value.kindName)")
    }

    private static func length(_ name: String, _ input: Value) throws(JQError) -> Value {
        switch input {
        case .null: return 0
        case .string(let text):
            return .int(Int64(name == "length" ? text.unicodeScalars.count : text.utf8.count))
        case .array(let items): return .int(Int64(items.count))
        case .object(let members): return .int(Int64(members.count))
        case .int, .unsigned, .double: return JQArithmetic.number(abs(input.doubleValue ?? 0))
        case .bool: throw wrong(name, input)
        }
    }

    private static func keys(_ input: Value) throws(JQError) -> Value {
        switch input {
        case .object(let members): return .array(members.keys.sorted().map(Value.string))
        case .array(let items): return .array(items.indices.map { .int(Int64($0)) })
        default: throw wrong("keys", input)
        }
    }

    private static func fromEntries(_ input: Value) throws(JQError) -> Value {
        var result = Object()
        for entry in input.arrayValue ?? [] {
            let key = ["key", "k", "name", "Name", "Key", "K"].lazy.compactMap { entry[$0] }.first ?? .null
            guard case .object = entry else { throw wrong("from_entries", entry) }
            let value = ["value", "v", "Value", "V"].lazy.compactMap { entry[$0] }.first ?? .null
            result[key.isNull ? "null" : JQFormats.text(key)] = value
        }
        return .object(result)
    }

    private static func flattened(_ items: [Value], depth: Int) -> [Value] {
        items.flatMap { item -> [Value] in
            if depth > 0, case .array(let inner) = item { flattened(inner, depth: depth - 1) } else { [item] }
        }
    }

    private static func mathematics(_ name: String, _ input: Value) throws(JQError) -> Value {
        guard let number = input.doubleValue else { throw wrong(name, input) }
        switch name {
        case "floor": return JQArithmetic.number(JQRounding.down(number))
        case "ceil": return JQArithmetic.number(JQRounding.up(number))
        case "round": return JQArithmetic.number(JQRounding.nearest(number))
        default: return JQArithmetic.number(abs(number))
        }
    }

    private static func text(_ name: String, _ input: Value) throws(JQError) -> Value {
        guard case .string(let text) = input else { throw wrong(name, input) }
        func isSpace(_ character: Character) -> Bool { character.isWhitespace }
        switch name {
        case "ascii_downcase":
            return .string(String(decoding: text.utf8.map { (65...90).contains($0) ? $0 + 32 : $0 }, as: UTF8.self))
        case "ascii_upcase":
            return .string(String(decoding: text.utf8.map { (97...122).contains($0) ? $0 - 32 : $0 }, as: UTF8.self))
        case "explode": return .array(text.unicodeScalars.map { .int(Int64($0.value)) })
        default:
            var result = Substring(text)
            if name != "rtrim" { result = result.drop(while: isSpace) }
            while name != "ltrim", let last = result.last, isSpace(last) { result.removeLast() }
            return .string(String(result))
        }
    }

    private static func contains(_ value: Value, _ part: Value) throws(JQError) -> Bool {
        switch (value, part) {
        case (.object(let members), .object(let wanted)):
            for member in wanted {
                guard let other = members[member.key] else { return false }
                guard try contains(other, member.value) else { return false }
            }
            return true
        case (.array(let items), .array(let wanted)):
            for want in wanted {
                var isFound = false
                for item in items where (try? contains(item, want)) == true { isFound = true }
                guard isFound else { return false }
            }
            return true
        case (.string(let text), .string(let wanted)):
            if case .array(let parts) = JQFormats.split(text, wanted) { return wanted.isEmpty || parts.count > 1 }
            return false
        default:
            guard value.kindName == part.kindName else { throw wrong("contains", value) }
            return JQArithmetic.compare(value, part) == 0
        }
    }

    private static func indices(_ name: String, _ input: Value, _ argument: Value) throws(JQError) -> Value {
        if input.isNull { return .null }
        var found: [Int] = []
        switch (input, argument) {
        case (.string(let text), .string(let part)):
            let (scalars, wanted) = (Array(text.unicodeScalars), Array(part.unicodeScalars))
            for start in scalars.indices where !wanted.isEmpty && scalars[start...].starts(with: wanted) {
                found.append(start)
            }
        case (.array(let items), .array(let wanted)):
            for start in items.indices where !wanted.isEmpty && items[start...].starts(with: wanted) {
                found.append(start)
            }
        case (.array(let items), _):
            found = items.indices.filter { JQArithmetic.compare(items[$0], argument) == 0 }
        default: throw wrong(name, input)
        }
        switch name {
        case "index": return found.first.map { .int(Int64($0)) } ?? .null
        case "rindex": return found.last.map { .int(Int64($0)) } ?? .null
        default: return .array(found.map { .int(Int64($0)) })
        }
    }

    private static func texts(_ name: String, _ input: Value, _ arguments: [Value]) throws(JQError) -> Value {
        guard case .string(let first)? = arguments.first else { throw .failure("\(name) takes a text") }
        switch name {
        case "ltrimstr":
            guard case .string(let text) = input, text.hasPrefix(first) else { return input }
            return .string(String(text.dropFirst(first.count)))
        case "rtrimstr":
            guard case .string(let text) = input, text.hasSuffix(first), !first.isEmpty else { return input }
            return .string(String(text.dropLast(first.count)))
        default: break
        }
        guard case .string(let text) = input else { throw wrong(name, input) }
        switch (name, arguments.count) {
        case ("startswith", 1): return .bool(text.utf8.starts(with: first.utf8))
        case ("endswith", 1): return .bool(text.utf8.reversed().starts(with: first.utf8.reversed()))
        case ("split", 1): return JQFormats.split(text, first)
        case ("test", 1), ("test", 2):
            let flags = arguments.count == 2 ? arguments[1].stringValue ?? "" : ""
            return .bool(try matches(text, first, flags: flags))
        case ("sub", 2), ("gsub", 2): throw .failure("\(name) is not supported")
        default: throw .failure("function '\(name)' is not supported")
        }
    }

    private static func matches(_ text: String, _ pattern: String, flags: String) throws(JQError) -> Bool {
        let prefix = flags.filter { "is".contains($0) }
        guard let expression = try? RegexPattern(prefix.isEmpty ? pattern : "(?\(prefix))\(pattern)") else {
            throw .failure("a pattern is no regular expression")
        }
        return expression.matches(text)
    }
}
