/// URLs as Go's `net/url` reads and writes them.
struct URLText {
    var scheme = ""
    var opaque = ""
    var userinfo = ""
    var host = ""
    var path = ""
    var query = ""
    var fragment = ""
    var hasAuthority = false

    static func queryEscaped(_ text: String) -> String {
        var output: [UInt8] = []
        for byte in ByteText.bytes(text) {
            if byte == 0x20 {
                output.append(UInt8(ascii: "+"))
            } else if isUnreserved(byte) {
                output.append(byte)
            } else {
                output += percent(byte)
            }
        }
        return String(decoding: output, as: UTF8.self)
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }

    private static func percent(_ byte: UInt8) -> [UInt8] {
        let digits = Array("0123456789ABCDEF".utf8)
        return [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }

    private static func escaped(_ text: String, keeping extra: String) -> String {
        let kept = Set(extra.utf8)
        var output: [UInt8] = []
        for byte in ByteText.bytes(text) {
            if isUnreserved(byte) || kept.contains(byte) { output.append(byte) } else { output += percent(byte) }
        }
        return String(decoding: output, as: UTF8.self)
    }

    private static func unescaped(_ text: String) throws -> String {
        let bytes = Array(text.utf8)
        guard bytes.contains(UInt8(ascii: "%")) else { return text }
        var output: [UInt8] = []
        var position = 0
        while position < bytes.count {
            if bytes[position] != UInt8(ascii: "%") {
                output.append(bytes[position])
                position += 1
                continue
            }
            guard position + 2 < bytes.count, let high = hexDigit(bytes[position + 1]),
                let low = hexDigit(bytes[position + 2])
            else {
                let bad = String(decoding: bytes[position..<min(position + 3, bytes.count)], as: UTF8.self)
                throw FunctionFailure("invalid URL escape \(GoQuoting.quoted(bad))")
            }
            output.append(UInt8(high << 4 | low))
            position += 3
        }
        return ByteText.string(output)
    }

    /// `url.Parse`; the error is the reason alone.
    static func parse(_ text: String) throws -> URLText {
        var url = URLText()
        guard !text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
            throw FunctionFailure("net/url: invalid control character in URL")
        }
        var rest = text[...]
        if let hash = rest.utf8.firstIndex(of: UInt8(ascii: "#")) {
            url.fragment = try unescaped(String(rest[rest.utf8.index(after: hash)...]))
            rest = rest[..<hash]
        }
        let (scheme, after) = try self.scheme(rest)
        url.scheme = scheme.lowercased()
        rest = after
        if let mark = rest.utf8.firstIndex(of: UInt8(ascii: "?")) {
            url.query = String(rest[rest.utf8.index(after: mark)...])
            rest = rest[..<mark]
        }
        if !rest.hasPrefix("/") {
            if !url.scheme.isEmpty {
                url.opaque = String(rest)
                return url
            }
            let segment = rest.prefix { $0 != "/" }
            if segment.contains(":") { throw FunctionFailure("first path segment in URL cannot contain colon") }
        }
        if rest.hasPrefix("//"), !(url.scheme.isEmpty && rest.hasPrefix("///")) {
            url.hasAuthority = true
            let authority = rest.dropFirst(2).prefix { $0 != "/" }
            rest = rest[authority.endIndex...]
            try url.setAuthority(authority)
        }
        url.path = try unescaped(String(rest))
        return url
    }

    private static func scheme(_ text: Substring) throws -> (String, Substring) {
        for (offset, byte) in text.utf8.enumerated() {
            switch byte {
            case 0x41...0x5A, 0x61...0x7A: continue
            case 0x30...0x39, UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
                if offset == 0 { return ("", text) }
            case UInt8(ascii: ":"):
                guard offset > 0 else { throw FunctionFailure("missing protocol scheme") }
                return (String(text.prefix(offset)), text.dropFirst(offset + 1))
            default: return ("", text)
            }
        }
        return ("", text)
    }

    private mutating func setAuthority(_ authority: Substring) throws {
        var hostPart = authority
        if let at = authority.utf8.lastIndex(of: UInt8(ascii: "@")) {
            let user = authority[..<at]
            guard user.utf8.allSatisfy({ URLText.isUnreserved($0) || "$&'()*+,;=:%@!".utf8.contains($0) }) else {
                throw FunctionFailure("net/url: invalid userinfo")
            }
            let parts = user.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            userinfo = try parts.map { URLText.escaped(try URLText.unescaped(String($0)), keeping: "$&+,;=") }
                .joined(separator: ":")
            hostPart = authority[authority.utf8.index(after: at)...]
        }
        for byte in hostPart.utf8
        where byte == 0x20 || byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "^") || byte == UInt8(ascii: "{")
            || byte == UInt8(ascii: "}") || byte == UInt8(ascii: "|") || byte == UInt8(ascii: "`")
        {
            let shown = GoQuoting.quoted(String(decoding: [byte], as: UTF8.self))
            throw FunctionFailure("invalid character \(shown) in host name")
        }
        if !hostPart.hasPrefix("["), let colon = hostPart.utf8.lastIndex(of: UInt8(ascii: ":")) {
            let port = hostPart[colon...]
            guard port.utf8.dropFirst().allSatisfy({ (0x30...0x39).contains($0) }) else {
                throw FunctionFailure("invalid port \(GoQuoting.quoted(String(port))) after host")
            }
        }
        host = try URLText.unescaped(String(hostPart))
    }

    /// The host without its port and brackets.
    var hostname: String {
        if host.hasPrefix("["), let end = host.firstIndex(of: "]") {
            return String(host[host.index(after: host.startIndex)..<end])
        }
        guard let colon = host.lastIndex(of: ":"), host[host.index(after: colon)...].allSatisfy(\.isNumber) else {
            return host
        }
        return String(host[..<colon])
    }

    /// `URL.String`
    var text: String {
        var text = scheme.isEmpty ? "" : scheme + ":"
        if !opaque.isEmpty {
            text += opaque
        } else {
            let hasUser = !userinfo.isEmpty
            if !scheme.isEmpty || !host.isEmpty || hasUser {
                if !host.isEmpty || !path.isEmpty && path.hasPrefix("//") || hasUser || hasAuthority { text += "//" }
                if hasUser { text += userinfo + "@" }
                text += URLText.escaped(host, keeping: "!$&'()*+,;=:[]<>\"")
            }
            let escapedPath = URLText.escaped(path, keeping: "$&+,/:;=@!'()*")
            if !escapedPath.isEmpty, !escapedPath.hasPrefix("/"), !host.isEmpty { text += "/" }
            if text.isEmpty, escapedPath.prefix(while: { $0 != "/" }).contains(":") { text += "./" }
            text += escapedPath
        }
        if !query.isEmpty { text += "?" + query }
        if !fragment.isEmpty { text += "#" + URLText.escaped(fragment, keeping: "$&+,/:;=?@!'()*") }
        return text
    }
}
