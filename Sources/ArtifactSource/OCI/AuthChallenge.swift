/// What a server asks for in `WWW-Authenticate`.
struct AuthChallenge: Hashable, Sendable {
    /// The scheme in lower case: `bearer`, `basic`.
    var scheme: String
    /// Parameters by their names in lower case.
    var parameters: [String: String] = [:]

    /// The challenges of a header's value, in order; what cannot be read ends the list.
    static func list(_ header: String) -> [AuthChallenge] {
        var scanner = ChallengeScanner(header)
        var challenges: [AuthChallenge] = []
        while let word = scanner.word() {
            if !scanner.skip("=") {
                challenges.append(AuthChallenge(scheme: word.lowercased()))
            } else if let value = scanner.value(), !challenges.isEmpty {
                challenges[challenges.count - 1].parameters[word.lowercased()] = value
            } else {
                break
            }
        }
        return challenges
    }
}

/// Reads words and quoted texts.
private struct ChallengeScanner {
    private var rest: Substring.UTF8View

    init(_ text: String) { rest = text[...].utf8 }

    private mutating func skipSeparators() { rest = rest.drop { $0 == 0x20 || $0 == 0x09 || $0 == UInt8(ascii: ",") } }

    mutating func word() -> String? {
        skipSeparators()
        let word = rest.prefix { AddressText.isLetterOrDigit($0) || "!#$%&'*+-.^_`|~".utf8.contains($0) }
        rest = rest.dropFirst(word.count)
        return word.isEmpty ? nil : String(Substring(word))
    }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: character) else { return false }
        rest = rest.dropFirst()
        return true
    }

    mutating func value() -> String? {
        guard skip("\"") else {
            let token = rest.prefix { $0 != 0x20 && $0 != UInt8(ascii: ",") }
            rest = rest.dropFirst(token.count)
            return String(Substring(token))
        }
        var value: [UInt8] = []
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "\"") { return String(decoding: value, as: UTF8.self) }
            guard byte == UInt8(ascii: "\\") else {
                value.append(byte)
                continue
            }
            guard let escaped = rest.popFirst() else { return nil }
            value.append(escaped)
        }
        return nil
    }
}
