/// The query of a remote base: `ref` (or `version`), `timeout` and `submodules`.
struct RemoteBaseOptions {
    var reference = ""
    var timeout: Duration = .seconds(27)
    var submodules = true

    init(_ query: String) {
        var values: [String: String] = [:]
        for part in query.split(separator: "&") {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let key = RemoteBaseOptions.decoded(pair[0]),
                let value = RemoteBaseOptions.decoded(pair.count > 1 ? pair[1] : "")
            else { return }
            if values[key] == nil { values[key] = value }
        }
        reference = values["ref"].flatMap { $0.isEmpty ? nil : $0 } ?? values["version"] ?? ""
        if let text = values["timeout"], let duration = RemoteBaseOptions.duration(text) { timeout = duration }
        switch values["submodules"] {
        case "1", "t", "T", "true", "TRUE", "True": submodules = true
        case "0", "f", "F", "false", "FALSE", "False": submodules = false
        default: break
        }
    }

    /// Whole seconds, or numbers with units such as `1m30s`.
    private static func duration(_ text: String) -> Duration? {
        if let seconds = Int(text) { return seconds > 0 ? .seconds(min(seconds, 86_400)) : nil }
        var total = 0.0
        var rest = text[...]
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isNumber || $0 == "." }
            let unit = rest.dropFirst(digits.count).prefix { $0.isLetter }
            guard let number = Double(digits), let factor = units[String(unit)] else { return nil }
            total += number * factor
            rest = rest.dropFirst(digits.count + unit.count)
        }
        return total > 0 ? .seconds(min(total, 86_400)) : nil
    }

    private static let units: [String: Double] = [
        "ns": 1e-9, "us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1, "m": 60, "h": 3600,
    ]

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        UnicodeScalar(byte).properties.isASCIIHexDigit
    }

    /// The text with `%XX` and `+` replaced; nil where it is not well-formed.
    private static func decoded(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+"): bytes.append(0x20)
            case UInt8(ascii: "%"):
                let digits = rest.prefix(2)
                guard digits.count == 2, digits.allSatisfy(isHexadecimal),
                    let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
                else {
                    return nil
                }
                bytes.append(value)
                rest = rest.dropFirst(2)
            default: bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
