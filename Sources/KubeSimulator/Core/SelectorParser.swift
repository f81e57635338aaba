import Values

/// Reads the `labelSelector` and `fieldSelector` parameters, with the server's messages for what cannot be read.
enum SelectorParser {
    struct Failure: Error { let message: String }

    private enum Token: Equatable {
        case word(String)
        case symbol(String)
        case end
    }

    static func parseLabels(_ text: String) throws(Failure) -> [ObjectSelector.LabelRequirement] {
        var parser = LabelParser(tokens: tokenize(text))
        var requirements = try parser.parse()
        requirements.sort { byBytes($0.key, $1.key) }
        return requirements
    }

    private static func tokenize(_ text: String) -> [Token] {
        var tokens: [Token] = []
        var word = ""
        func isSpecial(_ character: Character) -> Bool { "=!(),><".contains(character) }
        var rest = Substring(text)
        while let character = rest.first {
            if character == " " || character == "\t" || character == "\n" || character == "\r" {
                rest.removeFirst()
            } else if isSpecial(character) {
                var symbol = ""
                while let next = rest.first, isSpecial(next) {
                    let longer = symbol + String(next)
                    if !symbol.isEmpty, !["==", "!="].contains(longer) { break }
                    symbol = longer
                    rest.removeFirst()
                }
                tokens.append(.symbol(symbol))
            } else {
                word = String(rest.prefix { !isSpecial($0) && $0 != " " && $0 != "\t" && $0 != "\n" && $0 != "\r" })
                rest.removeFirst(word.count)
                tokens.append(.word(word))
            }
        }
        return tokens
    }

    private struct LabelParser {
        var tokens: [Token]
        var position = 0

        var current: Token { position < tokens.count ? tokens[position] : .end }
        var shown: String {
            switch current {
            case .word(let text), .symbol(let text): text
            case .end: ""
            }
        }

        mutating func parse() throws(Failure) -> [ObjectSelector.LabelRequirement] {
            var result: [ObjectSelector.LabelRequirement] = []
            if current == .end { return result }
            while true {
                do throws(Failure) {
                    result.append(try requirement())
                } catch {
                    throw Failure(message: "unable to parse requirement: \(error.message)")
                }
                if current == .end { return result }
                guard current == .symbol(",") else {
                    throw Failure(message: "found '\(shown)', expected: ',' or 'end of string'")
                }
                position += 1
                guard current != .end else {
                    throw Failure(message: "found '', expected: identifier after ','")
                }
                if case .word = current { continue }
                if current == .symbol("!") { continue }
                throw Failure(message: "found '\(shown)', expected: identifier after ','")
            }
        }

        mutating func requirement() throws(Failure) -> ObjectSelector.LabelRequirement {
            var isNegated = false
            if current == .symbol("!") {
                isNegated = true
                position += 1
            }
            guard case .word(let key) = current else {
                throw Failure(message: "found '\(shown)', expected: identifier")
            }
            position += 1
            if let error = NameRules.qualifiedName(key).first {
                throw Failure(message: "<nil>: Invalid value: \"\(key)\": \(error)")
            }
            if isNegated {
                return .init(key: key, operation: .doesNotExist)
            }
            if current == .end || current == .symbol(",") { return .init(key: key, operation: .exists) }
            let result = try operation(key)
            for (index, value) in result.values.enumerated()
            where result.operation == .isIn || result.operation == .notIn {
                if let error = NameRules.labelValue(value).first {
                    throw Failure(message: "values[\(index)][\(key)]: Invalid value: \"\(value)\": \(error)")
                }
            }
            return result
        }

        mutating func operation(_ key: String) throws(Failure) -> ObjectSelector.LabelRequirement {
            let found = current
            position += 1
            switch found {
            case .symbol("="), .symbol("=="): return .init(key: key, operation: .isIn, values: [try single()])
            case .symbol("!="): return .init(key: key, operation: .notIn, values: [try single()])
            case .symbol(">"), .symbol("<"):
                let value = try single()
                guard Int64(value) != nil else {
                    throw Failure(
                        message:
                            "values[0][\(key)]: Invalid value: \"\(value)\": for 'Gt', 'Lt' operators, the value must be an integer"
                    )
                }
                return .init(key: key, operation: found == .symbol(">") ? .greater : .less, values: [value])
            case .word("in"): return .init(key: key, operation: .isIn, values: try set())
            case .word("notin"): return .init(key: key, operation: .notIn, values: try set())
            default:
                position -= 1
                throw Failure(message: "found '\(shown)', expected: in, notin, =, ==, !=, gt, lt")
            }
        }

        mutating func single() throws(Failure) -> String {
            if case .word(let text) = current {
                position += 1
                return text
            }
            if current == .end || current == .symbol(",") { return "" }
            throw Failure(message: "found '\(shown)', expected: identifier")
        }

        mutating func set() throws(Failure) -> [String] {
            guard current == .symbol("(") else { throw Failure(message: "found '\(shown)' expected: '('") }
            position += 1
            var values: [String] = []
            var expectsValue = true
            while true {
                switch current {
                case .word(let text):
                    values.append(text)
                    expectsValue = false
                case .symbol(","):
                    if expectsValue { values.append("") }
                    expectsValue = true
                case .symbol(")"):
                    if expectsValue { values.append("") }
                    position += 1
                    return Array(Set(values)).sorted(by: byBytes)
                default: throw Failure(message: "found '\(shown)', expected: ',' or ')'")
                }
                position += 1
            }
        }
    }

    static func parseFields(_ text: String) throws(Failure) -> [ObjectSelector.FieldRequirement] {
        var result: [ObjectSelector.FieldRequirement] = []
        for term in splitTerms(text) where !term.isEmpty {
            guard let split = split(term) else {
                throw Failure(message: "invalid selector: '\(text)'; can't understand '\(term)'")
            }
            result.append(.init(path: split.path, value: split.value, isEqual: split.isEqual))
        }
        return result
    }

    private static func splitTerms(_ text: String) -> [String] {
        var terms: [String] = []
        var current = ""
        var isEscaped = false
        for character in text {
            if isEscaped {
                current.append(character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else if character == "," {
                terms.append(current)
                current = ""
            } else {
                current.append(character)
            }
        }
        terms.append(current)
        return terms
    }

    private static func split(_ term: String) -> (path: String, value: String, isEqual: Bool)? {
        for (index, character) in zip(term.indices, term) where character == "=" || character == "!" {
            let rest = term[index...]
            for (symbol, isEqual) in [("!=", false), ("==", true), ("=", true)] where rest.hasPrefix(symbol) {
                return (String(term[..<index]), String(rest.dropFirst(symbol.count)), isEqual)
            }
        }
        return nil
    }
}
