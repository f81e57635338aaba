/// Lists: sprig's functions on slices.
enum ListFunctions {
    static var all: [TemplateFunction] { making + ends + choosing + strings + integers }

    /// A function under its plain name and with `must` before it: here both fail with the same words.
    static func pair(_ name: String, _ signature: String, _ body: @escaping TemplateFunction.Body) -> [TemplateFunction]
    {
        let must = "must" + name.prefix(1).uppercased() + name.dropFirst()
        return [TemplateFunction(name, signature, body), TemplateFunction(must, signature, body)]
    }

    private static func list(_ value: GoValue, _ message: String) throws -> GoList {
        if case .list(let list) = value { return list }
        if value.isNil {
            throw FunctionFailure("runtime error: invalid memory address or nil pointer dereference")
        }
        throw FunctionFailure("\(message) \(value.kindName == "ptr" ? "ptr" : value.kindName)")
    }

    private static let nilList = GoListFactory.nilList

    private static var making: [TemplateFunction] {
        var functions = [
            TemplateFunction("list", "a*") { call in .array(call.arguments) },
            TemplateFunction("tuple", "a*") { call in .array(call.arguments) },
            TemplateFunction("concat", "a*") { call in
                var elements: [GoValue] = []
                for argument in call.arguments { elements += try concatenated(argument).elements }
                return .list(GoList(elements, isNil: elements.isEmpty))
            },
        ]
        for name in ["append", "push"] {
            functions += pair(name, "aa") { call in
                .array(try list(call[0], "Cannot push on type").elements + [call[1]])
            }
        }
        functions += pair("prepend", "aa") { call in
            .array([call[1]] + (try list(call[0], "Cannot prepend on type").elements))
        }
        functions += pair("chunk", "ia") { call in
            let elements = try list(call[1], "Cannot chunk type").elements
            let size = call.int(0)
            guard size > 0 else { throw FunctionFailure("runtime error: makeslice: len out of range") }
            var chunks: [GoValue] = []
            for start in stride(from: 0, to: elements.count, by: size) {
                chunks.append(.array(Array(elements[start..<min(start + size, elements.count)])))
            }
            return .list(GoList(chunks, type: .lists))
        }
        return functions
    }

    private static func concatenated(_ value: GoValue) throws -> GoList {
        if case .list(let list) = value { return list }
        if value.isNil {
            throw FunctionFailure("runtime error: invalid memory address or nil pointer dereference")
        }
        throw FunctionFailure("Cannot concat type \(value.kindName) as list")
    }

    private static var ends: [TemplateFunction] {
        pair("first", "a") { call in try list(call[0], "Cannot find first on type").elements.first ?? .null }
            + pair("last", "a") { call in try list(call[0], "Cannot find last on type").elements.last ?? .null }
            + pair("rest", "a") { call in
                let elements = try list(call[0], "Cannot find rest on type").elements
                return elements.isEmpty ? nilList() : .array(Array(elements.dropFirst()))
            }
            + pair("initial", "a") { call in
                let elements = try list(call[0], "Cannot find initial on type").elements
                return elements.isEmpty ? nilList() : .array(Array(elements.dropLast()))
            }
            + pair("reverse", "a") { call in
                .array(try list(call[0], "Cannot find reverse on type").elements.reversed())
            }
            + pair("slice", "aa*") { call in
                let source = try list(call[0], "list should be type of slice or array but")
                let count = source.elements.count
                if count == 0 { return .null }
                let start = call.count > 1 ? Int(truncatingIfNeeded: Conversion.int64(call[1])) : 0
                let end = call.count > 2 ? Int(truncatingIfNeeded: Conversion.int64(call[2])) : count
                guard start >= 0, start <= end, end <= count else {
                    throw FunctionFailure("reflect.Value.Slice: slice index out of bounds")
                }
                return .list(GoList(Array(source.elements[start..<end]), type: source.type))
            }
    }

