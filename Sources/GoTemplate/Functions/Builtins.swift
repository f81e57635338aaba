/// The functions every Go template has.
enum BuiltinFunctions {
    static var all: [TemplateFunction] {
        [
            TemplateFunction("and", evaluation: .logical),
            TemplateFunction("or", evaluation: .logical),
            TemplateFunction("not", "v") { call in .bool(!call[0].isTrue) },
            TemplateFunction("print", "a*") { call in
                .string(GoPrinter.sprint(call.arguments, limit: call.maximumBytes))
            },
            TemplateFunction("println", "a*") { call in
                .string(GoPrinter.sprintln(call.arguments, limit: call.maximumBytes))
            },
            TemplateFunction("printf", "sa*") { call in
                .string(
                    GoPrinter.sprintf(
                        call.string(0), Array(call.arguments.dropFirst()), limit: call.maximumBytes))
            },
            TemplateFunction("len", "v") { call in .int(try length(call[0])) },
            TemplateFunction("index", "vv*") { call in try index(call.arguments) },
            TemplateFunction("slice", "vv*") { call in try slice(call.arguments) },
            TemplateFunction("call", evaluation: .call),
            TemplateFunction("html", "a*") { call in .string(MarkupEscaping.html(joined(call.arguments))) },
            TemplateFunction("js", "a*") { call in .string(MarkupEscaping.script(joined(call.arguments))) },
            TemplateFunction("urlquery", "a*") { call in .string(URLText.queryEscaped(joined(call.arguments))) },
        ] + Comparison.functions
    }

    /// `evalArgs`: one string as it is, anything else as `print` has it.
    private static func joined(_ arguments: [GoValue]) -> String {
        if arguments.count == 1, case .string(let text) = arguments[0] { return text }
        // A missing value becomes a string, as in Go.
        return GoPrinter.sprint(arguments.map { $0.isNil ? .string("<no value>") : $0 })
    }

    private static func length(_ value: GoValue) throws -> Int {
        switch value {
        case .string(let text): return ByteText.count(text)
        case .list(let list): return list.count
        case .map(let map): return map.count
        case .invalid, .null: throw FunctionFailure("len of nil pointer")
        case .object(let object) where object.kindName == "ptr":
            throw FunctionFailure("len of type \(value.typeName.dropFirst())")
        default: throw FunctionFailure("len of type \(value.typeName)")
        }
    }

    private static func position(_ index: GoValue, capacity: Int) throws -> Int {
        switch index {
        case .invalid, .null: throw FunctionFailure("cannot index slice/array with nil")
        default: break
        }
        guard let number = index.integer else {
            throw FunctionFailure("cannot index slice/array with type \(index.typeName)")
        }
        guard number >= 0, number <= Int64(capacity) else { throw FunctionFailure("index out of range: \(number)") }
        return Int(number)
    }

    private static func index(_ arguments: [GoValue]) throws -> GoValue {
        guard !arguments[0].isNil else { throw FunctionFailure("index of untyped nil") }
        var item = arguments[0]
        for key in arguments.dropFirst() {
            switch item {
            case .invalid, .null: throw FunctionFailure("index of nil pointer")
            case .list(let list):
                let position = try position(key, capacity: list.elements.count)
                guard position < list.elements.count else {
                    throw FunctionFailure("reflect: slice index out of range")
                }
                item = list.elements[position]
            case .string(let text):
                let bytes = ByteText.bytes(text)
                let position = try position(key, capacity: bytes.count)
                guard position < bytes.count else { throw FunctionFailure("reflect: string index out of range") }
                item = GoNumber.byte(bytes[position])
            case .map(let map):
                guard case .string(let name) = key else {
                    if key.isNil { throw FunctionFailure("value is nil; should be of type string") }
                    throw FunctionFailure("value has type \(key.typeName); should be string")
                }
                item = map[name] ?? map.type.zeroValue
            case .object(let object) where object.kindName == "ptr":
                throw FunctionFailure("can't index item of type \(item.typeName.dropFirst())")
            default: throw FunctionFailure("can't index item of type \(item.typeName)")
            }
        }
        return item
    }

    private static func slice(_ arguments: [GoValue]) throws -> GoValue {
        let item = arguments[0]
        guard !item.isNil else { throw FunctionFailure("slice of untyped nil") }
        guard arguments.count <= 4 else {
            throw FunctionFailure("too many slice indexes: \(arguments.count - 1)")
        }
        switch item {
        case .string(let text):
            if arguments.count == 4 { throw FunctionFailure("cannot 3-index slice a string") }
            let bytes = ByteText.bytes(text)
            let range = try bounds(arguments, count: bytes.count)
            return .string(ByteText.string(bytes[range]))
        case .list(let list):
            let range = try bounds(arguments, count: list.elements.count)
            return .list(GoList(Array(list.elements[range]), type: list.type))
        default: throw FunctionFailure("can't slice item of type \(item.typeName)")
        }
    }

    private static func bounds(_ arguments: [GoValue], count: Int) throws -> Range<Int> {
        var numbers = [0, count]
        for (offset, argument) in arguments.dropFirst().prefix(2).enumerated() {
            numbers[offset] = try position(argument, capacity: count)
        }
        guard numbers[0] <= numbers[1] else {
            throw FunctionFailure("invalid slice index: \(numbers[0]) > \(numbers[1])")
        }
        return numbers[0]..<numbers[1]
    }
}
