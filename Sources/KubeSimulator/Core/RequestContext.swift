import KubeClient
import Values

/// The query of a request: the first value of each name counts.
struct RequestQuery: Sendable {
    private let items: [(name: String, value: String)]

    init(_ items: [(name: String, value: String)]) { self.items = items }

    subscript(name: String) -> String? { items.first { $0.name == name }?.value }

    func all(_ name: String) -> [String] { items.filter { $0.name == name }.map(\.value) }

    /// Anything but `false` and `0` is true, absence is false.
    func bool(_ name: String) -> Bool {
        guard let text = self[name] else { return false }
        return text != "false" && text != "0"
    }
}

/// What a request asks of which resource.
struct RequestContext: Sendable {
    let definition: ResourceDefinition
    /// Empty for the whole cluster and for cluster-scoped resources.
    let namespace: String
    let name: String
    let subresource: String
    let query: RequestQuery
    let headers: KubeHeaders
    let body: KubeBody?
    let form: ResponseForm

    /// The namespace to list in; nil for all.
    var listNamespace: String? { definition.isNamespaced && namespace.isEmpty ? nil : namespace }

    /// Whether the body is a patch.
    var isPatch: Bool { (headers["Content-Type"] ?? "").contains("patch") }

    /// `fieldManager`, or the first word of the user agent.
    var manager: String {
        if let manager = query["fieldManager"], !manager.isEmpty { return manager }
        let agent = headers["User-Agent"] ?? ""
        let first = String(agent.prefix { $0 != "/" })
        if first.isEmpty { return "unknown" }
        return first.utf8.count <= 128 ? first : String(decoding: first.utf8.prefix(128), as: UTF8.self)
    }
}

/// The form in which a client wants its answer.
struct ResponseForm: Sendable, Equatable {
    /// What becomes of the objects.
    enum Shape: Sendable, Equatable {
        case object
        case table(version: String)
        case partial(version: String)
    }

    /// How an answer is written.
    enum Encoding: Sendable, Equatable {
        case json
        case yaml
        case protobuf
    }

    static let protobufType = "application/vnd.kubernetes.protobuf"

    var shape: Shape = .object
    var encoding = Encoding.json

    var isYAML: Bool { encoding == .yaml }

    var contentType: String {
        switch encoding {
        case .json: "application/json"
        case .yaml: "application/yaml"
        case .protobuf: ResponseForm.protobufType
        }
    }

    static let json = ResponseForm()

    /// The answer where none of the forms that a client takes is served.
    static func refusal(_ accept: String?, _ definition: ResourceDefinition, verb: String, hasForm: Bool) -> APIError {
        var types = ["application/json", "application/yaml", "application/vnd.kubernetes.protobuf"]
        if definition.isCustom { types.removeLast() }
        let streams = ["application/json;stream=watch", "application/vnd.kubernetes.protobuf;stream=watch"]
        let ranges = (accept ?? "").split(separator: ",").map { MediaRange($0) }
        let shape = ranges.first { $0["as"] != nil }?["as"]
        if hasForm {
            return APIError(
                406, "NotAcceptable", "only the following media types are accepted: \(streams.joined(separator: ", "))")
        }
        if let shape, shape == "PartialObjectMetadata" || shape == "PartialObjectMetadataList" {
            let isList = shape == "PartialObjectMetadata"
            let package = definition.group.isEmpty ? "core" : String(definition.group.prefix { $0 != "." })
            let type = "*\(package).\(isList ? definition.listKind : definition.kind)"
            return APIError(
                406, "NotAcceptable",
                "you requested \(shape), but the requested object is \(isList ? "a list" : "not a list") (\(type))")
        }
        // For the kinds without a binary form here the real server has one; for custom resources it has none either.
        let wantsBinary = ranges.contains { $0.type == protobufType }
        if shape != nil || wantsBinary {
            if wantsBinary {
                types = ["application/json", "application/yaml"] + (definition.isCustom ? [protobufType] : [])
            }
            return APIError(
                406, "NotAcceptable", "only the following media types are accepted: \(types.joined(separator: ", "))")
        }
        let all = verb == "list" || verb == "watch" ? types + streams : types
        return APIError(
            406, "NotAcceptable", "406: Not Acceptable\n\nAvailable representations: \(all.joined(separator: ", "))",
            details: [:])
    }

    /// Chooses among the forms of an Accept header; nil where none of them is served.
    ///
    /// - Parameter hasBinaryForm: whether the answer can be written in binary form.
    static func negotiate(_ accept: String?, isList: Bool, hasBinaryForm: Bool) -> ResponseForm? {
        guard let accept, !accept.isEmpty, accept != "application/json" else { return .json }
        let ranges = accept.split(separator: ",").map { MediaRange($0) }
        let ordered = ranges.enumerated().sorted {
            $0.element.quality != $1.element.quality
                ? $0.element.quality > $1.element.quality : $0.offset < $1.offset
        }
        for (_, range) in ordered { if let form = range.form(isList, hasBinaryForm) { return form } }
        return nil
    }
}

/// One range of an Accept header.
struct MediaRange {
    let type: String
    var parameters: [(name: String, value: String)] = []
    var quality = 1.0

    init(_ text: Substring) {
        guard !MediaRange.isPlain(text) else {
            type = String(text)
            return
        }
        let parts = text.split(separator: ";").map { MediaRange.trim($0) }
        type = (parts.first ?? "").lowercased()
        for part in parts.dropFirst() {
            let pair = part.split(separator: "=", maxSplits: 1).map { MediaRange.trim($0) }
            guard pair.count == 2 else { continue }
            if pair[0] == "q" { quality = Double(pair[1]) ?? 1 } else { parameters.append((pair[0], pair[1])) }
        }
    }

    /// Whether a text is a type without parameters, in lower case and without space.
    static func isPlain(_ text: some StringProtocol) -> Bool {
        text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x3B && !(0x41...0x5A).contains($0) }
    }

    static func trim(_ text: Substring) -> String {
        var rest = text
        while rest.first == " " || rest.first == "\t" { rest.removeFirst() }
        while rest.last == " " || rest.last == "\t" { rest.removeLast() }
        return String(rest)
    }

    subscript(name: String) -> String? { parameters.first { $0.name == name }?.value }

    fileprivate func form(_ isList: Bool, _ hasBinaryForm: Bool) -> ResponseForm? {
        var form = ResponseForm()
        switch type {
        case "application/json", "*/*", "": break
        case "application/yaml": form.encoding = .yaml
        case ResponseForm.protobufType: form.encoding = .protobuf
        default: return nil
        }
        let isBinary = form.encoding == .protobuf
        guard let shape = self["as"] else { return isBinary && !hasBinaryForm ? nil : form }
        guard self["g"] == "meta.k8s.io", let version = self["v"], version == "v1" || version == "v1beta1" else {
            return nil
        }
        switch shape {
        case "Table" where !isBinary: form.shape = .table(version: version)
        case "PartialObjectMetadata" where !isList && (!isBinary || version == "v1"):
            form.shape = .partial(version: version)
        case "PartialObjectMetadataList" where isList && (!isBinary || version == "v1"):
            form.shape = .partial(version: version)
        default: return nil
        }
        return form
    }
}
