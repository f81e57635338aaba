import Values

/// A parsed expression.
indirect enum JQExpression: Sendable {
    case identity
    case recurse
    case literal(Value)
    case variable(String)
    case text([JQExpression], format: String?)
    case array(JQExpression?)
    case object([(key: JQExpression, value: JQExpression)])
    case index(JQExpression, JQExpression)
    case slice(JQExpression, JQExpression?, JQExpression?)
    case iterate(JQExpression)
    case attempt(JQExpression, JQExpression?)
    case pipe(JQExpression, JQExpression)
    case comma(JQExpression, JQExpression)
    case binary(String, JQExpression, JQExpression)
    case negate(JQExpression)
    case update(String, JQExpression, JQExpression)
    case condition(JQExpression, JQExpression, JQExpression?)
    case bind(JQExpression, String, JQExpression)
    case reduce(JQExpression, String, JQExpression, JQExpression)
    case foreach(JQExpression, String, JQExpression, JQExpression, JQExpression?)
    case call(String, [JQExpression])
    case define(JQFunction, JQExpression)
}

/// A function that an expression defines.
struct JQFunction: Sendable {
    var name: String
    var parameters: [String]
    var body: JQExpression
}
