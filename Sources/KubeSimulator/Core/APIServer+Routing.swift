import KubeClient
import Values

extension APIServer {
    /// Finds what a path names and what the method asks of it.
    mutating func route(_ request: KubeRequest) throws(APIError) -> Outcome {
        if APIServer.hasEmptySegment(request.path) { throw .pageNotFound }
        var segments = request.path.utf8.split(separator: 0x2F).map { APIServer.percentDecoded(Substring($0)) }
        let query = RequestQuery(request.query)
        guard let root = segments.first, root == "api" || root == "apis", segments.count >= (root == "api" ? 2 : 3)
        else {
            return .answer(try answerDocument(request, segments))
        }
        segments.removeFirst()
        let group = root == "api" ? "" : segments.removeFirst()
        let version = segments.removeFirst()
        try checkGroup(group, version)
        if segments.isEmpty {
            return .answer(try answerDocument(request, root == "api" ? [root, version] : [root, group, version]))
        }
        var watches = false
        if segments[0] == "watch", segments.count > 1 {
            segments.removeFirst()
            watches = true
        }
        var namespace: String?
        if segments.count >= 3, segments[0] == "namespaces",
            !(group.isEmpty && segments.count == 3 && (segments[2] == "status" || segments[2] == "finalize"))
        {
            namespace = segments[1]
            segments.removeFirst(2)
        }
        guard let definition = registry.definition(group, version, segments[0]) else { throw unserved(group, version) }
        // Paths of custom resources that do not fit their scope are none of the server's.
        if definition.isCustom, !definition.isNamespaced, namespace != nil { throw .pageNotFound }
        let name = segments.count > 1 ? segments[1] : ""
        let subresource = segments.count > 2 ? segments[2] : ""
        if subresource == "proxy", definition.subresource("proxy") != nil {
            try checkScope(definition, namespace, name, request.method, subresource)
            try checkProxied(definition, namespace: namespace ?? "", name)
        }
        guard segments.count <= 3 || subresource == "proxy" else { throw .noSuchResource }
        try checkScope(definition, namespace, name, request.method, subresource)
        return try dispatch(
            request, definition, namespace: namespace ?? "", name: name, subresource: subresource, query: query,
            watches: watches)
    }

    /// Looks for the object whose requests are passed on: what follows is the path behind it, and its name may carry a
    /// scheme and a port.
    private func checkProxied(
        _ definition: ResourceDefinition, namespace: String, _ name: String
    ) throws(APIError) {
        let parts = name.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        let target = parts.count == 1 ? name : parts.count == 2 ? parts[0] : parts[1]
        guard store[definition.storage, namespace, target] != nil,
            definition.storage != .services || store[.endpoints, namespace, target] != nil
        else {
            throw APIError.notFound(definition, target)
        }
    }

    private func checkGroup(_ group: String, _ version: String) throws(APIError) {
        let versions = registry.versions(of: group)
        if versions.contains(version) { return }
        if versions.isEmpty { throw .pageNotFound }
        throw unserved(group, version)
    }

    private func unserved(_ group: String, _ version: String) -> APIError {
        let isBuiltin = ResourceTable.builtin.entries.contains { $0.group == group }
        return isBuiltin ? .noSuchResource : .pageNotFound
    }

    private func checkScope(
        _ definition: ResourceDefinition, _ namespace: String?, _ name: String, _ method: String, _ subresource: String
    ) throws(APIError) {
        if !subresource.isEmpty, definition.subresource(subresource) == nil { throw .noSuchResource }
        if definition.isNamespaced {
            guard namespace == nil else { return }
            if !name.isEmpty { throw .noSuchResource }
            if method != "GET" { throw .methodNotAllowed }
        } else if namespace != nil {
            throw .noSuchResource
        }
    }

    private mutating func dispatch(
        _ request: KubeRequest, _ definition: ResourceDefinition, namespace: String, name: String, subresource: String,
        query: RequestQuery, watches: Bool
    ) throws(APIError) -> Outcome {
        let verb = try verb(
            request.method, definition, name: name, subresource: subresource,
            watches: watches || (name.isEmpty && query.bool("watch")))
        if let warning = ObjectWarnings.deprecation(definition) { warnings.append(warning) }
        if name.contains("%") { throw .badRequest("Name parameter invalid: \"\(name)\": may not contain '%'") }
        let form = try negotiate(request.headers["Accept"], verb, definition, subresource)
        let context = RequestContext(
            definition: definition, namespace: namespace, name: name, subresource: subresource, query: query,
            headers: request.headers, body: request.body, form: form)
        if definition.storage == .pods, verb == "get" || verb == "create",
            let kind = ContainerTarget.Kind(rawValue: subresource)
        {
            return .connection(try connectionTarget(context, kind))
        }
        switch verb {
        case "watch": return try watch(context)
        case "list": return .answer(try list(context))
        case "get": return .answer(try get(context))
        case "create": return .answer(subresource.isEmpty ? try create(context) : try createSubresource(context))
        case "update": return .answer(try update(context))
        case "patch": return .answer(try patch(context))
        case "delete": return .answer(try delete(context))
        default: return .answer(try deleteCollection(context))
        }
    }

