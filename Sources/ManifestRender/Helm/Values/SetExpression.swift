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
        /// All that follows the name, as it is: no comma ends it and no backslash means anything, in names neither.
        case literal
    }

    /// Why an expression is read no further.
    enum Ending: Error {
        /// The text is over.
        case ofText
        case failure(RenderError)
    }

    /// How deep a name leads: in keys, of which there is a bound, and in keys and indexes together.
    private struct Depth {
        var names = 0
        var levels = 0
        var ofElement: Depth { Depth(names: names, levels: levels + 1) }
        var ofMember: Depth { Depth(names: names + 1, levels: levels + 1) }
    }

    let scalars: [Unicode.Scalar]
    var position = 0
    let typing: Typing
    /// Empty places of lists that may still be made.
    private var room: Int
    private let text: String

    private static let maximumIndex = 65536
    private static let maximumNames = 30

    /// Empty places that the indexes of all expressions of a release may make.
    static let room = 1 << 20

    private init(_ text: String, typing: Typing, room: Int) {
        self.text = text
        scalars = Array(text.unicodeScalars)
        self.typing = typing
        self.room = room
    }

    private var isLiteral: Bool { if case .literal = typing { true } else { false } }

    /// Applies an expression to values.
    ///
    /// - Parameter room: how many empty places of lists may be made; less what the expression makes afterwards.
    static func apply(
        _ text: String, typing: Typing, to values: inout Object, room: inout Int
    ) throws(RenderError) {
        var parser = SetExpression(text, typing: typing, room: room)
        while true {
            do throws(Ending) {
                try parser.key(&values, Depth())
            } catch {
                if case .failure(let failure) = error { throw failure }
                room = parser.room
                return
            }
        }
    }

    /// A failure in the words of `helm`, which for JSON shows the expression instead of the reason.
    func failure(_ reason: String, _ code: RenderError.Code = .invalidOptions) -> Ending {
        let flag: String
        switch typing {
        case .json: return .failure(RenderError(code, "failed parsing --set-json data \(text)"))
        case .guessed: flag = "--set"
        case .text: flag = "--set-string"
        case .file: flag = "--set-file"
        case .literal: flag = "--set-literal"
        }
        return .failure(RenderError(code, "failed parsing \(flag) data: \(reason)"))
    }

    /// The text up to one of the stops, which is consumed; nil as stop at the end of the text.
    mutating func run(until stops: Unicode.Scalar...) -> (text: String, stop: Unicode.Scalar?) {
        var result = String.UnicodeScalarView()
        while position < scalars.count {
            let scalar = scalars[position]
            position += 1
            if stops.contains(scalar), scalar != "," || !isLiteral { return (String(result), scalar) }
            if scalar == "\\", !isLiteral {
                guard position < scalars.count else { return (String(result), nil) }
                result.append(scalars[position])
                position += 1
            } else {
                result.append(scalar)
            }
        }
        return (String(result), nil)
    }

    // MARK: - Members of maps

    /// Sets a member; nothing has an empty name.
    private static func set(_ key: String, _ value: Value, in data: inout Object) {
        if !key.isEmpty { data[key] = value }
    }

    private mutating func key(_ data: inout Object, _ depth: Depth) throws(Ending) {
        let (key, stop) = run(until: "=", "[", ",", ".")
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
                SetExpression.set(key, .null, in: &data)
            }
            defer { SetExpression.set(key, .array(list), in: &data) }
            try item(&list, at: index, depth.ofElement)
        case "=":
            let (value, isLast) = try value(below: depth.levels)
            SetExpression.set(key, value, in: &data)
            if isLast { throw .ofText }
        case ",":
            throw failure("key \(GoText.quoted(key)) has no value (cannot end with ,)")
        default:
            guard depth.names < SetExpression.maximumNames else {
                throw failure(
                    "value name nested level is greater than maximum supported nested level of "
                        + "\(SetExpression.maximumNames)")
            }
            var inner = Object()
            var isThere = false
            if let existing = data[key] {
                guard let object = existing.objectValue else { throw mismatch(existing, "map[string]interface {}") }
                inner = object
                isThere = true
                SetExpression.set(key, .null, in: &data)
            }
            defer { if isThere || !inner.isEmpty { SetExpression.set(key, .object(inner), in: &data) } }
            try self.key(&inner, depth.ofMember)
            if inner.isEmpty { throw failure("key map \(GoText.quoted(key)) has no value") }
        }
    }

    private func mismatch(_ value: Value, _ wanted: String) -> Ending {
        let type = value.isNull ? "nil" : GoValue(value).typeName
        return failure("unable to parse key: interface conversion: interface {} is \(type), not \(wanted)")
    }

    // MARK: - Elements of lists

    private mutating func index() throws(Ending) -> Int {
        let (text, stop) = run(until: "]")
        // The text may end in an index, which then counts for nothing.
        guard stop != nil else { throw .ofText }
        if let index = Int(text) { return index }
        let rest = text.utf8.drop { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") }
        let digits = rest.prefix { (0x30...0x39).contains($0) }
        // Go stops where digits pass 64 bits, and never sees what follows them.
        let isNumber =
            text.utf8.count - rest.count < 2 && !digits.isEmpty
            && (digits.count == rest.count || UInt64(Substring(digits)) == nil)
        throw failure(
            "error parsing index: strconv.Atoi: parsing \(GoText.quoted(text)): "
                + (isNumber ? "value out of range" : "invalid syntax"))
    }

    private mutating func put(_ value: Value, at index: Int, in list: inout [Value]) throws(Ending) {
        guard index <= SetExpression.maximumIndex else {
            throw failure("index of \(index) is greater than maximum supported index of \(SetExpression.maximumIndex)")
        }
        guard index >= list.count else {
            list[index] = value
            return
        }
        room -= index - list.count
        guard room >= 0 else {
            throw failure(
                "indexes leave more than \(SetExpression.room) places of lists empty; set lists with fewer gaps",
                .limitExceeded)
        }
        list.append(contentsOf: repeatElement(.null, count: index - list.count))
        list.append(value)
    }

    /// Sets what an index stands before.
    ///
    /// Where the text ends early, what was there keeps what had been done to it, and a new element is not made.
    private mutating func item(_ list: inout [Value], at index: Int, _ depth: Depth) throws(Ending) {
        guard index >= 0 else { throw failure("negative \(index) index not allowed") }
        let (text, stop) = run(until: "[", ".", "=")
        guard text.isEmpty else {
            let runes = text.unicodeScalars.map { GoText.format("%q", .int(Int($0.value))) }
            throw failure("unexpected data at end of array index: [\(runes.joined(separator: " "))]")
        }
        let levels = ParseLimits.chart.maximumDepth
        guard depth.levels < levels else {
            throw failure("names lead deeper than \(levels) levels; flatten them", .limitExceeded)
        }
        let isThere = index < list.count
        switch stop {
        case "=": try put(value(below: depth.levels).value, at: index, in: &list)
        case "[":
            let next = try self.index()
            var inner: [Value] = []
            let wasList = isThere && !list[index].isNull
            if wasList {
                guard let elements = list[index].arrayValue else { throw mismatch(list[index], "[]interface {}") }
                inner = elements
                list[index] = .null
            }
            do throws(Ending) {
                try item(&inner, at: next, depth.ofElement)
            } catch {
                if wasList { list[index] = .array(inner) }
                throw error
            }
            try put(.array(inner), at: index, in: &list)
        case ".":
            var inner = Object()
            if isThere {
                inner = list[index].objectValue ?? inner
                list[index] = .null
            }
            do throws(Ending) {
                try key(&inner, depth.ofElement)
            } catch {
                if isThere { list[index] = .object(inner) }
                throw error
            }
            try put(.object(inner), at: index, in: &list)
        default: throw .ofText
        }
    }
}
