import KubeClient
import Values

extension APIServer {
    func stored(_ context: RequestContext) throws(APIError) -> StoredObject {
        guard let object = store[context.definition.storage, context.namespace, context.name] else {
            throw .notFound(context.definition, context.name)
        }
        return object
    }

    private func checkVersion(_ context: RequestContext) throws(APIError) {
        guard let text = context.query["resourceVersion"], !text.isEmpty else { return }
        guard let number = UInt64(text) else {
            throw .internalError(
                "resourceVersion: Invalid value: \"\(text)\": strconv.ParseUint: parsing \"\(text)\": invalid syntax")
        }
        if number > store.revision { throw APIServer.tooLarge(number, store.revision, isExact: false, isGet: true) }
    }

    mutating func get(_ context: RequestContext) throws(APIError) -> KubeResponse {
        try checkVersion(context)
        let object = try stored(context)
        if context.subresource == "scale" {
            return respond(200, shapedScale(try scale(of: object.value, context), context), context.form)
        }
        if context.subresource == "log" { return try podLog(object.value, context) }
        if context.subresource == "proxy" { throw unreachable(object.value, context) }
        if !["", "status", "approval", "ephemeralcontainers", "resize"].contains(context.subresource) {
            throw .noSuchResource
        }
        let value = present(object.value, context.definition)
        return respond(200, shaped(value, context), context.form)
    }

    /// A stored object in the version that a request asks for.
    func present(_ value: Value, _ definition: ResourceDefinition) -> Value {
        if let custom = definition.custom { return CustomObjects.present(value, custom) }
        guard value["apiVersion"]?.stringValue != definition.apiVersion else { return value }
        return VersionConversion.convert(value, to: definition)
    }

    func selector(_ context: RequestContext) throws(APIError) -> ObjectSelector {
        var selector = ObjectSelector()
        do throws(SelectorParser.Failure) {
            if let text = context.query["labelSelector"], !text.isEmpty {
                selector.labels = try SelectorParser.parseLabels(text)
            }
            if let text = context.query["fieldSelector"], !text.isEmpty {
                selector.fields = try SelectorParser.parseFields(text)
            }
        } catch {
            throw .badRequest(error.message)
        }
        for field in selector.fields {
            if let failure = FieldLabels.failure(field.path, context.definition) { throw .badRequest(failure) }
        }
        return selector
    }

    mutating func list(_ context: RequestContext) throws(APIError) -> KubeResponse {
        try checkTableOptions(context)
        let selector = try selector(context)
        let page = try page(context, selector)
        return respond(200, listValue(page, context), context.form)
    }

    private func checkTableOptions(_ context: RequestContext) throws(APIError) {
        guard case .table = context.form.shape, let text = context.query["includeObject"] else { return }
        if ["", "Metadata", "Object", "None"].contains(text) { return }
        throw .badRequest(
            "Unable to convert to Table as requested: includeObject: Invalid value: \"\(text)\": must be 'Metadata', "
                + "'Object', 'None', or empty")
    }

    /// A page of a list.
    struct Page {
        var items: [StoredObject]
        var revision: UInt64
        var continuation: String?
        var remaining: Int?
    }

    mutating func page(_ context: RequestContext, _ selector: ObjectSelector) throws(APIError) -> Page {
        var options = try ListOptions(context.query)
        let definition = context.definition
        var revision = store.revision
        var start: String?
        var entries: [(namespace: String, name: String, object: StoredObject)]
        if let token = options.token {
            start = token.start
            if token.revision < 0 {
                entries = store.list(definition.storage, namespace: context.listNamespace)
            } else {
                revision = UInt64(token.revision)
                guard let past = pastList(context, revision) else { throw APIServer.expiredContinuation(token) }
                entries = past
            }
        } else if options.isExact {
            revision = options.revision ?? 0
            guard revision <= store.revision else { throw APIServer.tooLarge(revision, store.revision, isExact: true) }
            guard let past = pastList(context, revision) else {
                throw APIError(410, "Expired", "The resourceVersion for the provided list is too old.")
            }
            entries = past
        } else {
            if let wanted = options.revision, wanted > store.revision {
                throw APIServer.tooLarge(wanted, store.revision, isExact: false)
            }
            if options.revision == 0 { options.limit = 0 }
            entries = store.list(definition.storage, namespace: context.listNamespace)
        }
        let usesNamespace = context.listNamespace == nil
        if let start {
            entries.removeAll { byBytes(usesNamespace ? "\($0.namespace)/\($0.name)" : $0.name, start) }
        }
        return cut(entries, options, revision, selector, usesNamespace: usesNamespace)
    }

    private func cut(
        _ entries: [(namespace: String, name: String, object: StoredObject)], _ options: ListOptions,
        _ revision: UInt64,
        _ selector: ObjectSelector, usesNamespace: Bool
    ) -> Page {
        guard options.limit > 0 else {
            let items = entries.map(\.object).filter { selector.matches($0.value) }
            return Page(items: items, revision: revision)
        }
        var items: [StoredObject] = []
        var last = -1
        var chunk = options.limit
        var hasMore = false
        repeat {
            // The store is read a chunk at a time, and what a selector leaves out makes the next chunk larger.
            let end = min(last + 1 + chunk, entries.count)
            hasMore = end < entries.count
            for position in (last + 1)..<end {
                if items.count == options.limit {
                    hasMore = true
                    break
                }
                last = position
                if selector.matches(entries[position].object.value) { items.append(entries[position].object) }
            }
            chunk = min(chunk * 2, APIServer.largestChunk)
        } while hasMore && items.count < options.limit
        guard hasMore else { return Page(items: items, revision: revision) }
        let key = usesNamespace ? "\(entries[last].namespace)/\(entries[last].name)" : entries[last].name
        return Page(
            items: items, revision: revision,
            continuation: ContinueToken(revision: Int64(revision), start: key + "\0").text,
            remaining: selector.isEmpty ? entries.count - items.count : nil)
    }

