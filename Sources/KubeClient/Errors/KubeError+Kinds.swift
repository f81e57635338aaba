extension KubeError {
    /// Whether the server gave this reason.
    public func has(_ reason: KubeStatus.Reason) -> Bool { status?.reason == reason }

    /// The HTTP status code; nil where no answer came.
    public var httpStatus: Int? { status?.code }

    /// The object or the resource is not there (404).
    public var isNotFound: Bool { httpStatus == 404 }

    /// The name is taken (409 AlreadyExists).
    public var isAlreadyExists: Bool { has(.alreadyExists) }

    /// Somebody changed the object in between, or owns a field that an apply wants (409 Conflict).
    public var isConflict: Bool { has(.conflict) }

    /// The resource version or continue token is too old: list again (410).
    public var isExpired: Bool { has(.expired) || has(.gone) || httpStatus == 410 }

    /// The user may not do this (403).
    public var isForbidden: Bool { httpStatus == 403 }

    /// The user is not known, or the credentials are out of date (401).
    public var isUnauthorized: Bool { httpStatus == 401 }

    /// The object breaks a rule of its kind (422).
    public var isInvalid: Bool { httpStatus == 422 }

    /// The server asks to slow down (429).
    public var isTooManyRequests: Bool { httpStatus == 429 }

    /// The namespace is being deleted and takes no new objects.
    public var isNamespaceTerminating: Bool {
        status?.causes.contains { $0.reason == "NamespaceTerminating" } ?? false
    }

    /// Whether the same request may succeed later without anybody changing anything.
    public var isTransient: Bool {
        switch code {
        case .unreachable, .timeout: true
        case .rejected: isTooManyRequests || (httpStatus ?? 0) >= 500
        default: false
        }
    }

    /// The fields that other managers own, where a server-side apply failed for that; empty otherwise.
    public var applyConflicts: [ApplyConflict] {
        guard isConflict else { return [] }
        return status?.causes.compactMap(ApplyConflict.init) ?? []
    }
}
