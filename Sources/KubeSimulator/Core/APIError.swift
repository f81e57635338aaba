import KubeClient
import Values

/// An answer that is no success: what becomes a `Status` body.
struct APIError: Error, Sendable {
    var code: Int
    var reason: String?
    var message: String
    /// `details`; nil leaves the member out.
    var details: Value?
    /// `metadata.continue`, where an expired list may go on.
    var continuation: String?
    var headers: [(name: String, value: String)] = []
    /// A review that has to be answered before it is known what becomes of the request.
    var pending: PendingReview?
    /// A body of plain text instead of a `Status`.
    var plainText: String?

    init(_ code: Int, _ reason: String?, _ message: String, details: Value? = nil) {
        self.code = code
        self.reason = reason
        self.message = message
        self.details = details
    }

    /// The `Status` object.
    var status: Value {
        var metadata = Object()
        if let continuation { metadata["continue"] = .string(continuation) }
        var members: Object = [
            "kind": "Status", "apiVersion": "v1", "metadata": .object(metadata), "status": "Failure",
            "message": .string(message),
        ]
        if let reason { members["reason"] = .string(reason) }
        if let details { members["details"] = details }
        members["code"] = .int(Int64(code))
        return .object(members)
    }
}

extension APIError {
    private static func details(_ definition: ResourceDefinition, _ name: String, kind: String? = nil) -> Value {
        var members = Object()
        if !name.isEmpty { members["name"] = .string(name) }
        if !definition.group.isEmpty { members["group"] = .string(definition.group) }
        members["kind"] = .string(kind ?? definition.resource)
        return .object(members)
    }

    static func notFound(_ definition: ResourceDefinition, _ name: String) -> APIError {
        APIError(
            404, "NotFound", "\(definition.qualifiedResource) \"\(name)\" not found",
            details: details(definition, name))
    }

    static func alreadyExists(
        _ definition: ResourceDefinition, _ name: String, isBeingDeleted: Bool = false
    ) -> APIError {
        APIError(
            409, "AlreadyExists",
            (isBeingDeleted ? "object is being deleted: " : "")
                + "\(definition.qualifiedResource) \"\(name)\" already exists",
            details: details(definition, name))
    }

    static func conflict(_ definition: ResourceDefinition, _ name: String, _ why: String) -> APIError {
        APIError(
            409, "Conflict", "Operation cannot be fulfilled on \(definition.qualifiedResource) \"\(name)\": \(why)",
            details: details(definition, name))
    }

    static func modified(_ definition: ResourceDefinition, _ name: String) -> APIError {
        conflict(
            definition, name,
            "the object has been modified; please apply your changes to the latest version and try again")
    }

    static func forbidden(_ definition: ResourceDefinition, _ name: String, _ why: String) -> APIError {
        APIError(
            403, "Forbidden", "\(definition.qualifiedResource) \"\(name)\" is forbidden: \(why)",
            details: details(definition, name))
    }

    static func badRequest(_ message: String) -> APIError { APIError(400, "BadRequest", message) }

    static func tooLarge(_ why: String) -> APIError {
        APIError(413, "RequestEntityTooLarge", "Request entity too large: \(why)")
    }

    static func internalError(_ message: String) -> APIError { APIError(500, nil, message) }

    static var noSuchResource: APIError {
        APIError(404, "NotFound", "the server could not find the requested resource", details: [:])
    }

    static var methodNotAllowed: APIError {
        APIError(
            405, "MethodNotAllowed", "the server does not allow this method on the requested resource", details: [:])
    }

    static var pageNotFound: APIError {
        var error = APIError(404, nil, "404 page not found")
        error.plainText = "404 page not found\n"
        return error
    }

    /// 422 for an object, with one cause for each field error.
    static func invalid(group: String, kind: String, name: String, _ errors: [FieldError]) -> APIError {
        var texts: [String] = []
        for error in errors {
            let text = "\(error.field): \(error.message)"
            if !texts.contains(text) { texts.append(text) }
        }
        let summary = texts.count == 1 ? texts[0] : "[\(texts.joined(separator: ", "))]"
        let qualified = group.isEmpty ? kind : "\(kind).\(group)"
        var members = Object()
        if !name.isEmpty { members["name"] = .string(name) }
        if !group.isEmpty { members["group"] = .string(group) }
        if !kind.isEmpty { members["kind"] = .string(kind) }
        members["causes"] = .array(
            errors.map {
                ["reason": .string($0.reason.rawValue), "message": .string($0.message), "field": .string($0.field)]
            })
        return APIError(
            422, "Invalid", "\(qualified) \"\(name)\" is invalid: \(summary)", details: .object(members))
    }

    static func invalid(_ definition: ResourceDefinition, _ name: String, _ errors: [FieldError]) -> APIError {
        // Events of both groups are checked as those of the core group.
        let isEvent = definition.kind == "Event" && !definition.isCustom
        return invalid(group: isEvent ? "" : definition.group, kind: definition.kind, name: name, errors)
    }

    /// 422 for the options of a request.
    static func invalidOptions(_ kind: String, _ errors: [FieldError]) -> APIError {
        invalid(group: "meta.k8s.io", kind: kind, name: "", errors)
    }
}
