public import Values

/// A change to an object, in one of the four languages that API servers understand.
public struct Patch: Hashable, Sendable {
    /// The content type by which the server knows the language.
    public let contentType: String
    /// The patch.
    public let body: Value

    private init(contentType: String, body: Value) {
        self.contentType = contentType
        self.body = body
    }

    /// A list of operations (RFC 6902).
    public static func json(_ operations: Value) -> Patch {
        Patch(contentType: "application/json-patch+json", body: operations)
    }

    /// Members to set, and null for those to remove (RFC 7386); lists are replaced.
    public static func merge(_ changes: Value) -> Patch {
        Patch(contentType: "application/merge-patch+json", body: changes)
    }

    /// Members to set, with lists merged by each kind's keys; built-in kinds only.
    public static func strategicMerge(_ changes: Value) -> Patch {
        Patch(contentType: "application/strategic-merge-patch+json", body: changes)
    }

    /// The fields that a manager wants, for server-side apply.
    public static func apply(_ fields: Value) -> Patch {
        Patch(contentType: "application/apply-patch+yaml", body: fields)
    }
}
