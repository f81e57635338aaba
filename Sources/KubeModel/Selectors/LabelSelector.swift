/// A condition on labels, from its text (`app=web,tier in (a,b)`) or its object form (`matchLabels`, `matchExpressions`).
///
/// ```swift
/// let selector = try LabelSelector("app=web,!canary")
/// selector.matches(object.labels)
/// ```
public struct LabelSelector: Hashable, Sendable {
    /// A condition on one label.
    public struct Requirement: Hashable, Sendable {
        /// The label's key.
        public let key: String
        /// What is asked of its value.
        public let operation: Operation
        /// The values that ``operation`` looks for.
        public let values: [String]

        /// A condition on one label.
        ///
        /// - Throws: ``SelectorError`` for a key or value that no label can have, or a number of values that the
        ///   operation does not take.
        public init(key: String, _ operation: Operation, values: [String] = []) throws(SelectorError) {
            guard LabelNames.isKey(key) else {
                throw SelectorError(
                    .key, "'\(key)' is no key of a label; use [PREFIX/]NAME of letters, digits, '-', '_' and '.'")
            }
            try operation.check(values, key: key)
            for value in values where !LabelNames.isValue(value) {
                throw SelectorError(.value, "'\(value)' is no value of a label (key '\(key)')")
            }
            self.key = key
            self.operation = operation
            self.values = values
        }
    }

    /// What a requirement asks of a label.
    public struct Operation: Hashable, Sendable {
        enum Kind { case equals, doubleEquals, notEquals, isIn, notIn, exists, doesNotExist, greaterThan, lessThan }

        let kind: Kind

        /// `key=value`.
        public static let equals = Operation(kind: .equals)
        /// `key==value`.
        public static let doubleEquals = Operation(kind: .doubleEquals)
        /// `key!=value`; also true of objects without the label.
        public static let notEquals = Operation(kind: .notEquals)
        /// `key in (a,b)`.
        public static let isIn = Operation(kind: .isIn)
        /// `key notin (a,b)`; also true of objects without the label.
        public static let notIn = Operation(kind: .notIn)
        /// `key`.
        public static let exists = Operation(kind: .exists)
        /// `!key`.
        public static let doesNotExist = Operation(kind: .doesNotExist)
        /// `key>n`.
        public static let greaterThan = Operation(kind: .greaterThan)
        /// `key<n`.
        public static let lessThan = Operation(kind: .lessThan)

        fileprivate func check(_ values: [String], key: String) throws(SelectorError) {
            switch kind {
            case .isIn, .notIn:
                guard !values.isEmpty else {
                    throw SelectorError(.value, "'\(key)' needs at least one value to look for")
                }
            case .exists, .doesNotExist:
                guard values.isEmpty else { throw SelectorError(.value, "'\(key)' takes no values with this operator") }
            case .greaterThan, .lessThan:
                guard values.count == 1, Int64(values[0]) != nil else {
                    throw SelectorError(.value, "'\(key)' is compared with one whole number")
                }
            default:
                guard values.count == 1 else { throw SelectorError(.value, "'\(key)' takes exactly one value") }
            }
        }
    }

    /// All conditions, ordered by key; they must all hold.
    public let requirements: [Requirement]
    /// Whether this is the selector that selects nothing, as an absent object form does.
    public let selectsNothing: Bool

    /// A selector of conditions that must all hold; without any it selects everything.
    public init(_ requirements: [Requirement] = []) {
        // Stable: conditions on one key keep their order.
        self.requirements = requirements.enumerated()
            .sorted { ($0.element.key, $0.offset) < ($1.element.key, $1.offset) }.map(\.element)
        selectsNothing = false
    }

    private init(selectsNothing: Bool) {
        requirements = []
        self.selectsNothing = selectsNothing
    }

    /// Selects every object.
    public static let everything = LabelSelector()
    /// Selects no object.
    public static let nothing = LabelSelector(selectsNothing: true)

    /// Whether an object with these labels is selected.
    public func matches(_ labels: [String: String]) -> Bool { matches { labels[$0] } }

    /// Whether an object is selected.
    ///
    /// - Parameter label: gives the value of a label, nil where the object has none of that key.
    public func matches(_ label: (String) -> String?) -> Bool {
        !selectsNothing && requirements.allSatisfy { $0.matches(label($0.key)) }
    }

    /// Whether an object is selected, without building a dictionary of its labels.
    public func matches(_ object: KubeObject) -> Bool { matches { object.label($0) } }
}

extension LabelSelector.Requirement {
    /// Whether a label's value meets the condition; nil stands for an object without the label.
    public func matches(_ value: String?) -> Bool {
        switch operation.kind {
        case .equals, .doubleEquals, .isIn: value.map { values.contains($0) } ?? false
        case .notEquals, .notIn: value.map { !values.contains($0) } ?? true
        case .exists: value != nil
        case .doesNotExist: value == nil
        case .greaterThan: compare(value).map { $0 > $1 } ?? false
        case .lessThan: compare(value).map { $0 < $1 } ?? false
        }
    }

    private func compare(_ value: String?) -> (Int64, Int64)? {
        guard let value, let number = Int64(value), let limit = values.first.flatMap({ Int64($0) }) else { return nil }
        return (number, limit)
    }
}

extension LabelSelector: CustomStringConvertible {
    /// The canonical text: conditions ordered by key, values in order.
    public var description: String { requirements.map(\.description).joined(separator: ",") }
}

extension LabelSelector.Requirement: CustomStringConvertible {
    /// The canonical text of the condition.
    public var description: String {
        let single = values.first ?? ""
        // Bytes, not characters, decide the order, as everywhere in Kubernetes.
        let list = values.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.joined(separator: ",")
        return switch operation.kind {
        case .equals: "\(key)=\(single)"
        case .doubleEquals: "\(key)==\(single)"
        case .notEquals: "\(key)!=\(single)"
        case .isIn: "\(key) in (\(list))"
        case .notIn: "\(key) notin (\(list))"
        case .exists: key
        case .doesNotExist: "!\(key)"
        case .greaterThan: "\(key)>\(single)"
        case .lessThan: "\(key)<\(single)"
        }
    }
}
