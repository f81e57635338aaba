import Values

/// Where a list goes on.
struct ContinueToken: Sendable {
    var revision: Int64
    var start: String

    /// base64url of `{"v":"meta.k8s.io/v1","rv":N,"start":"…"}`.
    var text: String {
        let value: Value = ["v": "meta.k8s.io/v1", "rv": .int(revision), "start": .string(start)]
        let encoded = Base64Text.encode(value.jsonText(.compact).utf8)
        var bytes = Array(encoded.utf8).filter { $0 != 0x3D }
        for index in bytes.indices {
            if bytes[index] == 0x2B { bytes[index] = 0x2D } else if bytes[index] == 0x2F { bytes[index] = 0x5F }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    init(revision: Int64, start: String) {
        self.revision = revision
        self.start = start
    }

    init(_ text: String) throws(APIError) {
        func failure(_ why: String) -> APIError {
            .badRequest("invalid continue token: continue key is not valid: \(why)")
        }
        guard let bytes = Base64Text.decode(text) else {
            let position =
                text.utf8.enumerated().first {
                    Base64Text.value($0.element) == nil && $0.element != 0x2D && $0.element != 0x5F
                }?.offset ?? 0
            throw failure("illegal base64 data at input byte \(position)")
        }
        guard let value = try? Value(json: bytes) else { throw failure(GoJSON.failure(bytes)) }
        let version = value["v"]?.stringValue ?? ""
        guard version == "meta.k8s.io/v1" else {
            throw failure("server does not recognize this encoded version \(version)")
        }
        guard let revision = value["rv"]?.intValue, revision != 0 else {
            throw failure("incorrect encoded start resourceVersion (version meta.k8s.io/v1)")
        }
        let start = value["start"]?.stringValue ?? ""
        guard !start.isEmpty else {
            throw failure("continue key is not valid: empty encoded start key (version meta.k8s.io/v1)")
        }
        if start.split(separator: "/").contains("..") { throw failure(start) }
        self.revision = revision
        self.start = String(start.drop { $0 == "/" })
    }
}

/// The options of a list or a watch.
struct ListOptions: Sendable {
    var limit = 0
    var revision: UInt64?
    var match = ""
    var token: ContinueToken?
    private let hasToken: Bool
    private var tokenText = ""
    private let isWatch: Bool
    private let sendInitialEvents: Bool?

    var isExact: Bool { match == "Exact" }
    /// Whether a watch begins with all objects and an end marker.
    var startsWithObjects: Bool { sendInitialEvents ?? false }
    let allowsBookmarks: Bool
    let timeout: Int64?

    init(_ query: RequestQuery, isWatch: Bool = false) throws(APIError) {
        self.isWatch = isWatch
        if let text = query["limit"], !text.isEmpty {
            guard let number = Int(text) else {
                throw .badRequest("strconv.ParseInt: parsing \"\(text)\": invalid syntax")
            }
            limit = max(0, number)
        }
        match = query["resourceVersionMatch"] ?? ""
        hasToken = query["continue"].map { !$0.isEmpty } ?? false
        allowsBookmarks = query.bool("allowWatchBookmarks")
        sendInitialEvents = query["sendInitialEvents"].map { _ in query.bool("sendInitialEvents") }
        timeout = query["timeoutSeconds"].flatMap { Int64($0) }
        if let text = query["timeoutSeconds"], Int64(text) == nil {
            throw .badRequest("strconv.ParseInt: parsing \"\(text)\": invalid syntax")
        }
        if let text = query["resourceVersion"], !text.isEmpty {
            guard let number = UInt64(text) else {
                if isWatch {
                    throw .internalError(
                        "resourceVersion: Invalid value: \"\(text)\": strconv.ParseUint: parsing \"\(text)\": invalid syntax"
                    )
                }
                throw .badRequest(
                    "invalid resource version: resourceVersion: Invalid value: \"\(text)\": strconv.ParseUint: parsing \"\(text)\": invalid syntax"
                )
            }
            revision = number
        }
        if let text = query["continue"], !text.isEmpty {
            if !isWatch, match.isEmpty {
                if let revision, revision != 0 {
                    throw .badRequest("specifying resource version is not allowed when using continue")
                }
                if revision == 0 { limit = 0 }
            }
            tokenText = text
        }
        try validate()
        token = tokenText.isEmpty ? nil : try ContinueToken(tokenText)
    }

    /// Checks the combinations that the server refuses.
    private func validate() throws(APIError) {
        var errors: [FieldError] = []
        if isWatch {
            if sendInitialEvents != nil, match != "NotOlderThan" {
                errors.append(
                    match.isEmpty
                        ? .forbidden(
                            "resourceVersionMatch",
                            "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan")
                        : .forbidden(
                            "resourceVersionMatch",
                            "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"))
            }
            if sendInitialEvents != nil, !match.isEmpty, match != "NotOlderThan" {
                errors.append(.notSupported("resourceVersionMatch", .string(match), ["NotOlderThan"]))
            }
            if sendInitialEvents == nil, !match.isEmpty {
                errors.append(
                    .forbidden(
                        "resourceVersionMatch",
                        "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided"))
            }
        } else {
            if sendInitialEvents != nil {
                errors.append(.forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list"))
            }
            if !match.isEmpty {
                if revision == nil {
                    errors.append(
                        .forbidden(
                            "resourceVersionMatch",
                            "resourceVersionMatch is forbidden unless resourceVersion is provided"))
                }
                if hasToken {
                    errors.append(
                        .forbidden(
                            "resourceVersionMatch", "resourceVersionMatch is forbidden when continue is provided"))
                }
                if match != "Exact", match != "NotOlderThan" {
                    errors.append(.notSupported("resourceVersionMatch", .string(match), ["Exact", "NotOlderThan", ""]))
                }
                if match == "Exact", revision == 0 {
                    errors.append(
                        .forbidden(
                            "resourceVersionMatch",
                            "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\""))
                }
            }
        }
        if !errors.isEmpty { throw .invalidOptions("ListOptions", errors) }
    }
}
