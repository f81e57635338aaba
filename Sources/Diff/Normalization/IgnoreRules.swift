import KubeModel
import Values

/// Ignore rules of an application and of the settings, compiled.
struct IgnoreRules: Sendable {
    /// Takes something out of an object.
    private enum Removal: Sendable {
        case pointer(JSONPointer)
        case expression(PathExpression)
    }

    private struct Rule: Sendable {
        var group: Glob
        var kind: Glob
        var name: String
        var namespace: String
        var removals: [Removal]
        var managers: [String]

        func covers(_ object: KubeObject, group objectGroup: String) -> Bool {
            kind.matches(object.kind) && group.matches(objectGroup) && (name.isEmpty || name == object.name)
                && (namespace.isEmpty || namespace == object.namespace)
        }
    }

    private let rules: [Rule]

    init(_ options: ComparisonOptions) throws(DiffError) {
        var rules: [Rule] = []
        for rule in options.ignoreDifferences {
            rules.append(try Self.rule(rule, options.expressionLimits))
        }
        for (key, override) in options.resourceOverrides.sorted(by: { $0.key < $1.key }) {
            let (group, kind) = try Self.groupAndKind(key)
            let rule = IgnoreRule(group: group, kind: kind, fields: override.ignoreDifferences)
            rules.append(try Self.rule(rule, options.expressionLimits))
        }
        self.rules = rules
    }

    /// `GROUP/KIND`, or `KIND` for the core group.
    static func groupAndKind(_ key: String) throws(DiffError) -> (String, String) {
        let parts = key.split(separator: "/", omittingEmptySubsequences: false)
        switch parts.count {
        case 1: return ("", key)
        case 2: return (String(parts[0]), String(parts[1]))
        default: throw DiffError(.override, "'\(key)' is no key of a resource override; write GROUP/KIND or KIND")
        }
    }

    private static func rule(_ rule: IgnoreRule, _ limits: PathExpressionLimits) throws(DiffError) -> Rule {
        var removals: [Removal] = []
        for text in rule.fields.jsonPointers {
            // A pointer that is none removes nothing.
            if let pointer = try? JSONPointer(text) { removals.append(.pointer(pointer)) }
        }
        for text in rule.fields.jqPathExpressions {
            removals.append(.expression(try PathExpression(text, limits: limits)))
        }
        return Rule(
            group: Glob(rule.group), kind: Glob(rule.kind), name: rule.name, namespace: rule.namespace,
            removals: removals, managers: rule.fields.managedFieldsManagers)
    }

    /// The object without what the rules name; a rule that fails leaves it as it is.
    func applied(to object: Value) -> Value {
        guard !rules.isEmpty else { return object }
        let identity = KubeObject(unchecked: object)
        let group = identity.gvk.group
        var result = object
        for rule in rules where !rule.removals.isEmpty && rule.covers(identity, group: group) {
            for removal in rule.removals {
                switch removal {
                case .pointer(let pointer):
                    if pointer.tokens.isEmpty { continue }
                    result.remove(at: pointer.tokens[...])
                case .expression(let expression):
                    if let changed = try? expression.deleted(from: result) { result = changed }
                }
            }
        }
        return result
    }

    /// The field managers whose changes to an object do not count.
    func managers(for object: KubeObject) -> [String] {
        let group = object.gvk.group
        return rules.filter { !$0.managers.isEmpty && $0.covers(object, group: group) }.flatMap(\.managers)
    }
}

extension Value {
    /// Removes what a pointer's tokens lead to, if anything.
    fileprivate mutating func remove(at tokens: ArraySlice<String>) {
        guard let first = tokens.first else { return }
        let rest = tokens.dropFirst()
        switch self {
        case .object(var members):
            guard let position = members.position(of: first) else { return }
            self = .null
            if rest.isEmpty {
                members.removeValue(forKey: first)
            } else {
                members.withValue(at: position) { $0.remove(at: rest) }
            }
            self = .object(members)
        case .array(var items):
            guard var index = Int(first) else { return }
            if index < 0 { index += items.count }
            guard items.indices.contains(index) else { return }
            self = .null
            if rest.isEmpty { items.remove(at: index) } else { items[index].remove(at: rest) }
            self = .array(items)
        default: return
        }
    }
}
