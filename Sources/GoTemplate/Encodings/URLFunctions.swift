/// URLs and host names.
enum URLFunctions {
    static var all: [TemplateFunction] {
        [
            TemplateFunction("urlParse", "s") { call in try parsed(call.string(0)) },
            TemplateFunction("urlJoin", "m") { call in .string(try joined(call.map(0))) },
            TemplateFunction("getHostByName", "s") { call in .string(call.host.resolveHost?(call.string(0)) ?? "") },
        ]
    }

    private static func parsed(_ text: String) throws -> GoValue {
        do {
            let url = try URLText.parse(text)
            return .map(
                GoMap([
                    ("scheme", .string(url.scheme)), ("host", .string(url.host)), ("hostname", .string(url.hostname)),
                    ("path", .string(url.path)), ("query", .string(url.query)), ("opaque", .string(url.opaque)),
                    ("fragment", .string(url.fragment)), ("userinfo", .string(url.userinfo)),
                ]))
        } catch {
            throw FunctionFailure("unable to parse url: parse \(GoQuoting.quoted(text)): \(error)")
        }
    }

    private static func joined(_ map: GoMap) throws -> String {
        func text(_ key: String) throws -> String {
            guard let value = map[key] else { return "" }
            guard case .string(let text) = value else {
                throw FunctionFailure(
                    "unable to parse \(key) key, must be of type string, but \(value.typeName) found")
            }
            return text
        }
        var url = URLText()
        url.scheme = try text("scheme")
        url.host = try text("host")
        url.path = try text("path")
        url.query = try text("query")
        url.opaque = try text("opaque")
        url.fragment = try text("fragment")
        let user = try text("userinfo")
        if !user.isEmpty {
            let parts = try URLText.parse("proto://\(user.replacingBytes("@", with: "%40"))@host")
            url.userinfo = parts.userinfo
        }
        return url.text
    }
}
