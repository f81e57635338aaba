public import Values

extension KubeStatus {
    /// Reads a `Status` object; nil where the value is none. Missing members read as empty.
    public init?(_ value: Value) {
        guard value["kind"]?.stringValue == "Status" else { return nil }
        let details = value["details"] ?? .null
        func text(_ value: Value?) -> String { value?.stringValue ?? "" }
        self.init(
            code: value["code"]?.intValue.flatMap(Int.init(exactly:)) ?? 0,
            reason: Reason(rawValue: text(value["reason"])),
            message: text(value["message"]),
            isSuccess: value["status"]?.stringValue == "Success",
            name: text(details["name"]), group: text(details["group"]), kind: text(details["kind"]),
            uid: text(details["uid"]),
            causes: details["causes"]?.arrayValue?.map {
                Cause(reason: text($0["reason"]), message: text($0["message"]), field: text($0["field"]))
            } ?? [],
            retryAfterSeconds: details["retryAfterSeconds"]?.intValue)
    }

    /// A status for an answer that came without one: a proxy's error page, or the server's plain `404 page not found`.
    ///
    /// - Parameters:
    ///   - httpStatus: the HTTP status code.
    ///   - text: the body's text, which is cut and appended.
    static func synthesized(httpStatus: Int, text: String) -> KubeStatus {
        let (reason, sentence) = meaning(of: httpStatus)
        let body = text.split(whereSeparator: \.isNewline).joined(separator: " ").prefix(300)
        return KubeStatus(
            code: httpStatus, reason: reason, message: body.isEmpty ? sentence : "\(sentence): \(body)")
    }

    private static func meaning(of httpStatus: Int) -> (Reason, String) {
        switch httpStatus {
        case 400: (.badRequest, "the server rejected the request")
        case 401: (.unauthorized, "the server asks the client to provide credentials")
        case 403: (.forbidden, "the server does not allow this request")
        case 404: (.notFound, "the server could not find the requested resource")
        case 405: (.methodNotAllowed, "the server does not allow this method on the requested resource")
        case 409: (.conflict, "the server reported a conflict")
        case 410: (.expired, "the requested version is gone")
        case 413: (.requestEntityTooLarge, "the request is too large")
        case 415: (.unsupportedMediaType, "the server does not read this content type")
        case 422: (.invalid, "the server could not process the request")
        case 429: (.tooManyRequests, "the server has received too many requests")
        case 500: (.internalError, "the server had an internal error")
        case 503: (.serviceUnavailable, "the server is currently unable to handle the request")
        case 504: (.timeout, "the server did not answer in time")
        default: (Reason(rawValue: ""), "the server answered with HTTP status \(httpStatus)")
        }
    }
}
