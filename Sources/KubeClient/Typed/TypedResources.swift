public import KubeModel
import Values

/// Objects of one typed kind, in one namespace or everywhere.
public struct TypedResources<Object: TypedObject>: Sendable {
    /// The same objects without type.
    public let resources: Resources

    /// Gives the objects of a resource a type.
    public init(_ resources: Resources) { self.resources = resources }

    /// One object.
    public func get(_ name: String) async throws -> Object { try Object(try await resources.get(name)) }

    /// One object; nil where there is none.
    public func find(_ name: String) async throws -> Object? { try await resources.find(name).map { try Object($0) } }

    /// All objects that match.
    public func list(_ options: ListOptions = ListOptions()) async throws -> [Object] {
        try await resources.list(options).items.map { try Object($0) }
    }

    /// Creates an object.
    @discardableResult
    public func create(_ object: Object, options: WriteOptions = WriteOptions()) async throws -> Object {
        try Object(try await place(of: object).create(object.object(), options: options))
    }

    /// Makes an object have these fields, creating it if need be (server-side apply).
    @discardableResult
    public func apply(
        _ object: Object, as manager: String, force: Bool = false, options: WriteOptions = WriteOptions()
    ) async throws -> Object {
        try Object(
            try await place(of: object).apply(object.object(), as: manager, force: force, options: options))
    }

    /// Patches an object.
    @discardableResult
    public func patch(
        _ name: String, _ patch: Patch, options: WriteOptions = WriteOptions()
    ) async throws -> Object {
        try Object(try await resources.patch(name, patch, options: options))
    }

    /// Reads an object, lets a closure change it and writes what it changed; again from the start if somebody else was faster.
    ///
    /// Only the difference is sent, so members that the type does not name stay.
    ///
    /// - Parameters:
    ///   - name: the object.
    ///   - attempts: how often to try in all.
    ///   - options: dry run, field manager, field validation.
    ///   - change: changes the object; may run several times. Changing nothing writes nothing.
    @discardableResult
    public func modify(
        _ name: String, attempts: Int = 5, options: WriteOptions = WriteOptions(),
        _ change: (inout Object) throws -> Void
    ) async throws -> Object {
        try await retryingConflicts(attempts: attempts) {
            let current = try await get(name)
            var changed = current
            try change(&changed)
            var patch = Value.mergePatch(
                from: try ValueEncoder().encode(current), to: try ValueEncoder().encode(changed))
            if patch == .object(Values.Object()) { return current }
            patch.set(current.metadata.resourceVersion.map(Value.string), at: ["metadata", "resourceVersion"])
            return try await self.patch(name, .merge(patch), options: options)
        }
    }

    /// Replaces the status of an object with a type's status, leaving fields alone that the type does not name.
    ///
    /// - Parameters:
    ///   - status: what to set.
    ///   - object: the object; its version makes it a conflict where it changed meanwhile, unless it has none.
    @discardableResult
    public func setStatus(_ status: some Encodable, of object: Object) async throws -> Object {
        var patch: Value = ["status": try ValueEncoder().encode(status)]
        if let version = object.metadata.resourceVersion {
            patch["metadata"] = ["resourceVersion": .string(version)]
        }
        return try Object(
            try await place(of: object).status.patch(object.metadata.name ?? "", .merge(patch)))
    }

    /// Deletes an object.
    @discardableResult
    public func delete(_ name: String, options: DeleteOptions = DeleteOptions()) async throws -> DeleteOutcome {
        try await resources.delete(name, options: options)
    }

    private func place(of object: Object) -> Resources {
        guard resources.namespace == nil, let namespace = object.metadata.namespace else { return resources }
        return resources.inNamespace(namespace)
    }
}

extension KubeAPI {
    /// Objects of a typed kind.
    ///
    /// - Parameters:
    ///   - type: the kind's type.
    ///   - namespace: the namespace; nil for all of them, and for kinds of the whole cluster.
    public func resources<Object: TypedObject>(
        _ type: Object.Type, in namespace: String? = nil
    ) -> TypedResources<Object> {
        TypedResources(resources(Object.resource, in: namespace))
    }
}

extension Controller {
    /// A controller of a typed kind; an object that does not fit the type is a failure.
    ///
    /// - Parameters:
    ///   - resources: the objects it is for.
    ///   - options: which of them, and how they are watched.
    ///   - clock: what waits.
    ///   - trim: takes away from each object what the type does not name, before it is kept in memory.
    ///   - onInterruption: hears of watches that fail, and after what time they go on.
    ///   - reconcile: brings one object's part of the world closer to what it says.
    public init<Object: TypedObject>(
        for resources: TypedResources<Object>, options: WatchOptions = WatchOptions(),
        clock: any Clock<Duration> = ContinuousClock(),
        trim: @escaping @Sendable (inout KubeObject) -> Void = { _ in },
        onInterruption: @escaping @Sendable (KubeError, Duration) -> Void = { _, _ in },
        reconcile: @escaping @Sendable (Object, ReconcileContext) async throws -> Outcome
    ) {
        self.init(
            for: resources.resources, options: options, clock: clock, trim: trim, onInterruption: onInterruption
        ) {
            try await reconcile(try Object($0), $1)
        }
    }
}
