internal import LinearRegex
internal import Values

/// Checks values against a JSON Schema (drafts 4 to 7, 2019-09 and 2020-12).
///
/// References inside the schema are followed; nothing is fetched. Depth and work are bounded.
struct SchemaValidator {
    /// What a subschema has looked at, for `unevaluatedProperties` and `unevaluatedItems`.
    struct Evaluated {
        var properties: Set<String> = []
        var items = 0
        var allItems = false
    }

    let root: Value
    private var depth = 0
    private var steps = 0
    private var patterns: [String: RegexPattern] = [:]
    private var anchors: [String: Value] = [:]
    private(set) var problem: String?
    private let draft: SchemaDraft

    init(_ schema: Value) {
        root = schema
        draft = SchemaDraft(of: schema)
        collectAnchors(schema, 0)
    }

    private mutating func collectAnchors(_ schema: Value, _ depth: Int) {
        guard depth < 200 else { return }
        switch schema {
        case .object(let object):
            if let anchor = object["$anchor"]?.stringValue { anchors["#" + anchor] = schema }
            if let anchor = object["$dynamicAnchor"]?.stringValue { anchors["#" + anchor] = schema }
            if let id = (object["$id"] ?? object["id"])?.stringValue { anchors[id] = schema }
            for member in object { collectAnchors(member.value, depth + 1) }
        case .array(let elements): for element in elements { collectAnchors(element, depth + 1) }
        default: break
        }
    }

    /// The findings at the top; empty where the value is as the schema wants it.
    mutating func validate(_ value: Value) -> [SchemaViolation] {
        let resolver = self
        var shape = SchemaShape(draft: draft) { resolver.resolve($0) != nil }
        problem = shape.problem(of: root)
        guard problem == nil else { return [] }
        var evaluated = Evaluated()
        var found = check(value, root, "", &evaluated)
        // A group alone at the top is told without its heading.
        while found.count == 1, found[0].isGroup { found = found[0].causes }
        return found
    }

    private func resolve(_ reference: String) -> Value? {
        if reference == "#" { return root }
        if let anchored = anchors[reference] { return anchored }
        var base = root
        var pointer = reference[...]
        if let hash = reference.firstIndex(of: "#") {
            let document = String(reference[..<hash])
            if !document.isEmpty {
                guard let found = anchors[document] else { return nil }
                base = found
            }
            pointer = reference[hash...].dropFirst()
        }
        guard pointer.isEmpty || pointer.hasPrefix("/") else { return nil }
        var value = base
        for part in pointer.split(separator: "/") {
            let key = part.replacing("~1", with: "/").replacing("~0", with: "~").replacing("%25", with: "%")
            if let next = value[String(key)] {
                value = next
            } else if let index = Int(key), let next = value[index] {
                value = next
            } else {
                return nil
            }
        }
        return value
    }

    mutating func check(
        _ value: Value, _ schema: Value, _ place: String, _ evaluated: inout Evaluated
    ) -> [SchemaViolation] {
        depth += 1
        steps += 1
        defer { depth -= 1 }
        guard depth < 400, steps < 5_000_000 else {
            problem = "the schema refers to itself without end"
            return []
        }
        if case .bool(let allows) = schema {
            return allows ? [] : [SchemaViolation(place: place, message: "false schema")]
        }
        guard let keywords = schema.objectValue.map(draft.meaningful) else { return [] }
        var found: [SchemaViolation] = []
        for keyword in ["$ref", "$dynamicRef", "$recursiveRef"] {
            guard let reference = keywords[keyword]?.stringValue else { continue }
            guard let target = resolve(reference) else {
                problem = "the schema refers to '\(reference)', which is not in it"
                continue
            }
            found += grouped(check(value, target, place, &evaluated), place).map(\.ofReference)
        }
        // What is of the wrong kind altogether is not looked at further.
        if let wrong = checkKind(value, keywords, place) { return found + [wrong] }
        switch value {
        case .object(let object): found += check(object, keywords, place, &evaluated)
        case .array(let array): found += check(array, keywords, place, &evaluated)
        case .string(let text): found += check(text, keywords, place)
        case .int, .unsigned, .double: found += check(number: value.doubleValue ?? 0, keywords, place)
        default: break
        }
        found += checkCombinations(value, keywords, place, &evaluated)
        found += checkUnevaluated(value, keywords, place, evaluated)
        return found
    }

    func grouped(_ violations: [SchemaViolation], _ place: String) -> [SchemaViolation] {
        SchemaViolation.grouped(violations, at: place).map { [$0] } ?? []
    }

    // MARK: - Any value

    static func type(of value: Value) -> String {
        switch value {
        case .null: "null"
        case .bool: "boolean"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        default: "number"
        }
    }

    private static func isInteger(_ value: Value) -> Bool {
        switch value {
        case .int, .unsigned: true
        case .double(let number): number.rounded() == number
        default: false
        }
    }

