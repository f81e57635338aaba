public import KubeModel
import Values

extension Resources {
    /// Creates an object.
    ///
    /// - Parameters:
    ///   - object: the object; `metadata.generateName` lets the server choose a name.
    ///   - options: dry run, field manager, field validation.
    /// - Returns: the object as stored, with defaults and version.
    /// - Throws: ``KubeError``; ``KubeError/isAlreadyExists`` where the name is taken.
    @discardableResult
    public func create(_ object: KubeObject, options: WriteOptions = WriteOptions()) async throws -> KubeObject {
        if subresource != nil {
            let request = try request("POST", name: object.name, query: options.query, body: object.value)
            return try await self.object(for: request)
        }
        guard namespace != nil || !resource.isNamespaced else {
            throw KubeError(.invalidRequest, "\(resource.kind) lives in a namespace, and none was given")
        }
        let request = collectionRequest("POST", query: options.query, body: object.value)
        return try await self.object(for: request)
    }

    /// Replaces an object, all of it.
    ///
    /// With `metadata.resourceVersion` set, it is a conflict if somebody changed the object since that version.
    ///
    /// - Throws: ``KubeError``; ``KubeError/isConflict``, ``KubeError/isNotFound``.
    @discardableResult
    public func update(_ object: KubeObject, options: WriteOptions = WriteOptions()) async throws -> KubeObject {
        let request = try request("PUT", name: object.name, query: options.query, body: object.value)
        return try await self.object(for: request)
    }

    /// Reads an object, lets a closure change it and writes it back; again from the start if somebody else was faster.
    ///
    /// - Parameters:
    ///   - name: the object.
    ///   - attempts: how often to try in all.
    ///   - options: dry run, field manager, field validation.
    ///   - change: changes the object; may run several times. Changing nothing writes nothing.
    @discardableResult
    public func modify(
        _ name: String, attempts: Int = 5, options: WriteOptions = WriteOptions(),
        _ change: (inout KubeObject) throws -> Void
    ) async throws -> KubeObject {
        try await retryingConflicts(attempts: attempts) {
            let current = try await get(name)
            var changed = current
            try change(&changed)
            return changed == current ? current : try await update(changed, options: options)
        }
    }

    /// Patches an object.
    ///
    /// - Parameters:
    ///   - name: the object.
    ///   - patch: the change; for server-side apply ``apply(_:as:force:options:)`` is at hand.
    ///   - options: dry run, field manager, field validation.
    @discardableResult
    public func patch(
        _ name: String, _ patch: Patch, options: WriteOptions = WriteOptions()
    ) async throws -> KubeObject {
        let request = try request(
            "PATCH", name: name, query: options.query, body: patch.body, contentType: patch.contentType)
        return try await object(for: request)
    }

    /// Makes an object have these fields, creating it if need be (server-side apply).
    ///
    /// Fields that the manager applied before and leaves out now are removed, unless somebody else owns them too.
    ///
    /// - Parameters:
    ///   - object: the fields wanted, with kind, API version and name.
    ///   - manager: under which name the fields are owned; at most 128 bytes.
    ///   - force: takes over fields that others own.
    ///   - options: dry run and field validation; its field manager is not used.
    /// - Throws: ``KubeError``; with ``KubeError/applyConflicts`` where others own fields and want other values.
    @discardableResult
    public func apply(
        _ object: KubeObject, as manager: String, force: Bool = false, options: WriteOptions = WriteOptions()
    ) async throws -> KubeObject {
        var options = options
        options.fieldManager = manager
        var wanted = object
        // The server refuses fields that only it may set, which objects read from it carry.
        wanted.dropManagedFields()
        let patch = Patch.apply(wanted.value)
        let request = try request(
            "PATCH", name: object.name, query: options.query + [("force", force ? "true" : "false")],
            body: patch.body, contentType: patch.contentType)
        return try await self.object(for: request)
    }
}
