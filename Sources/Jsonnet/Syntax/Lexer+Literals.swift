extension Lexer {
    private enum NumberState {
        case zero, whole, afterDot, fraction, afterSeparator, afterFractionSeparator, afterE, afterSign, exponent,
            afterExponentSeparator
    }

    mutating func lexNumber() throws(SyntaxError) {
        let start = position
        var state: NumberState = peek() == UInt8(ascii: "0") ? .zero : .whole
        position += 1
        while let next = try step(state) {
            state = next
            position += 1
        }
        let digits = text(start, position)
        emit(.number, from: start, text: digits.utf8.contains(UInt8(ascii: "_")) ? digits.filter { $0 != "_" } : digits)
    }

    /// The state after the next character, nil where the number ends before it.
    private func step(_ state: NumberState) throws(SyntaxError) -> NumberState? {
        let byte = peek() ?? 0
        let isDigit = Lexer.isDigit(byte)
        let isE = byte == UInt8(ascii: "e") || byte == UInt8(ascii: "E")
        let isSeparator = byte == UInt8(ascii: "_")
        switch state {
        case .zero:
            if isSeparator { throw failure("Couldn't lex number, _ not allowed after leading 0", at: position) }
            return byte == UInt8(ascii: ".") ? .afterDot : isE ? .afterE : nil
        case .whole:
            if isDigit { return .whole }
            if isSeparator { return .afterSeparator }
            return byte == UInt8(ascii: ".") ? .afterDot : isE ? .afterE : nil
        case .afterDot:
            if isDigit { return .fraction }
            throw junk("after decimal point")
        case .fraction:
            if isDigit { return .fraction }
            if isSeparator { return .afterFractionSeparator }
            return isE ? .afterE : nil
        case .afterSeparator, .afterFractionSeparator:
            if isDigit { return state == .afterSeparator ? .whole : .fraction }
            throw junk("after '_'")
        case .afterE:
            if isDigit { return .exponent }
            if byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") { return .afterSign }
            throw junk("after 'E'")
        case .afterSign:
            if isDigit { return .exponent }
            throw junk("after exponent sign")
        case .exponent:
            if isDigit { return .exponent }
            return isSeparator ? .afterExponentSeparator : nil
        case .afterExponentSeparator:
            if isDigit { return .exponent }
            throw junk("after '_'")
        }
    }

    private func junk(_ place: String) -> SyntaxError {
        failure("Couldn't lex number, junk \(place): \(quotedCharacter(at: position))", at: position)
    }

    /// The character at a place between single quotes, escaped to ASCII.
    func quotedCharacter(at index: Int) -> String {
        guard index < file.bytes.count else { return "'\\ufffd'" }
        let scalar =
            String(decoding: file.bytes[index..<min(index + 4, file.bytes.count)], as: UTF8.self).unicodeScalars.first
            ?? "\u{fffd}"
        switch scalar {
        case "\n": return "'\\n'"
        case "\t": return "'\\t'"
        case "\r": return "'\\r'"
        case "'": return "'\\''"
        case "\\": return "'\\\\'"
        case " "..."~": return "'\(scalar)'"
        default:
            let value = scalar.value
            if value < 0x80 { return "'\\x" + TextBuilder.hexadecimal(value, width: 2) + "'" }
            if value < 0x10000 { return "'\\u" + TextBuilder.hexadecimal(value, width: 4) + "'" }
            return "'\\U" + TextBuilder.hexadecimal(value, width: 8) + "'"
        }
    }

    mutating func lexQuoted() throws(SyntaxError) {
        let start = position
        let quote = file.bytes[position]
        position += 1
        while true {
            guard let byte = peek() else { throw failure("Unterminated String", at: start) }
            if byte == quote { break }
            position += byte == UInt8(ascii: "\\") && peek(1) != nil ? 2 : 1
        }
        position += 1
        emit(
            quote == UInt8(ascii: "\"") ? .doubleQuoted : .singleQuoted, from: start,
            text: text(start + 1, position - 1))
    }

    mutating func lexVerbatim() throws(SyntaxError) {
        let start = position
        guard let quote = peek(1), quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
            throw failure(
                "Couldn't lex verbatim string, junk after '@': \(peek(1).map { Int($0) } ?? -1)", at: start)
        }
        position += 2
        var content: [UInt8] = []
        while true {
            guard let byte = peek() else { throw failure("Unterminated String", at: start) }
            position += 1
            if byte == quote {
                guard peek() == quote else { break }
                position += 1
            }
            content.append(byte)
        }
        emit(
            quote == UInt8(ascii: "\"") ? .verbatimDouble : .verbatimSingle, from: start,
            text: String(decoding: content, as: UTF8.self))
    }

    /// Reads a text block; `|||-` drops the last line feed.
    mutating func lexBlock() throws(SyntaxError) {
        let start = position
        position += 3
        let chomps = peek() == UInt8(ascii: "-")
        if chomps { position += 1 }
        while let byte = peek(), byte == 0x20 || byte == 0x09 || byte == 0x0d { position += 1 }
        guard peek() == UInt8(ascii: "\n") else {
            throw failure("Text block requires new line after |||.", at: start)
        }
        position += 1
        var content: [UInt8] = []
        takeBlankLines(into: &content)
        let indentStart = position
        while let byte = peek(), byte == 0x20 || byte == 0x09 { position += 1 }
        let indent = Array(file.bytes[indentStart..<position])
        guard !indent.isEmpty else {
            throw failure("Text block's first line must start with whitespace", at: start)
        }
        while true {
            while let byte = peek(), byte != UInt8(ascii: "\n") {
                content.append(byte)
                position += 1
            }
            guard peek() != nil else { throw failure("Unexpected EOF", at: start) }
            content.append(UInt8(ascii: "\n"))
            position += 1
            takeBlankLines(into: &content)
            guard file.bytes[position...].starts(with: indent) else { break }
            position += indent.count
        }
        while let byte = peek(), byte == 0x20 || byte == 0x09 { position += 1 }
        guard startsBlock(at: 0) else { throw failure("Text block not terminated with |||", at: start) }
        position += 3
        if chomps { content.removeLast() }
        emit(.block, from: start, text: String(decoding: content, as: UTF8.self))
    }

    private mutating func takeBlankLines(into content: inout [UInt8]) {
        while peek() == UInt8(ascii: "\n") {
            content.append(UInt8(ascii: "\n"))
            position += 1
        }
    }
}
