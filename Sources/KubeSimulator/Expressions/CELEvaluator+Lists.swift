import Values

extension CELEvaluator {
    mutating func listFunction(_ name: String, _ values: [CELValue]) throws(CELError) -> CELValue? {
        if name.hasPrefix("math.") { return try mathFunction(name, values) }
        if name == "lists.range", case .int(let count)? = values.first {
            try charge(Int(clamping: max(0, count)))
            return .list((0..<max(0, count)).map { .int($0) })
        }
        guard let list = values.first?.elements else { return nil }
        switch (name, values.count) {
        case ("join", 1), ("join", 2):
            var separator = ""
            if values.count == 2 {
                guard case .string(let text) = values[1] else { throw .noOverload }
                separator = text
            }
            var texts: [String] = []
            for element in list {
                guard case .string(let text) = element else { throw .noOverload }
                texts.append(text)
                try charge(text.utf8.count / 10)
            }
            return .string(texts.joined(separator: separator))
        case ("reverse", 1): return .list(list.reversed())
        case ("first", 1): return .optional(list.first)
        case ("last", 1): return .optional(list.last)
        case ("isSorted", 1):
            for (one, other) in zip(list, list.dropFirst()) {
                guard let order = CELValue.compare(one, other) else { throw .noOverload }
                if order > 0 { return .bool(false) }
            }
            return .bool(true)
        case ("sort", 1):
            guard zip(list, list.dropFirst()).allSatisfy({ CELValue.compare($0, $1) != nil }) else { throw .noOverload }
            return .list(list.sorted { (CELValue.compare($0, $1) ?? 0) < 0 })
        case ("min", 1), ("max", 1):
            guard let first = list.first else { throw CELError("\(name) called on empty list") }
            return try extreme(first, list.dropFirst(), wantsLeast: name == "min")
        case ("sum", 1):
            var total = list.first ?? .int(0)
            for element in list.dropFirst() { total = try apply("_+_", [total, element], isMember: false) }
            return total
        case ("indexOf", 2):
            return .int(Int64(list.firstIndex { CELValue.areEqual($0, values[1]) } ?? -1))
        case ("lastIndexOf", 2):
            return .int(Int64(list.lastIndex { CELValue.areEqual($0, values[1]) } ?? -1))
        case ("distinct", 1):
            try charge(list.count * list.count / 10)
            var result: [CELValue] = []
            for element in list where !result.contains(where: { CELValue.areEqual($0, element) }) {
                result.append(element)
            }
            return .list(result)
        case ("flatten", 1), ("flatten", 2):
            var depth: Int64 = 1
            if values.count == 2, case .int(let number) = values[1] { depth = number }
            return .list(flat(list, depth))
        case ("slice", 3):
            guard case .int(let start) = values[1], case .int(let end) = values[2] else { throw .noOverload }
            guard start >= 0, end >= start, end <= list.count else {
                throw CELError("cannot slice(\(start), \(end)), list is length \(list.count)")
            }
            return .list(Array(list[Int(start)..<Int(end)]))
        case ("sets.contains", 2), ("sets.equivalent", 2), ("sets.intersects", 2):
            guard let other = values[1].elements else { throw .noOverload }
            try charge(list.count * other.count / 10)
            func holds(_ all: [CELValue], _ one: CELValue) -> Bool { all.contains { CELValue.areEqual($0, one) } }
            let isInside = other.allSatisfy { holds(list, $0) }
            if name == "sets.contains" { return .bool(isInside) }
            if name == "sets.intersects" { return .bool(other.contains { holds(list, $0) }) }
            return .bool(isInside && list.allSatisfy { holds(other, $0) })
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
