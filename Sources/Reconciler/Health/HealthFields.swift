import KubeModel
import Values

/// A field of the wrong type.
struct HealthFieldError: Error {
    var field: String
    var expected: String
    var found: String

    func message(kind: String) -> String {
        "failed to read \(kind): field \(field) should be \(expected), found \(found)"
    }
}

/// Reads fields of a live object as the type that the API declares; what is absent or null has the type's zero value.
struct HealthFields {
    let value: Value?
    let path: String

    init(_ value: Value?, path: String) {
        self.value = value
        self.path = path
    }

    init(_ object: KubeObject, _ field: String) { self.init(object.value[field], path: field) }

    subscript(_ key: String) -> HealthFields { HealthFields(value?[key], path: "\(path).\(key)") }

    var isPresent: Bool { value.map { !$0.isNull } ?? false }

    func mismatch(_ expected: String) -> HealthFieldError {
        HealthFieldError(field: path, expected: expected, found: value?.kindName ?? "nothing")
    }

    /// A whole number, nil where the field is absent.
    func optionalInteger() throws(HealthFieldError) -> Int64? {
        switch value {
        case nil, .null: return nil
        case .int(let number): return number
        case .double(let number):
            guard let whole = Int64(exactly: number) else { throw mismatch("an integer") }
            return whole
        default: throw mismatch("an integer")
        }
    }

    func integer() throws(HealthFieldError) -> Int64 { try optionalInteger() ?? 0 }

    func text() throws(HealthFieldError) -> String {
        switch value {
        case nil, .null: return ""
        case .string(let text): return text
        default: throw mismatch("a string")
        }
    }

    func flag() throws(HealthFieldError) -> Bool {
        switch value {
        case nil, .null: return false
        case .bool(let flag): return flag
        default: throw mismatch("a boolean")
        }
    }

    func list() throws(HealthFieldError) -> [HealthFields] {
        switch value {
        case nil, .null: return []
        case .array(let items): return items.enumerated().map { HealthFields($1, path: "\(path)[\($0)]") }
        default: throw mismatch("a list")
        }
    }
}

/// One of an object's conditions.
struct HealthCondition {
    var type: String
    var status: String
    var reason: String
    var message: String

    init(_ fields: HealthFields) throws(HealthFieldError) {
        type = try fields["type"].text()
        status = try fields["status"].text()
        reason = try fields["reason"].text()
        message = try fields["message"].text()
    }

    static func all(_ fields: HealthFields) throws(HealthFieldError) -> [HealthCondition] {
        var conditions: [HealthCondition] = []
        for item in try fields.list() { conditions.append(try HealthCondition(item)) }
        return conditions
    }
}
