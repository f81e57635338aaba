import Values

extension CELEvaluator {
    mutating func listFunction(_ name: String, _ values: [CELValue]) throws(CELError) -> CELValue? {
        if name.hasPrefix("math.") { return try mathFunction(name, values) }
        if name == "lists.range", case .int(let count)? = values.first {
            try charge(Int(clamping: max(0, count)))
            return .list((0..<max(0, count)).map { .int($0) })
        }
        guard let list = values.first?.elements else { return nil }
        if name.hasPrefix("sets.") { return try setFunction(name, list, values) }
        switch (name, values.count) {
        case ("join", 1): return try joined(list, by: .string(""))
        case ("join", 2): return try joined(list, by: values[1])
        case ("reverse", 1): return .list(list.reversed())
        case ("first", 1): return .optional(list.first)
        case ("last", 1): return .optional(list.last)
        case ("isSorted", 1): return .bool(try isSorted(list))
        case ("sort", 1): return try sorted(list)
        case ("min", 1), ("max", 1):
            guard let first = list.first else { throw CELError("\(name) called on empty list") }
            return try extreme(first, list.dropFirst(), wantsLeast: name == "min")
        case ("sum", 1): return try sum(list)
        case ("indexOf", 2): return .int(Int64(list.firstIndex { CELValue.areEqual($0, values[1]) } ?? -1))
        case ("lastIndexOf", 2): return .int(Int64(list.lastIndex { CELValue.areEqual($0, values[1]) } ?? -1))
        case ("distinct", 1): return try distinct(list)
        case ("flatten", 1): return .list(flat(list, 1))
        case ("flatten", 2):
            if case .int(let depth) = values[1] { return .list(flat(list, depth)) }
            return .list(flat(list, 1))
        case ("slice", 3): return try slice(list, values[1], values[2])
        default: return nil
        }
    }

    private mutating func joined(_ list: [CELValue], by separator: CELValue) throws(CELError) -> CELValue {
        guard case .string(let separator) = separator else { throw .noOverload }
        var texts: [String] = []
        for element in list {
            guard case .string(let text) = element else { throw .noOverload }
            texts.append(text)
            try charge(text.utf8.count / 10)
        }
        return .string(texts.joined(separator: separator))
    }

    private func isSorted(_ list: [CELValue]) throws(CELError) -> Bool {
        for (one, other) in zip(list, list.dropFirst()) {
            guard let order = CELValue.compare(one, other) else { throw .noOverload }
            if order > 0 { return false }
        }
        return true
    }

    private func sorted(_ list: [CELValue]) throws(CELError) -> CELValue {
        guard zip(list, list.dropFirst()).allSatisfy({ CELValue.compare($0, $1) != nil }) else { throw .noOverload }
        return .list(list.sorted { (CELValue.compare($0, $1) ?? 0) < 0 })
    }

    private mutating func sum(_ list: [CELValue]) throws(CELError) -> CELValue {
        var total = list.first ?? .int(0)
        for element in list.dropFirst() { total = try apply("_+_", [total, element], isMember: false) }
        return total
    }

    private mutating func distinct(_ list: [CELValue]) throws(CELError) -> CELValue {
        try charge(list.count * list.count / 10)
        var result: [CELValue] = []
        for element in list where !result.contains(where: { CELValue.areEqual($0, element) }) {
            result.append(element)
        }
        return .list(result)
    }

    private func slice(_ list: [CELValue], _ start: CELValue, _ end: CELValue) throws(CELError) -> CELValue {
        guard case .int(let start) = start, case .int(let end) = end else { throw .noOverload }
        guard start >= 0, end >= start, end <= list.count else {
            throw CELError("cannot slice(\(start), \(end)), list is length \(list.count)")
        }
        return .list(Array(list[Int(start)..<Int(end)]))
    }

    /// How the members of two lists stand to one another.
    private mutating func setFunction(
        _ name: String, _ list: [CELValue], _ values: [CELValue]
    ) throws(CELError) -> CELValue? {
        guard values.count == 2 else { return nil }
        guard let other = values[1].elements else { throw .noOverload }
        try charge(list.count * other.count / 10)
        func holds(_ all: [CELValue], _ one: CELValue) -> Bool { all.contains { CELValue.areEqual($0, one) } }
        switch name {
        case "sets.contains": return .bool(other.allSatisfy { holds(list, $0) })
        case "sets.intersects": return .bool(other.contains { holds(list, $0) })
        case "sets.equivalent":
            return .bool(other.allSatisfy { holds(list, $0) } && list.allSatisfy { holds(other, $0) })
        default: return nil
        }
    }

    private func flat(_ list: [CELValue], _ depth: Int64) -> [CELValue] {
        guard depth > 0 else { return list }
        return list.flatMap { element in element.elements.map { flat($0, min(depth, 64) - 1) } ?? [element] }
    }

    private func extreme(
        _ first: CELValue, _ rest: ArraySlice<CELValue>, wantsLeast: Bool
    ) throws(CELError) -> CELValue {
        var result = first
        for element in rest {
            guard let order = CELValue.compare(element, result) else { throw .noOverload }
            if wantsLeast ? order < 0 : order > 0 { result = element }
        }
        return result
    }

    private func mathFunction(_ name: String, _ values: [CELValue]) throws(CELError) -> CELValue? {
        switch (name, values.first) {
        case ("math.greatest", let first?), ("math.least", let first?):
            let all = values.count == 1 ? first.elements ?? [first] : values
            guard let start = all.first else { throw CELError("\(name)(list) argument must not be empty") }
            return try extreme(start, all.dropFirst(), wantsLeast: name == "math.least")
        case ("math.abs", .int(let number)?):
            if number == .min { throw CELError("integer overflow") }
            return .int(abs(number))
        case ("math.abs", .double(let number)?): return .double(number.magnitude)
        case ("math.ceil", .double(let number)?): return .double(number.rounded(.up))
        case ("math.floor", .double(let number)?): return .double(number.rounded(.down))
        case ("math.round", .double(let number)?): return .double(number.rounded(.toNearestOrAwayFromZero))
        default: return nil
        }
    }
}
