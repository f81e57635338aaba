/// A scalar's text on one line, in the style it asks for where that is possible.
struct YAMLInlineText {
    private let value: String

    init(_ value: String) { self.value = value }

    /// - Parameters:
    ///   - style: the style asked for; blocks become quotes.
    ///   - isInFlow: whether it stands between brackets or braces, where some characters mean more.
    func text(style: YAMLNode.ScalarStyle, isKey: Bool, isInFlow: Bool) -> String {
        var value = value
        return value.withUTF8 { bytes in
            let shape = YAMLTextShape(bytes)
            switch style {
            case .plain where shape.allowsPlain && (!isInFlow || YAMLInlineText.isPlainInFlow(bytes)):
                return String(decoding: bytes, as: UTF8.self)
            case .plain where bytes.isEmpty && !isKey && !isInFlow: return ""
            case .plain, .singleQuoted:
                guard shape.allowsSingleQuoted, !shape.hasBreaks else { return YAMLInlineText.doubleQuoted(bytes) }
                return "'\(String(decoding: bytes, as: UTF8.self).replacing("'", with: "''"))'"
            case .doubleQuoted, .literal, .folded: return YAMLInlineText.doubleQuoted(bytes)
            }
        }
    }

    private static func isPlainInFlow(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard bytes.first != UInt8(ascii: "-") || bytes.count > 1, bytes.first != UInt8(ascii: "?") else {
            return false
        }
        return !bytes.contains { ",[]{}?".utf8.contains($0) } && bytes.last != UInt8(ascii: ":")
    }

    private static func doubleQuoted(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
        var text = "\""
        var position = 0
        while position < bytes.count {
            let (code, length) = YAMLTextShape.scalar(in: bytes, at: position)
            position += length
            switch code {
            case 0x22: text += "\\\""
            case 0x5C: text += "\\\\"
            case 0x0A: text += "\\n"
            case 0x0D: text += "\\r"
            case 0x09: text += "\\t"
            case 0: text += "\\0"
            default:
                if let scalar = Unicode.Scalar(code), YAMLTextShape.isPrintable(code) || code > 0xFFFF {
                    text.unicodeScalars.append(scalar)
                } else {
                    let digits = String(code, radix: 16, uppercase: true)
                    let width = code <= 0xFF ? 2 : 4
                    text +=
                        (code <= 0xFF ? "\\x" : "\\u") + String(repeating: "0", count: width - digits.count) + digits
                }
            }
        }
        return text + "\""
    }
}

/// A scalar's text as a block: `|` or `>` and lines below it.
struct YAMLBlockText {
    private let lines: [Substring]
    private let isFolded: Bool
    /// What stands on the line before the block.
    let header: String

    /// Nil where the text cannot be a block.
    init?(_ text: String, isFolded: Bool) {
        guard !text.isEmpty, !text.contains("\r") else { return nil }
        var copy = text
        guard copy.withUTF8({ YAMLTextShape($0).allowsLiteral }) else { return nil }
        var header = isFolded ? ">" : "|"
        if text.hasPrefix(" ") || text.hasPrefix("\n") { header += "2" }
        if !text.hasSuffix("\n") { header += "-" } else if text == "\n" || text.hasSuffix("\n\n") { header += "+" }
        self.header = header
        self.isFolded = isFolded
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        if text.hasSuffix("\n") { lines.removeLast() }
        self.lines = lines
    }

    func lines(indent: Int) -> String {
        let spaces = String(repeating: " ", count: indent)
        var text = ""
        for (position, line) in lines.enumerated() {
            text += line.isEmpty ? "\n" : "\(spaces)\(line)\n"
            // A folded break is written twice, unless a blank or indented line is next.
            if isFolded, !line.isEmpty, !line.hasPrefix(" "), position + 1 < lines.count,
                let next = lines[position + 1].first, next != " "
            {
                text += "\n"
            }
        }
        return text
    }
}
