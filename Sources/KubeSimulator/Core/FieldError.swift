import Values

/// What is wrong with one field of an object.
struct FieldError: Sendable, Equatable {
    /// The machine-readable reasons of the API.
    enum Reason: String, Sendable {
        case invalid = "FieldValueInvalid"
        case required = "FieldValueRequired"
        case duplicate = "FieldValueDuplicate"
        case forbidden = "FieldValueForbidden"
        case notSupported = "FieldValueNotSupported"
        case notFound = "FieldValueNotFound"
        case tooLong = "FieldValueTooLong"
        case tooMany = "FieldValueTooMany"
        case typeInvalid = "FieldValueTypeInvalid"
    }

    let reason: Reason
    let field: String
    let message: String

    static func invalid(_ field: String, _ value: Value, _ why: String) -> FieldError {
        FieldError(reason: .invalid, field: field, message: "Invalid value: \(show(value)): \(why)")
    }

    static func required(_ field: String, _ why: String = "") -> FieldError {
        FieldError(reason: .required, field: field, message: why.isEmpty ? "Required value" : "Required value: \(why)")
    }

    static func duplicate(_ field: String, _ value: Value) -> FieldError {
        FieldError(reason: .duplicate, field: field, message: "Duplicate value: \(show(value))")
    }

    static func forbidden(_ field: String, _ why: String) -> FieldError {
        FieldError(reason: .forbidden, field: field, message: "Forbidden: \(why)")
    }

    static func notFound(_ field: String, _ value: Value) -> FieldError {
        FieldError(reason: .notFound, field: field, message: "Not found: \(show(value))")
    }

    static func notSupported(_ field: String, _ value: Value, _ supported: [String]) -> FieldError {
        let list = supported.map { "\"\($0)\"" }.joined(separator: ", ")
        return FieldError(
            reason: .notSupported, field: field,
            message: "Unsupported value: \(show(value)): supported values: \(list)")
    }

    static func tooLong(_ field: String, _ limit: Int) -> FieldError {
        FieldError(reason: .tooLong, field: field, message: "Too long: may not be more than \(limit) bytes")
    }

    static func tooMany(_ field: String, _ count: Int, _ limit: Int) -> FieldError {
        FieldError(reason: .tooMany, field: field, message: "Too many: \(count): must have at most \(limit) items")
    }

    private static func show(_ value: Value) -> String { value.jsonText(.compact, sortedKeys: false) }
}