    private func checkKind(_ value: Value, _ keywords: Object, _ place: String) -> SchemaViolation? {
        if let type = keywords["type"] {
            let wanted = type.stringValue.map { [$0] } ?? type.arrayValue?.compactMap(\.stringValue) ?? []
            let actual = SchemaValidator.type(of: value)
            let fits = wanted.contains { $0 == actual || ($0 == "integer" && SchemaValidator.isInteger(value)) }
            if !fits, !wanted.isEmpty {
                return SchemaViolation(place: place, message: "got \(actual), want \(SchemaValidator.either(wanted))")
            }
        }
        if let constant = keywords["const"], !SchemaValidator.equal(constant, value) {
            let isCollection = SchemaValidator.isCollection(constant)
            let words = isCollection ? "'const' failed" : "value must be \(SchemaValidator.shown(constant))"
            return SchemaViolation(place: place, message: words)
        }
        if let choices = keywords["enum"]?.arrayValue, !choices.contains(where: { SchemaValidator.equal($0, value) }) {
            return SchemaViolation(place: place, message: SchemaValidator.oneOf(choices))
        }
        if draft <= .draft7, let text = value.stringValue, let format = keywords["format"]?.stringValue,
            !SchemaFormat.accepts(text, format)
        {
            let reason = SchemaFormat.reason(format).map { ": \($0)" } ?? ""
            return SchemaViolation(place: place, message: "'\(text)' is not valid \(format)\(reason)")
        }
        return nil
    }

    /// The words for types, in the order in which the library knows them.
    private static func either(_ types: [String]) -> String {
        let order = ["null", "boolean", "number", "integer", "string", "array", "object"]
        let known = order.filter(types.contains)
        return (known + types.filter { !order.contains($0) }).joined(separator: " or ")
    }

    private static func isCollection(_ value: Value) -> Bool { value.arrayValue != nil || value.objectValue != nil }

    private static func oneOf(_ choices: [Value]) -> String {
        if choices.contains(where: isCollection) { return "'enum' failed" }
        let shown = choices.map(SchemaValidator.shown)
        return shown.count == 1
            ? "value must be \(shown[0])" : "value must be one of \(shown.joined(separator: ", "))"
    }

    static func shown(_ value: Value) -> String {
        if value.isNull { return "<nil>" }
        if let text = value.stringValue { return "'\(text)'" }
        return value.jsonText()
    }

    static func equal(_ left: Value, _ right: Value) -> Bool {
        switch (left, right) {
        case (.array(let a), .array(let b)): return a.count == b.count && zip(a, b).allSatisfy { equal($0, $1) }
        case (.object(let a), .object(let b)):
            return a.count == b.count
                && a.allSatisfy { member in b[member.key].map { equal(member.value, $0) } ?? false }
        default:
            if let a = left.doubleValue, let b = right.doubleValue { return a == b }
            return left == right
        }
    }

    // MARK: - Scalars

    mutating func pattern(_ source: String) -> RegexPattern? {
        if let known = patterns[source] { return known }
        guard let pattern = try? RegexPattern(source) else {
            problem = "the pattern '\(source)' cannot be read"
            return nil
        }
        patterns[source] = pattern
        return pattern
    }

    private mutating func check(_ text: String, _ keywords: Object, _ place: String) -> [SchemaViolation] {
        var found: [SchemaViolation] = []
        let length = text.unicodeScalars.count
        if let bound = keywords["minLength"]?.doubleValue, Double(length) < bound {
            found.append(
                SchemaViolation(place: place, message: "minLength: got \(length), want \(NumberText.grouped(bound))"))
        }
        if let bound = keywords["maxLength"]?.doubleValue, Double(length) > bound {
            found.append(
                SchemaViolation(place: place, message: "maxLength: got \(length), want \(NumberText.grouped(bound))"))
        }
        if let source = keywords["pattern"]?.stringValue, let pattern = pattern(source), !pattern.matches(text) {
            found.append(SchemaViolation(place: place, message: "'\(text)' does not match pattern '\(source)'"))
        }
        return found
    }

    private func check(number: Double, _ keywords: Object, _ place: String) -> [SchemaViolation] {
        var found: [SchemaViolation] = []
        func violation(_ word: String, _ bound: Double) {
            found.append(
                SchemaViolation(
                    place: place,
                    message: "\(word): got \(NumberText.grouped(number)), want \(NumberText.grouped(bound))"))
        }
        if let bound = keywords["minimum"]?.doubleValue {
            let isExclusive = keywords["exclusiveMinimum"]?.boolValue == true
            if isExclusive ? number <= bound : number < bound {
                violation(isExclusive ? "exclusiveMinimum" : "minimum", bound)
            }
        }
        if let bound = keywords["maximum"]?.doubleValue {
            let isExclusive = keywords["exclusiveMaximum"]?.boolValue == true
            if isExclusive ? number >= bound : number > bound {
                violation(isExclusive ? "exclusiveMaximum" : "maximum", bound)
            }
        }
        if let bound = keywords["exclusiveMinimum"]?.doubleValue, number <= bound {
            violation("exclusiveMinimum", bound)
        }
        if let bound = keywords["exclusiveMaximum"]?.doubleValue, number >= bound {
            violation("exclusiveMaximum", bound)
        }
        if let factor = keywords["multipleOf"]?.doubleValue, factor > 0 {
            let quotient = number / factor
            if abs(quotient - quotient.rounded()) > 1e-9 { violation("multipleOf", factor) }
        }
        return found
    }
}

/// Numbers with thousands set apart, as Helm's schema messages show them.
enum NumberText {
    static func grouped(_ number: Double) -> String {
        guard let whole = Int64(exactly: number) else { return Value.double(number).jsonText() }
        let digits = Array(String(whole.magnitude))
        var text = ""
        for (offset, digit) in digits.enumerated() {
            if offset > 0, (digits.count - offset) % 3 == 0 { text += "," }
            text.append(digit)
        }
        return (whole < 0 ? "-" : "") + text
    }
}