    private static let largestChunk = 10_000

    private mutating func pastList(
        _ context: RequestContext, _ revision: UInt64
    ) -> [(namespace: String, name: String, object: StoredObject)]? {
        store.list(context.definition.storage, namespace: context.listNamespace, at: revision)
    }

    private static func expiredContinuation(_ token: ContinueToken) -> APIError {
        var error = APIError(
            410, "Expired",
            "The provided continue parameter is too old to display a consistent list result. You can start a new list "
                + "without the continue parameter, or use the continue token in this response to retrieve the remainder "
                + "of the results. Continuing with the provided token results in an inconsistent list - objects that were "
                + "created, modified, or deleted between the time the first chunk was returned and now may show up in the "
                + "list.")
        error.continuation = ContinueToken(revision: -1, start: token.start).text
        return error
    }

    static func tooLarge(_ wanted: UInt64, _ current: UInt64, isExact: Bool, isGet: Bool = false) -> APIError {
        var details: Object = [
            "causes": [["reason": "ResourceVersionTooLarge", "message": "Too large resource version"]]
        ]
        if !isExact { details["retryAfterSeconds"] = 1 }
        var error = APIError(
            504, "Timeout", "Timeout: Too large resource version: \(wanted), current: \(current)",
            details: .object(details))
        if !isExact { error.headers = [("Retry-After", "1")] }
        return error
    }

    /// The list object of a page in the form that was asked for.
    func listValue(_ page: Page, _ context: RequestContext) -> Value {
        var metadata: Object = ["resourceVersion": .string(String(page.revision))]
        if let token = page.continuation { metadata["continue"] = .string(token) }
        if let remaining = page.remaining { metadata["remainingItemCount"] = .int(Int64(remaining)) }
        let definition = context.definition
        switch context.form.shape {
        case .table(let version):
            return TablePrinter(now: now).table(
                page.items.map { present($0.value, definition) }, definition, version: version, metadata: metadata,
                includes: context.query["includeObject"])
        case .partial(let version):
            let items = page.items.map { Projection.partial(present($0.value, definition), version: version) }
            return [
                "kind": "PartialObjectMetadataList", "apiVersion": .string("meta.k8s.io/\(version)"),
                "metadata": .object(metadata), "items": items.isEmpty ? .null : .array(items),
            ]
        case .object:
            if definition.isCustom, metadata["continue"] == nil { metadata["continue"] = "" }
            let items = page.items.map { object -> Value in
                let value = present(object.value, definition)
                return definition.isCustom ? value : Projection.withoutType(value)
            }
            return [
                "kind": .string(definition.listKind), "apiVersion": .string(definition.apiVersion),
                "metadata": .object(metadata), "items": .array(items),
            ]
        }
    }

    /// One object in the form that was asked for.
    func shaped(_ value: Value, _ context: RequestContext) -> Value {
        switch context.form.shape {
        case .object: value
        case .partial(let version): Projection.partial(value, version: version)
        case .table(let version):
            if value["kind"]?.stringValue == "Status" {
                value
            } else {
                TablePrinter(now: now).table(
                    [value], context.definition, version: version,
                    metadata: value["metadata", "resourceVersion"].map { ["resourceVersion": $0] } ?? Object(),
                    includes: context.query["includeObject"])
            }
        }
    }

    /// Why no request is passed on to what runs behind an object.
    func unreachable(_ object: Value, _ context: RequestContext) -> APIError {
        switch context.definition.storage {
        case .pods where (object["spec"]?.text("nodeName") ?? "").isEmpty:
            return .badRequest("pod \(context.name) does not have a host assigned")
        default:
            return APIError(
                503, "ServiceUnavailable",
                "no endpoints available for \(context.definition.singular) \"\(context.name)\"")
        }
    }

    private func podLog(_ pod: Value, _ context: RequestContext) throws(APIError) -> KubeResponse {
        let container = try containerName(pod, context)
        if (pod["spec"]?.text("nodeName") ?? "").isEmpty {
            return KubeResponse(status: 204, headers: ["Cache-Control": "no-cache, private"])
        }
        if let reason = ContainerLog.refusal(pod, container, isPrevious: context.query.bool("previous")) {
            throw .badRequest(reason)
        }
        let text = pod["metadata", "annotations", "simulator.swift-gitops.dev/log"]?.stringValue ?? ""
        return KubeResponse(
            status: 200, headers: ["Content-Type": "text/plain", "Cache-Control": "no-cache, private"],
            body: .bytes(Array(text.utf8)))
    }
}

/// Objects cut down for an answer.
enum Projection {
    static func partial(_ value: Value, version: String) -> Value {
        [
            "kind": "PartialObjectMetadata", "apiVersion": .string("meta.k8s.io/\(version)"),
            "metadata": value["metadata"] ?? .object(Object()),
        ]
    }

    static func dropAnnotation(_ value: inout Value, _ key: String) {
        guard case .object(var annotations)? = value["metadata"]?["annotations"] else { return }
        annotations[key] = nil
        value["metadata"]?["annotations"] = annotations.isEmpty ? nil : .object(annotations)
    }

    static func withoutType(_ value: Value) -> Value {
        guard case .object(let members) = value else { return value }
        var kept: [Object.Member] = []
        kept.reserveCapacity(members.count)
        for member in members where member.key != "kind" && member.key != "apiVersion" { kept.append(member) }
        return .object(Object(uniqueMembers: kept))
    }
}
