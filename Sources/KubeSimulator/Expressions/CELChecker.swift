/// Finds out the types of an expression's parts, and what does not fit.
struct CELChecker {
    private var variables: [String: CELType]
    private(set) var issues: [CELIssue] = []

    init(variables: [String: CELType]) { self.variables = variables }

    private mutating func fail(_ node: CELNode, _ message: String) -> CELType {
        issues.append(CELIssue(offset: node.offset, message: message))
        return .failed
    }

    mutating func check(_ node: CELNode) -> CELType {
        switch node.kind {
        case .literal(let value): return literal(value)
        case .name(let name): return named(name, node)
        case .select(let operand, let field, let isTest, let isOptional):
            let type = select(check(operand), field, node)
            if isTest { return type == .failed ? .failed : .bool }
            return isOptional ? .optional(type) : type
        case .index(let operand, let index, let isOptional):
            let type = element(check(operand), check(index), node)
            return isOptional ? .optional(type) : type
        case .call(let name, let target, let arguments): return call(name, target, arguments, node)
        case .list(let elements): return .list(joined(elements.map { check($0) }))
        case .map(let entries):
            return .map(joined(entries.map { check($0.key) }), joined(entries.map { check($0.value) }))
        case .and(let parts), .or(let parts): return logical(parts, node)
        case .conditional(let test, let yes, let no):
            let type = check(test)
            if !type.isUnknown, type != .bool { return mismatch("_?_:_", [type, check(yes), check(no)], node) }
            let result = joined([check(yes), check(no)])
            return result
        case .comprehension(let part): return comprehension(part, node)
        case .bind(let name, let value, let body):
            let type = check(value)
            return scoped([name: type]) { $0.check(body) }
        }
    }

    private mutating func scoped(_ names: [String: CELType], _ body: (inout CELChecker) -> CELType) -> CELType {
        let before = variables
        variables.merge(names) { $1 }
        let result = body(&self)
        variables = before
        return result
    }

    private func literal(_ value: CELValue) -> CELType {
        switch value {
        case .null: .null
        case .bool: .bool
        case .int: .int
        case .uint: .uint
        case .double: .double
        case .string: .string
        case .bytes: .bytes
        default: .dyn
        }
    }

    private static let typeNames: Set<String> = [
        "bool", "int", "uint", "double", "string", "bytes", "list", "map", "null_type", "type",
    ]

    private mutating func named(_ name: String, _ node: CELNode) -> CELType {
        if let type = variables[name] { return type }
        if CELChecker.typeNames.contains(name) { return .type }
        return fail(node, "undeclared reference to '\(name)' (in container '')")
    }

    private mutating func select(_ operand: CELType, _ field: String, _ node: CELNode) -> CELType {
        switch operand {
        case .dyn, .failed: return operand
        case .map(_, let value): return value
        case .optional(let inner): return .optional(select(inner, field, node))
        case .object(let fields):
            if let type = fields[field] { return type }
            return fail(node, "undefined field '\(field)'")
        default: return fail(node, "type '\(operand.text)' does not support field selection")
        }
    }

    private mutating func element(_ operand: CELType, _ index: CELType, _ node: CELNode) -> CELType {
        switch operand {
        case .dyn, .failed: return .dyn
        case .list(let element) where index.isUnknown || index == .int: return element
        case .map(let key, let value) where CELChecker.fits(index, key): return value
        case .optional(let inner): return .optional(element(inner, index, node))
        default: return mismatch("_[_]", [operand, index], node)
        }
    }

    private mutating func mismatch(
        _ name: String, _ types: [CELType], _ node: CELNode, isMember: Bool = false
    ) -> CELType {
        if types.contains(.failed) { return .failed }
        var shown = types.map(\.text)
        let target = isMember ? "\(shown.removeFirst())." : ""
        return fail(
            node,
            "found no matching overload for '\(name)' applied to '\(target)(\(shown.joined(separator: ", ")))'")
    }

    private mutating func logical(_ parts: [CELNode], _ node: CELNode) -> CELType {
        let types = parts.map { check($0) }
        guard types.contains(where: { !$0.isUnknown && $0 != .bool }) else { return .bool }
        if case .and = node.kind { return mismatch("_&&_", Array(types.prefix(2)), node) }
        return mismatch("_||_", Array(types.prefix(2)), node)
    }

