/// Reads TOML 1.0 into a template's values: integers are `int64`, floats `float64`, dates times.
struct TOMLReader {
    let bytes: [UInt8]
    var position = 0
    var line = 1
    private let root = GoMap()
    private var current: GoMap
    private var defined: Set<String> = []
    private var tableArrays: Set<String> = []
    var depth = 0
    private var lastKey: [String] = []

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
        current = root
    }

    static func read(_ bytes: [UInt8]) throws -> GoMap {
        var reader = TOMLReader(bytes)
        try reader.document()
        return reader.root
    }

    // MARK: - Text

    var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    /// A failure with the last key that was read whole: that of the value at hand, or the table's.
    func failure(_ message: String, key: String? = nil) -> FunctionFailure {
        let key = key ?? (lastKey.isEmpty ? nil : lastKey.joined(separator: "."))
        return FunctionFailure(
            "toml: line \(line)\(key.map { " (last key \(GoQuoting.quoted($0)))" } ?? ""): \(message)")
    }

    static func shown(_ byte: UInt8?) -> String {
        guard let byte else { return "'\\x00'" }
        return byte == UInt8(ascii: "'")
            ? "'\\''" : String(decoding: GoQuoting.quotedRune(UInt32(byte), ascii: false), as: UTF8.self)
    }

    /// The character at hand in quotes.
    var shownNext: String {
        guard peek != nil else { return TOMLReader.shown(nil) }
        let rune = bytes.withUnsafeBufferPointer { UTF8Reader.scalar(in: $0, at: position).value }
        return rune < 0x80
            ? TOMLReader.shown(UInt8(rune)) : String(decoding: GoQuoting.quotedRune(rune, ascii: false), as: UTF8.self)
    }

    mutating func skipBlanks() { while let byte = peek, byte == 32 || byte == 9 { position += 1 } }

    mutating func skipComment() {
        guard peek == UInt8(ascii: "#") else { return }
        while let byte = peek, byte != 10 { position += 1 }
    }

    mutating func skipLines() {
        while let byte = peek {
            if byte == 10 {
                line += 1
                position += 1
            } else if byte == 32 || byte == 9 || byte == 13 {
                position += 1
            } else if byte == UInt8(ascii: "#") {
                skipComment()
            } else {
                return
            }
        }
    }

    private mutating func endOfLine() throws {
        skipBlanks()
        skipComment()
        if peek == 13 { position += 1 }
        guard let byte = peek else { return }
        guard byte == 10 else {
            throw failure(
                "expected a top-level item to end with a newline, comment, or EOF, but got \(TOMLReader.shown(byte)) instead"
            )
        }
    }

    // MARK: - Tables

    private mutating func document() throws {
        skipLines()
        while let byte = peek {
            if byte == UInt8(ascii: "[") { try header() } else { try pair(into: current, prefix: currentPath) }
            try endOfLine()
            skipLines()
        }
    }

    private var currentPath: [String] = []

    private mutating func header() throws {
        position += 1
        let isArray = peek == UInt8(ascii: "[")
        if isArray { position += 1 }
        skipBlanks()
        let path = try keys(ofTable: true)
        guard peek == UInt8(ascii: "]") else {
            throw failure("expected '.' or ']' to end table name, but got \(TOMLReader.shown(peek)) instead")
        }
        position += 1
        if isArray {
            guard peek == UInt8(ascii: "]") else {
                throw failure(
                    "expected end of table array name delimiter ']', but got \(TOMLReader.shown(peek)) instead")
            }
            position += 1
        }
        let parent = try descend(path.dropLast(), from: root)
        guard let last = path.last else { return }
        let name = path.joined(separator: "\u{1F}")
        currentPath = path
        defer { lastKey = path }
        if isArray {
            current = GoMap()
            var elements: [GoValue] = []
            if let existing = parent[last] {
                guard case .list(let list) = existing, tableArrays.contains(name) else {
                    throw failure("Key '\(path.joined(separator: "."))' has already been defined.", key: last)
                }
                elements = list.elements
            }
            tableArrays.insert(name)
            parent[last] = .list(GoList(elements + [.map(current)], type: .maps))
            return
        }
        if let existing = parent[last] {
            guard case .map(let map) = existing, !defined.contains(name) else {
                throw failure("Key '\(path.joined(separator: "."))' has already been defined.")
            }
            current = map
        } else {
            current = GoMap()
            parent[last] = .map(current)
        }
        defined.insert(name)
    }

    private func descend(_ path: ArraySlice<String>, from start: GoMap) throws -> GoMap {
        var map = start
        for key in path {
            switch map[key] {
            case nil:
                let next = GoMap()
                map[key] = .map(next)
                map = next
            case .map(let next)?: map = next
            case .list(let list)?:
                guard case .map(let next)? = list.elements.last else { fallthrough }
                map = next
            default: throw failure("Key '\(key)' has already been defined.", key: key)
            }
        }
        return map
    }

    mutating func pair(into map: GoMap, prefix: [String]) throws {
        if peek == UInt8(ascii: "=") { throw failure("unexpected '=': key name appears blank") }
        if peek == UInt8(ascii: ".") { throw failure("unexpected '.': keys cannot start with a '.'") }
        let path = try keys(ofTable: false)
        if peek == nil { throw failure("unexpected EOF; expected key separator '='") }
        guard peek == UInt8(ascii: "=") else {
            throw failure("expected '.' or '=', but got \(shownNext) instead")
        }
        position += 1
        skipBlanks()
        let outer = lastKey
        lastKey = prefix + path
        defer { lastKey = outer }
        let value = try value()
        let parent = try descend(path.dropLast(), from: map)
        guard let last = path.last else { return }
        guard parent[last] == nil else {
            let full = (prefix + path).joined(separator: ".")
            throw failure("Key '\(full)' has already been defined.", key: full)
        }
        parent[last] = value
    }

    private mutating func keys(ofTable isTable: Bool) throws -> [String] {
        var path: [String] = []
        while true {
            skipBlanks()
            if isTable, peek == nil || peek == UInt8(ascii: "]") {
                throw failure("unexpected end of table name (table names cannot be empty)")
            }
            guard let first = peek else { throw failure("unexpected EOF; expected key") }
            if isTable, first == UInt8(ascii: ".") {
                throw failure("unexpected table separator (table names cannot be empty)")
            }
            if !isTable, first == UInt8(ascii: "=") { throw failure("unexpected '='") }
            if first == UInt8(ascii: "\"") || first == UInt8(ascii: "'") {
                path.append(ByteText.string(try string()))
            } else {
                let start = position
                while let byte = peek,
                    WordText.isDigit(UInt32(byte)) || WordText.isLetter(UInt32(byte)) && byte < 0x80
                        || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
                {
                    position += 1
                }
                guard position > start else {
                    throw failure("expected '.' or '=', but got \(shownNext) instead")
                }
                path.append(String(decoding: bytes[start..<position], as: UTF8.self))
            }
            skipBlanks()
            guard peek == UInt8(ascii: ".") else { return path }
            position += 1
        }
    }
}
