/// The grammar of addresses.
enum AddressText {
    /// What stands before `://`, in lower case; nil where there is no scheme.
    static func scheme(of text: String) -> String? {
        let scheme = text.utf8.prefix { $0 != UInt8(ascii: ":") }
        guard !scheme.isEmpty, text.utf8.dropFirst(scheme.count).starts(with: "://".utf8),
            scheme.allSatisfy({ isLetterOrDigit($0) || [0x2B, 0x2D, 0x2E].contains($0) })
        else { return nil }
        return String(Substring(scheme)).lowercased()
    }

    /// User and password, and the server.
    static func authority(
        _ text: Substring, isSecure: Bool, of whole: String
    ) throws(ArtifactError) -> (ArtifactCredentials, WebAddress.Origin) {
        let invalid = ArtifactError(.invalidReference, "'\(scrubbed(whole))' names no server that can be asked")
        var host = text
        var login = ArtifactCredentials.none
        if let at = text.lastIndex(of: "@") {
            host = text[text.index(after: at)...]
            let parts = text[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            login = .password(user: decoded(parts[0]), password: parts.count > 1 ? decoded(parts[1]) : "")
        }
        var port = isSecure ? 443 : 80
        let hostEnd = host.hasPrefix("[") ? host.firstIndex(of: "]") : nil
        if let colon = host.lastIndex(of: ":"), hostEnd.map({ colon > $0 }) ?? true {
            let digits = host[host.index(after: colon)...]
            guard let number = UInt16(digits), number > 0, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
                throw invalid
            }
            port = Int(number)
            host = host[..<colon]
        }
        if let hostEnd {
            guard host.index(after: hostEnd) == host.endIndex else { throw invalid }
            host = host.dropFirst().dropLast()
            guard host.utf8.allSatisfy({ isHexDigit($0) || $0 == 0x3A || $0 == 0x2E }) else { throw invalid }
        } else {
            guard host.utf8.allSatisfy({ isLetterOrDigit($0) || [0x2D, 0x2E, 0x5F].contains($0) }) else {
                throw invalid
            }
        }
        guard !host.isEmpty else { throw invalid }
        return (login, WebAddress.Origin(isSecure: isSecure, host: host.lowercased(), port: port))
    }

    static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x46).contains(byte) || (0x61...0x66).contains(byte)
    }

    /// The text with everything encoded that may not stand in a request line; what is encoded already stays.
    static func encoded(_ text: String) -> String {
        var result: [UInt8] = []
        for byte in text.utf8 {
            if byte > 0x20, byte < 0x7F, !"\"<>\\^`{|}".utf8.contains(byte) {
                result.append(byte)
            } else {
                result += percent(byte)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// A value of a query: everything encoded but letters, digits and `-._~`.
    static func encodedValue(_ text: String) -> String {
        var result: [UInt8] = []
        for byte in text.utf8 {
            if isLetterOrDigit(byte) || "-._~".utf8.contains(byte) {
                result.append(byte)
            } else {
                result += percent(byte)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func percent(_ byte: UInt8) -> [UInt8] {
        let digits = Array("0123456789ABCDEF".utf8)
        return [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }

    static func decoded(_ text: Substring) -> String {
        var result: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            let digits = rest.prefix(2)
            if byte == UInt8(ascii: "%"), digits.count == 2, digits.allSatisfy(isHexDigit),
                let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
            {
                result.append(value)
                rest = rest.dropFirst(2)
            } else {
                result.append(byte)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// A path whose `.` and `..` are resolved; `..` at the root stays there.
    static func withoutDots(_ path: String) -> String {
        var kept: [Substring] = []
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        for (offset, part) in parts.enumerated() {
            let isLast = offset == parts.count - 1
            switch part {
            case ".": if isLast { kept.append("") }
            case "..":
                if kept.count > 1 { kept.removeLast() }
                if isLast { kept.append("") }
            default: kept.append(part)
            }
        }
        let joined = kept.joined(separator: "/")
        return joined.hasPrefix("/") ? joined : "/" + joined
    }

    /// A text that may be an address, without user and password and without its query.
    static func scrubbed(_ text: String) -> String {
        var rest = text[...]
        var result = ""
        if let separator = text.firstRange(of: "://") {
            result = String(text[..<separator.upperBound])
            rest = text[separator.upperBound...]
        }
        let authority = rest.prefix { !"/?#".contains($0) }
        let path = rest.dropFirst(authority.count).prefix { !"?#".contains($0) }
        return result
            + authority[(authority.lastIndex(of: "@").map(authority.index(after:)) ?? authority.startIndex)...]
            + path
    }
}