    /// What a request does to a resource, where the resource lets it.
    private func verb(
        _ method: String, _ definition: ResourceDefinition, name: String, subresource: String,
        watches: Bool
    ) throws(APIError) -> String {
        let isCollection = name.isEmpty
        let itemVerbs = ["get", "update", "patch", "delete"]
        if !isCollection, subresource.isEmpty, !definition.verbs.contains(where: itemVerbs.contains) {
            throw .noSuchResource
        }
        let verb: String
        switch method {
        case "GET": verb = watches ? "watch" : isCollection ? "list" : "get"
        case "POST": verb = "create"
        case "PUT": verb = "update"
        case "PATCH": verb = "patch"
        case "DELETE": verb = isCollection ? "deletecollection" : "delete"
        default: throw .methodNotAllowed
        }
        try checkVerb(verb, definition, isCollection: isCollection, subresource)
        return verb
    }

    /// Refuses what the resource does not let be done, or not to one object or not to all.
    private func checkVerb(
        _ verb: String, _ definition: ResourceDefinition, isCollection: Bool, _ subresource: String
    ) throws(APIError) {
        if !subresource.isEmpty {
            guard definition.subresource(subresource)?.verbs.contains(verb) == true else {
                if verb == "delete", definition.isCustom {
                    throw APIError(
                        405, "MethodNotAllowed",
                        "delete is not supported on resources of kind \"\(definition.qualifiedResource)\"",
                        details: ["group": .string(definition.group), "kind": .string(definition.resource)])
                }
                throw .methodNotAllowed
            }
        } else {
            let isPossible =
                (verb == "create") == isCollection || verb == "get" || verb == "list" || verb == "watch"
                || verb == "deletecollection" || (verb != "create" && !isCollection)
            guard definition.verbs.contains(verb), isPossible, !(verb == "create" && !isCollection),
                !((verb == "update" || verb == "patch") && isCollection)
            else {
                throw .methodNotAllowed
            }
        }
    }

    private func negotiate(
        _ accept: String?, _ verb: String, _ definition: ResourceDefinition, _ subresource: String
    ) throws(APIError) -> ResponseForm {
        let hasBinaryForm = verb != "watch" && subresource.isEmpty && ProtobufForm.serves(definition)
        let isList = verb == "list" || verb == "deletecollection"
        let form = ResponseForm.negotiate(
            verb == "watch" ? APIServer.withoutBinary(accept) : accept, isList: isList || verb == "watch",
            hasBinaryForm: hasBinaryForm)
        if let form, !(verb == "watch" && form.isYAML) { return form }
        if verb == "watch", form == nil,
            let single = ResponseForm.negotiate(APIServer.withoutBinary(accept), isList: false, hasBinaryForm: false)
        {
            return single
        }
        throw ResponseForm.refusal(accept, definition, verb: verb, hasForm: form != nil)
    }

    /// What a client takes apart from binary forms, in which no events are sent here.
    private static func withoutBinary(_ accept: String?) -> String? {
        guard let accept, accept.contains(ResponseForm.protobufType) else { return accept }
        let rest = accept.split(separator: ",").filter { MediaRange($0).type != ResponseForm.protobufType }
        return rest.isEmpty ? accept : rest.joined(separator: ",")
    }

    /// Whether two slashes follow one another.
    private static func hasEmptySegment(_ path: String) -> Bool {
        var last: UInt8 = 0
        for byte in path.utf8 {
            if byte == 0x2F, last == 0x2F { return true }
            last = byte
        }
        return false
    }

    /// Undoes percent-encoding; a malformed escape stays as it is.
    static func percentDecoded(_ text: Substring) -> String {
        guard text.utf8.contains(0x25) else { return String(text) }
        var output: [UInt8] = []
        var bytes = text.utf8[...]
        func digit(_ byte: UInt8) -> UInt8? {
            switch byte {
            case 0x30...0x39: byte - 0x30
            case 0x41...0x46: byte - 0x41 + 10
            case 0x61...0x66: byte - 0x61 + 10
            default: nil
            }
        }
        while let byte = bytes.popFirst() {
            if byte == 0x25, let high = bytes.first.flatMap(digit), let low = bytes.dropFirst().first.flatMap(digit) {
                output.append(high << 4 | low)
                bytes = bytes.dropFirst(2)
            } else {
                output.append(byte)
            }
        }
        return String(decoding: output, as: UTF8.self)
    }
}
