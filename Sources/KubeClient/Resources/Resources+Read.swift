public import KubeModel
import Values

extension Resources {
    /// One object.
    ///
    /// - Throws: ``KubeError``; ``KubeError/isNotFound`` where there is none. ``find(_:)`` answers nil instead.
    public func get(_ name: String) async throws -> KubeObject {
        try await object(for: try request("GET", name: name))
    }

    /// One object; nil where there is none.
    ///
    /// - Throws: ``KubeError`` for anything but absence.
    public func find(_ name: String) async throws -> KubeObject? {
        do {
            return try await get(name)
        } catch let error as KubeError where error.isNotFound {
            return nil
        }
    }

    /// All objects that match, read page by page.
    ///
    /// Where the server forgets the continuation in the middle (after about five minutes), the whole list is read again
    /// in one answer, so that the result is always one consistent moment.
    public func list(_ options: ListOptions = ListOptions()) async throws -> ObjectList {
        var whole = try await page(options)
        do {
            while let token = whole.continueToken {
                try Task.checkCancellation()
                let next = try await page(options, continuing: token)
                guard next.continueToken != token else {
                    throw KubeError(
                        .undecodable, "the list of \(resource.plural) goes round in circles: its next page is itself")
                }
                whole.items += next.items
                whole.continueToken = next.continueToken
            }
        } catch let error as KubeError where error.isExpired {
            var atOnce = options
            atOnce.pageSize = nil
            whole = try await page(atOnce)
        }
        whole.remainingItemCount = nil
        return whole
    }

    /// One page of a list.
    ///
    /// - Parameters:
    ///   - options: the same for all pages of one list.
    ///   - token: ``ObjectList/continueToken`` of the page before; nil for the first.
    /// - Throws: ``KubeError``; ``KubeError/isExpired`` where the token is too old.
    public func page(_ options: ListOptions = ListOptions(), continuing token: String? = nil) async throws -> ObjectList
    {
        var request = collectionRequest("GET", query: options.query(continuing: token))
        request.timeout = options.timeout
        return try list(from: try await requester.value(for: request), request)
    }

    /// Reads a list, filling in the kind that the server leaves out of items.
    func list(from value: Value, _ request: KubeRequest) throws -> ObjectList {
        guard case .object(let members) = value, let metadata = members["metadata"] else {
            throw KubeError(.undecodable, "the answer is no list", request: request)
        }
        let token = metadata["continue"]?.stringValue ?? ""
        return ObjectList(
            items: (members["items"]?.arrayValue ?? []).map(item),
            resourceVersion: metadata["resourceVersion"]?.stringValue ?? "",
            continueToken: token.isEmpty ? nil : token,
            remainingItemCount: metadata["remainingItemCount"]?.intValue)
    }

    private func item(_ value: Value) -> KubeObject {
        var object = KubeObject(unchecked: value)
        if case .object(let members) = value, members["kind"] == nil {
            let apiVersion = Value.string(resource.groupVersion.description)
            var complete: [Object.Member] = [
                .init(key: "apiVersion", value: apiVersion), .init(key: "kind", value: .string(resource.kind)),
            ]
            complete += members.lazy.filter { $0.key != "apiVersion" }
            object.value = .object(Object(uniqueMembers: complete))
        }
        restoreKind(&object)
        return object
    }
}
