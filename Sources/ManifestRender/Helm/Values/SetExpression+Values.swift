internal import Values

extension SetExpression {
    /// A value of a name that leads so many levels deep, and whether the text ends before it.
    mutating func value(below levels: Int) throws(Ending) -> (value: Value, isLast: Bool) {
        if case .json = typing { return (try json(below: levels), false) }
        if case .literal = typing { return (.string(rest()), false) }
        guard position < scalars.count else { return (.string(""), true) }
        if scalars[position] == "{" {
            position += 1
            return (try list(), false)
        }
        return (try typed(run(until: ",").text), false)
    }

    private mutating func rest() -> String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars[position...])
        position = scalars.count
        return String(text)
    }

    private mutating func list() throws(Ending) -> Value {
        var elements: [Value] = []
        while true {
            let (text, stop) = run(until: ",", "}")
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
        case .text, .json, .literal: return .string(text)
        case .file(let read):
            do throws(RenderError) {
                return .string(try read(text))
            } catch {
                throw failure(error.message, error.code)
            }
        case .guessed: return SetExpression.guessed(text)
        }
    }

    /// What a text stands for: a number is whole, fits 64 bits and begins with no zero, unless it is one.
    private static func guessed(_ text: String) -> Value {
        switch text.utf8.count {
        case 4 where folds(text, to: "true"): .bool(true)
        case 4 where folds(text, to: "null"): .null
        case 5... where folds(text, to: "false"): .bool(false)
        case 1 where text == "0": .int(0)
        default: text.utf8.first == 0x30 ? .string(text) : Int64(text).map { Value.int($0) } ?? .string(text)
        }
    }

    /// Whether a text is a word in any case; Unicode's long s is one of an s.
    private static func folds(_ text: String, to word: String) -> Bool {
        text.unicodeScalars.lazy
            .map { $0 == "\u{17F}" ? "s" : $0.isASCII ? Character($0).lowercased() : "" }
            .elementsEqual(word.unicodeScalars.lazy.map { String($0) })
    }

    // MARK: - JSON

    /// The JSON value that stands here, and the white space and the comma behind it; null where there is none.
    private mutating func json(below levels: Int) throws(Ending) -> Value {
        if skipToValue() { return .null }
        let end = endOfJSON()
        var source = String.UnicodeScalarView()
        source.append(contentsOf: scalars[position..<end])
        var limits = ParseLimits.chart
        limits.maximumDepth = max(1, limits.maximumDepth - levels)
        guard let value = try? Value(json: String(source), limits: limits) else { throw failure("invalid JSON") }
        position = end
        _ = skipToValue()
        return value.withFloatNumbers
    }

    /// Passes white space and one comma; true where the comma or the end of the text was met.
    private mutating func skipToValue() -> Bool {
        while position < scalars.count {
            let scalar = scalars[position]
            guard scalar == "," || scalar.properties.isWhitespace else { return false }
            position += 1
            if scalar == "," { return true }
        }
        return true
    }

    /// Where the JSON value ends that begins here; whether it is well-formed is for its reader to say.
    private func endOfJSON() -> Int {
        switch scalars[position] {
        case "{", "[": return endOfBrackets()
        case "\"": return endOfString(from: position)
        case "-", "0"..."9": return endOfNumber()
        case "f": return min(position + "false".utf8.count, scalars.count)
        default: return min(position + "null".utf8.count, scalars.count)
        }
    }

    private func endOfString(from start: Int) -> Int {
        var index = start + 1
        while index < scalars.count {
            if scalars[index] == "\"" { return index + 1 }
            index += scalars[index] == "\\" ? 2 : 1
        }
        return scalars.count
    }

    private func endOfBrackets() -> Int {
        var depth = 0
        var index = position
        while index < scalars.count {
            switch scalars[index] {
            case "\"":
                index = endOfString(from: index)
                continue
            case "{", "[": depth += 1
            case "}", "]": depth -= 1
            default: break
            }
            index += 1
            if depth == 0 { return index }
        }
        return scalars.count
    }

    /// A number is over where its grammar is: `01` is a zero, and a one behind it.
    private func endOfNumber() -> Int {
        var index = position
        func at(_ wanted: Unicode.Scalar...) -> Bool { index < scalars.count && wanted.contains(scalars[index]) }
        func skipDigits() { while index < scalars.count, "0"..."9" ~= scalars[index] { index += 1 } }
        if at("-") { index += 1 }
        if at("0") { index += 1 } else { skipDigits() }
        if at(".") {
            index += 1
            skipDigits()
        }
        if at("e", "E") {
            index += 1
            if at("+", "-") { index += 1 }
            skipDigits()
        }
        return index
    }
}
