public import KubeModel
import Values

/// Does something before an object goes: holds it with a finaliser until that is done.
///
/// ```swift
/// let cleanup = Finalizer("acme.example/bucket")
/// let controller = Controller(for: buckets) { bucket, context in
///     try await cleanup.run(on: bucket, in: context.resources(of: bucket)) { phase in
///         switch phase {
///         case .present: try await makeBucket(bucket)
///         case .deleting: try await emptyBucket(bucket)
///         }
///         return .awaitChange
///     }
/// }
/// ```
public struct Finalizer: Sendable {
    /// What is to be done.
    public enum Phase: Hashable, Sendable {
        /// The object is there, and held.
        case present
        /// The object is being deleted, and goes once this has succeeded.
        case deleting
    }

    /// The name, of the form `DOMAIN/NAME`.
    public let name: String

    /// A finaliser.
    public init(_ name: String) { self.name = name }

    /// Does one step for an object.
    ///
    /// - Parameters:
    ///   - object: the object, as the controller passes it.
    ///   - resources: where it lives.
    ///   - body: what to do in each phase. May be called several times for each.
    /// - Throws: what `body` throws, and ``KubeError``. A conflict means that the object changed meanwhile; try again.
    public func run(
        on object: KubeObject, in resources: Resources, _ body: (Phase) async throws -> Outcome
    ) async throws -> Outcome {
        let isHeld = object.finalizers.contains(name)
        guard object.deletionTimestamp == nil else {
            guard isHeld else { return .awaitChange }
            let outcome = try await body(.deleting)
            try await removeFinalizer(object, resources)
            return outcome
        }
        if !isHeld { try await addFinalizer(object, resources) }
        return try await body(.present)
    }

    private func addFinalizer(_ object: KubeObject, _ resources: Resources) async throws {
        // The version makes it a conflict where somebody else changed the list in between.
        let finalizers = (object.finalizers + [name]).map(Value.string)
        var metadata: Object = ["finalizers": .array(finalizers)]
        if !object.resourceVersion.isEmpty { metadata["resourceVersion"] = .string(object.resourceVersion) }
        try await resources.patch(object.name, .merge(["metadata": .object(metadata)]))
    }

    private func removeFinalizer(_ object: KubeObject, _ resources: Resources) async throws {
        do {
            guard let position = object.finalizers.firstIndex(of: name) else { return }
            let path = Value.string("/metadata/finalizers/\(position)")
            try await resources.patch(
                object.name,
                .json([
                    ["op": "test", "path": path, "value": .string(name)], ["op": "remove", "path": path],
                ]))
        } catch let error as KubeError where error.isNotFound {
            // Gone already.
        }
    }
}