    private static var choosing: [TemplateFunction] {
        pair("uniq", "a") { call in
            var kept: [GoValue] = []
            let elements = try list(call[0], "Cannot find uniq on type").elements
            for element in elements {
                try call.spend(kept.count / 8)
                if !contains(kept, element) { kept.append(element) }
            }
            return .array(kept)
        }
            + pair("without", "aa*") { call in
                let omitted = Array(call.arguments.dropFirst())
                let elements = try list(call[0], "Cannot find without on type").elements
                try call.spend(elements.count.multipliedReportingOverflow(by: omitted.count).partialValue / 8)
                return .array(elements.filter { !contains(omitted, $0) })
            }
            + pair("has", "aa") { call in
                if call[1].isNil { return .bool(false) }
                return .bool(contains(try list(call[1], "Cannot find has on type").elements, call[0]))
            }
            + pair("compact", "a") { call in
                .array(try list(call[0], "Cannot compact on type").elements.filter { !Defaults.isEmpty($0) })
            }
    }

    private static func contains(_ elements: [GoValue], _ element: GoValue) -> Bool {
        elements.contains { GoValue.deepEqual($0, element) }
    }

    private static var strings: [TemplateFunction] {
        [
            TemplateFunction("join", "sa") { call in
                let (parts, separator) = (Conversion.strings(call[1]), call.string(0))
                let size = parts.reduce(0) { $0 &+ $1.utf8.count &+ separator.utf8.count }
                try call.reserve(bytes: size)
                return .string(parts.joined(separator: separator))
            },
            TemplateFunction("toStrings", "a") { call in .strings(Conversion.strings(call[0])) },
            TemplateFunction("sortAlpha", "a") { call in
                guard case .list = call[0] else { return .strings([Conversion.string(call[0])]) }
                return .strings(Conversion.strings(call[0]).sorted(by: ByteText.precedes))
            },
            TemplateFunction("split", "ss") { call in numbered(Bytes.split(call.bytes(1), call.bytes(0))) },
            TemplateFunction("splitn", "sis") { call in
                numbered(Bytes.split(call.bytes(2), call.bytes(0), limit: call.int(1)))
            },
            TemplateFunction("splitList", "ss") { call in
                .strings(Bytes.split(call.bytes(1), call.bytes(0)).map { ByteText.string($0) })
            },
        ]
    }

    private static func numbered(_ pieces: [[UInt8]]) -> GoValue {
        .map(GoMap(pieces.enumerated().map { ("_\($0.offset)", .bytes($0.element)) }, type: .strings))
    }

    private static var integers: [TemplateFunction] {
        [
            TemplateFunction("until", "i") { call in
                .list(
                    GoList(try sequence(0, call.int(0), call.int(0) < 0 ? -1 : 1, call).map { .int($0) }, type: .ints))
            },
            TemplateFunction("untilStep", "iii") { call in
                .list(GoList(try sequence(call.int(0), call.int(1), call.int(2), call).map { .int($0) }, type: .ints))
            },
            TemplateFunction("seq", "i*") { call in
                .string(try counted(call).map(String.init).joined(separator: " "))
            },
        ]
    }

    private static func counted(_ call: FunctionCall) throws -> [Int] {
        switch call.count {
        case 1:
            let end = call.int(0)
            let step = end < 1 ? -1 : 1
            return try sequence(1, end &+ step, step, call)
        case 2:
            let (start, end) = (call.int(0), call.int(1))
            let step = end < start ? -1 : 1
            return try sequence(start, end &+ step, step, call)
        case 3:
            let (start, step, end) = (call.int(0), call.int(1), call.int(2))
            if end < start, step > 0 { return [] }
            return try sequence(start, end &+ (end < start ? -1 : 1), step, call)
        default: return []
        }
    }

    private static func sequence(_ start: Int, _ stop: Int, _ step: Int, _ call: FunctionCall) throws -> [Int] {
        if stop < start ? step >= 0 : step <= 0 { return [] }
        let span = stop < start ? start.subtractingReportingOverflow(stop) : stop.subtractingReportingOverflow(start)
        let count = span.overflow ? Int.max : Int(min(UInt(span.partialValue) / step.magnitude, UInt(Int.max)))
        try call.reserve(bytes: count.multipliedReportingOverflow(by: 24).overflow ? .max : count * 24)
        return Array(stride(from: start, to: stop, by: step))
    }
}

enum GoListFactory {
    /// A nil `[]interface {}`.
    static func nilList() -> GoValue { .list(GoList([], isNil: true)) }
}