    private func joined(_ types: [CELType]) -> CELType {
        guard let first = types.first else { return .dyn }
        return types.allSatisfy { $0 == first } ? first : .dyn
    }

    private mutating func comprehension(_ part: CELComprehension, _ node: CELNode) -> CELType {
        let range = check(part.range)
        var first: CELType
        var second: CELType
        switch range {
        case .list(let element): (first, second) = part.names.count == 1 ? (element, .dyn) : (.int, element)
        case .map(let key, let value): (first, second) = (key, value)
        case .dyn, .failed: (first, second) = (.dyn, .dyn)
        default:
            return fail(
                part.range,
                "expression of type '\(range.text)' cannot be range of a comprehension (must be list, map, or dynamic)")
        }
        var names = [part.names[0]: first]
        if part.names.count > 1 { names[part.names[1]] = second }
        let results = scoped(names) { checker in
            if let condition = part.condition {
                let type = checker.check(condition)
                if !type.isUnknown, type != .bool {
                    return checker.fail(condition, "expected type 'bool' but found '\(type.text)'")
                }
            }
            return part.result.map { checker.check($0) } ?? .dyn
        }
        if results == .failed { return .failed }
        switch part.macro {
        case .all, .exists, .existsOne: return .bool
        case .filter: return .list(first)
        case .map, .transformList: return .list(results)
        case .transformMap: return .map(first, results)
        }
    }

    private mutating func call(_ name: String, _ target: CELNode?, _ arguments: [CELNode], _ node: CELNode) -> CELType {
        let types = (target.map { [check($0)] } ?? []) + arguments.map { check($0) }
        guard let overloads = CELFunctions.overloads[name] else {
            if types.contains(.failed) { return .failed }
            return fail(node, "undeclared reference to '\(name)' (in container '')")
        }
        if types.contains(.failed) { return .failed }
        var results: [CELType] = []
        for overload in overloads
        where overload.isMember == (target != nil) && overload.parameters.count == types.count {
            var bound: [String: CELType] = [:]
            let fits = zip(types, overload.parameters).allSatisfy { CELChecker.match($0, $1, &bound) }
            if fits { results.append(CELChecker.substitute(overload.result, bound)) }
        }
        if results.isEmpty { return mismatch(name, types, node, isMember: target != nil) }
        return joined(results)
    }

    // MARK: - Matching

    private static func fits(_ type: CELType, _ wanted: CELType) -> Bool {
        var bound: [String: CELType] = [:]
        return match(type, wanted, &bound)
    }

    /// Whether a type can stand where a parameter is wanted.
    private static func match(_ type: CELType, _ wanted: CELType, _ bound: inout [String: CELType]) -> Bool {
        if case .variable(let name) = wanted {
            guard let before = bound[name], !before.isUnknown else {
                bound[name] = type
                return true
            }
            if type.isUnknown { return true }
            return match(type, before, &bound)
        }
        if type.isUnknown || wanted.isUnknown { return true }
        switch (type, wanted) {
        case (.list(let one), .list(let other)): return match(one, other, &bound)
        case (.map(let key, let value), .map(let otherKey, let otherValue)):
            return match(key, otherKey, &bound) && match(value, otherValue, &bound)
        case (.optional(let one), .optional(let other)): return match(one, other, &bound)
        // Nothing stands for an absent message, time or opaque value.
        case (.null, .object), (.object, .null), (.null, .opaque), (.opaque, .null), (.null, .timestamp),
            (.timestamp, .null), (.null, .duration), (.duration, .null):
            return true
        case (.object, .object): return true
        default: return type == wanted
        }
    }

    private static func substitute(_ type: CELType, _ bound: [String: CELType]) -> CELType {
        switch type {
        case .variable(let name): bound[name] ?? .dyn
        case .list(let element): .list(substitute(element, bound))
        case .map(let key, let value): .map(substitute(key, bound), substitute(value, bound))
        case .optional(let value): .optional(substitute(value, bound))
        default: type
        }
    }
}
