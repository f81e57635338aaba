public import Values

/// What an evaluation of an expression may cost.
public struct PathExpressionLimits: Hashable, Sendable {
    /// Most steps of one evaluation.
    public var maximumSteps: Int
    /// Deepest nesting of evaluations.
    public var maximumDepth: Int

    /// Bounds; the defaults admit expressions over objects of many thousands of fields.
    public init(maximumSteps: Int = 2_000_000, maximumDepth: Int = 128) {
        self.maximumSteps = maximumSteps
        self.maximumDepth = maximumDepth
    }
}

/// A jq expression that yields paths, as ignore rules hold them.
///
/// The language is jq's: paths, pipes, `select`, comparisons, arithmetic, objects, lists, `if`, `try`, `reduce`,
/// `foreach`, `def`, updates, and the usual functions. Not there: dates, `sub` and `gsub`, modules, input and output,
/// `label`, destructuring, `limit` apart. A function that does not exist fails when it is called, as an error of
/// evaluation.
///
/// ```swift
/// let expression = try PathExpression(".webhooks[]?.clientConfig.caBundle")
/// let rest = try expression.deleted(from: object)
/// ```
public struct PathExpression: Sendable {
    /// The text it was read from.
    public let text: String
    /// The bounds on its evaluation.
    public let limits: PathExpressionLimits
    private let deletion: JQExpression

    /// Reads an expression.
    ///
    /// - Throws: ``DiffError`` with code ``DiffError/Code/expression``.
    public init(_ text: String, limits: PathExpressionLimits = PathExpressionLimits()) throws(DiffError) {
        self.text = text
        self.limits = limits
        do {
            // Argo CD puts the text between parentheses before it reads it; so what closes them early works too.
            deletion = try JQParser.parse("del(\(text)\n)")
        } catch {
            guard case .syntax(let reason) = error else { throw DiffError(.expression, "jq path expression: \(error)") }
            throw DiffError(.expression, "the jq path expression '\(text)' is malformed: \(reason)")
        }
    }

    /// The value without what the expression leads to.
    ///
    /// - Throws: ``DiffError`` with code ``DiffError/Code/expression`` where the evaluation fails, yields not exactly
    ///   one value, or passes its bounds.
    public func deleted(from value: Value) throws(DiffError) -> Value {
        var results: [Value] = []
        do {
            let evaluator = JQEvaluator(limits: limits)
            try evaluator.run(deletion, JQItem(value: value), JQScope()) { (item) throws(JQError) in
                results.append(item.value)
                if results.count > 1 { throw .failure("it yields several values") }
            }
        } catch {
            switch error {
            case .exhausted, .stop:
                throw DiffError(.expression, "the jq path expression '\(text)' takes too many steps")
            case .failure, .syntax:
                // What went wrong may tell of values; it is not repeated.
                throw DiffError(.expression, "the jq path expression '\(text)' fails on this object")
            }
        }
        guard let result = results.first else {
            throw DiffError(.expression, "the jq path expression '\(text)' yields nothing")
        }
        return result
    }
}
