internal import GoTemplate
internal import Values

/// Applies `--set` expressions: `a.b[0].c=x,list={1,2},dotted\.key=y`.
struct SetExpression {
    /// What the text of a value becomes.
    enum Typing {
        /// Booleans, null and whole numbers are told from text.
        case guessed
        /// Always text.
        case text
        /// The contents of the file the text names.
        case file((String) throws(RenderError) -> String)
        /// JSON.
        case json
    }

    private enum Ending: Error {
        case ofText
        case failure(RenderError)
    }

    private let scalars: [Unicode.Scalar]
    private var position = 0
    private let typing: Typing
    private let text: String
    private static let maximumIndex = 65536
    private static let maximumDepth = 30

    private init(_ text: String, typing: Typing) {
        self.text = text
        scalars = Array(text.unicodeScalars)
        self.typing = typing
    }

    /// Applies an expression to values.
    static func apply(_ text: String, typing: Typing, to values: inout Object) throws(RenderError) {
        var parser = SetExpression(text, typing: typing)
        while true {
            do throws(Ending) {
                try parser.key(&values, depth: 0)
            } catch {
                if case .failure(let failure) = error { throw failure }
                return
            }
        }
    }

    private func failure(_ message: String) -> Ending {
        .failure(RenderError(.invalidOptions, "failed parsing --set data '\(text)': \(message)"))
    }

    /// The text up to one of the stops, which is consumed; nil as stop at the end of the text.
    private mutating func run(until stops: String) -> (text: String, stop: Unicode.Scalar?) {
        var result = String.UnicodeScalarView()
        while position < scalars.count {
            let scalar = scalars[position]
            position += 1
            if stops.unicodeScalars.contains(scalar) { return (String(result), scalar) }
            if scalar == "\\" {
                guard position < scalars.count else { return (String(result), nil) }
                result.append(scalars[position])
                position += 1
            } else {
                result.append(scalar)
            }
        }
        return (String(result), nil)
    }

    private static func set(_ key: String, _ value: Value, in data: inout Object) {
        if !key.isEmpty { data[key] = value }
    }

    private mutating func key(_ data: inout Object, depth: Int) throws(Ending) {
        let (key, stop) = run(until: "=[,.")
        switch stop {
        case nil:
            if key.isEmpty { throw .ofText }
            throw failure("key \(GoText.quoted(key)) has no value")
        case "[":
            let index = try index()
            var list: [Value] = []
            if let existing = data[key] {
                guard let elements = existing.arrayValue else { throw mismatch(existing, "[]interface {}") }
                list = elements
            }
            defer { SetExpression.set(key, .array(list), in: &data) }
            try item(&list, at: index, depth: depth)
        case "=":
            let (value, isLast) = try value()
            SetExpression.set(key, value, in: &data)
            if isLast { throw .ofText }
        case ",":
            SetExpression.set(key, .string(""), in: &data)
            throw failure("key \(GoText.quoted(key)) has no value (cannot end with ,)")
        default:
            guard depth < SetExpression.maximumDepth else {
                throw failure("value name nested level is greater than maximum supported nested level of 30")
            }
            var inner = Object()
            if let existing = data[key] {
                guard let object = existing.objectValue else { throw mismatch(existing, "map[string]interface {}") }
                inner = object
            }
            defer { if !inner.isEmpty { SetExpression.set(key, .object(inner), in: &data) } }
            try self.key(&inner, depth: depth + 1)
            if inner.isEmpty { throw failure("key map \(GoText.quoted(key)) has no value") }
        }
    }

    private func mismatch(_ value: Value, _ wanted: String) -> Ending {
        let type = value.isNull ? "nil" : GoValue(value).typeName
        return failure("unable to parse key: interface conversion: interface {} is \(type), not \(wanted)")
    }

    private mutating func index() throws(Ending) -> Int {
        let (text, stop) = run(until: "]")
        // The text may end in an index, which then counts for nothing.
        guard stop != nil else { throw .ofText }
        guard let index = Int(text) else {
            let isNumber =
                !text.isEmpty && text.drop { $0 == "-" || $0 == "+" }.allSatisfy { $0.isASCII && $0.isNumber }
            throw failure(
                "error parsing index: strconv.Atoi: parsing \(GoText.quoted(text)): "
                    + (isNumber ? "value out of range" : "invalid syntax"))
        }
        guard index >= 0 else { throw failure("negative \(index) index not allowed") }
        guard index <= SetExpression.maximumIndex else {
            throw failure("index of \(index) is greater than maximum supported index of \(SetExpression.maximumIndex)")
        }
        return index
    }

