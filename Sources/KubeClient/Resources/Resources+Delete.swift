public import KubeModel
import Values

/// How far a delete got.
public enum DeleteOutcome: Sendable {
    /// The object is gone.
    case deleted(KubeStatus)
    /// The server answered with the object. It may stay for a while: finalizers, owned objects or a grace period hold it
    /// while `metadata.deletionTimestamp` is set. For a few kinds this is also the answer when it is gone.
    case object(KubeObject)
}

extension Resources {
    /// Deletes an object.
    ///
    /// - Throws: ``KubeError``; ``KubeError/isNotFound``, or ``KubeError/isConflict`` where a precondition does not hold.
    @discardableResult
    public func delete(_ name: String, options: DeleteOptions = DeleteOptions()) async throws -> DeleteOutcome {
        let request = try request("DELETE", name: name, body: options.body)
        let value = try await requester.value(for: request)
        if let status = KubeStatus(value) { return .deleted(status) }
        return .object(try object(from: value, request))
    }

    /// Deletes an object and tells whether there was one.
    @discardableResult
    public func deleteIfPresent(_ name: String, options: DeleteOptions = DeleteOptions()) async throws -> Bool {
        do {
            try await delete(name, options: options)
            return true
        } catch let error as KubeError where error.isNotFound {
            return false
        }
    }

    /// Deletes all objects that match, in this namespace.
    ///
    /// - Parameters:
    ///   - selection: label and field selectors; page size and version are not used.
    ///   - options: how to delete each.
    /// - Returns: the objects as they were before; some may stay for a while, held by finalizers. Empty where the server
    ///   answers with a mere success.
    @discardableResult
    public func deleteCollection(
        _ selection: ListOptions = ListOptions(), options: DeleteOptions = DeleteOptions()
    ) async throws -> [KubeObject] {
        guard namespace != nil || !resource.isNamespaced else {
            throw KubeError(
                .invalidRequest, "deleting a collection of \(resource.plural) needs a namespace, and none was given")
        }
        let request = collectionRequest("DELETE", query: selection.selectors, body: options.body)
        let value = try await requester.value(for: request)
        if KubeStatus(value) != nil { return [] }
        return try list(from: value, request).items
    }
}