    private static func put(_ value: Value, at index: Int, in list: inout [Value]) {
        while list.count <= index { list.append(.null) }
        list[index] = value
    }

    private mutating func item(_ list: inout [Value], at index: Int, depth: Int) throws(Ending) {
        let (text, stop) = run(until: "[.=")
        guard text.isEmpty else {
            let runes = text.unicodeScalars.map { GoText.format("%q", .int(Int($0.value))) }
            throw failure("unexpected data at end of array index: [\(runes.joined(separator: " "))]")
        }
        let existing: Value = index < list.count ? list[index] : .null
        switch stop {
        case "=":
            let (value, isLast) = try value()
            SetExpression.put(value, at: index, in: &list)
            if isLast { throw .ofText }
        case "[":
            guard depth < SetExpression.maximumDepth else { throw failure("lists are nested too deeply") }
            let next = try self.index()
            var inner = existing.arrayValue ?? []
            defer { SetExpression.put(.array(inner), at: index, in: &list) }
            try item(&inner, at: next, depth: depth + 1)
        case ".":
            guard depth < SetExpression.maximumDepth else { throw failure("names are nested too deeply") }
            var inner = existing.objectValue ?? Object()
            defer { SetExpression.put(.object(inner), at: index, in: &list) }
            try key(&inner, depth: depth + 1)
        default: throw .ofText
        }
    }

    // MARK: - Values

    /// A value, and whether the text ends with it.
    private mutating func value() throws(Ending) -> (Value, isLast: Bool) {
        if case .json = typing { return try json() }
        guard position < scalars.count else { return (.string(""), true) }
        if scalars[position] == "{" {
            position += 1
            return (try list(), false)
        }
        return (try typed(run(until: ",").text), false)
    }

    private mutating func list() throws(Ending) -> Value {
        var elements: [Value] = []
        while true {
            let (text, stop) = run(until: ",}")
            guard let stop else { throw failure("list must terminate with '}'") }
            elements.append(try typed(text))
            if stop == "}" {
                if position < scalars.count, scalars[position] == "," { position += 1 }
                return .array(elements)
            }
        }
    }

    private func typed(_ text: String) throws(Ending) -> Value {
        switch typing {
        case .text, .json: return .string(text)
        case .file(let read):
            do throws(RenderError) {
                return .string(try read(text))
            } catch {
                throw .failure(error)
            }
        case .guessed: break
        }
        switch text.lowercased() {
        case "true": return .bool(true)
        case "false": return .bool(false)
        case "null": return .null
        case "0": return .int(0)
        default: break
        }
        if !text.hasPrefix("0"), !text.isEmpty, let number = Int64(text) { return .int(number) }
        return .string(text)
    }

    /// The longest JSON value from here, and the comma behind it.
    private mutating func json() throws(Ending) -> (Value, isLast: Bool) {
        var end = position
        var depth = 0
        var isQuoted = false
        while end < scalars.count {
            let scalar = scalars[end]
            if isQuoted {
                if scalar == "\\" { end += 1 } else if scalar == "\"" { isQuoted = false }
            } else if scalar == "\"" {
                isQuoted = true
            } else if scalar == "{" || scalar == "[" {
                depth += 1
            } else if scalar == "}" || scalar == "]" {
                depth -= 1
            } else if scalar == ",", depth == 0 {
                break
            }
            end += 1
        }
        end = min(end, scalars.count)
        var source = String.UnicodeScalarView()
        source.append(contentsOf: scalars[position..<end])
        position = min(end + 1, scalars.count)
        let text = String(source)
        if text.allSatisfy(\.isWhitespace) { return (.null, end >= scalars.count) }
        guard let value = try? Value(json: text, limits: .chart) else { throw failure("invalid JSON '\(text)'") }
        return (value.withFloatNumbers, end >= scalars.count)
    }
}
