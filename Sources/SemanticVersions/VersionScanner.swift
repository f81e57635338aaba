/// Reads the pieces that versions and constraints are made of.
struct VersionScanner {
    private let text: Substring
    private let bytes: Substring.UTF8View
    private(set) var position: String.Index

    init(_ text: some StringProtocol) {
        self.text = Substring(text)
        bytes = self.text.utf8
        position = bytes.startIndex
    }

    static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    static func isSpace(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0a, 0x0c, 0x0d].contains(byte) }

    private static func isIdentifier(_ byte: UInt8) -> Bool {
        isDigit(byte) || byte == UInt8(ascii: "-") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
            || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
    }

    private static func isNumberOrWildcard(_ byte: UInt8) -> Bool {
        isDigit(byte) || [UInt8(ascii: "x"), UInt8(ascii: "X"), UInt8(ascii: "*")].contains(byte)
    }

    var isAtEnd: Bool { position == bytes.endIndex }

    var rest: Substring { text[position...] }

    mutating func move(to index: String.Index) { position = index }

    mutating func advance() {
        if !isAtEnd { position = bytes.index(after: position) }
    }

    @discardableResult
    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard !isAtEnd, bytes[position] == UInt8(ascii: character) else { return false }
        position = bytes.index(after: position)
        return true
    }

    @discardableResult
    mutating func skipSpaces() -> Bool { !run(where: Self.isSpace).isEmpty }

    private mutating func run(where isMember: (UInt8) -> Bool) -> Substring {
        let start = position
        position = bytes[start...].firstIndex { !isMember($0) } ?? bytes.endIndex
        return text[start..<position]
    }

    /// One or more digits; the position stays where there are none.
    mutating func number() -> Substring? {
        let digits = run(where: Self.isDigit)
        return digits.isEmpty ? nil : digits
    }

    /// A number after a character.
    mutating func number(after character: Unicode.Scalar) -> Substring? {
        part(after: character) { $0.number() }
    }

    /// A number in which `x`, `X` and `*` may stand.
    mutating func wildcard() -> Substring? {
        let digits = run(where: Self.isNumberOrWildcard)
        return digits.isEmpty ? nil : digits
    }

    mutating func wildcard(after character: Unicode.Scalar) -> Substring? {
        part(after: character) { $0.wildcard() }
    }

    /// Identifiers with dots between them, after a character.
    mutating func identifiers(after character: Unicode.Scalar) -> Substring? {
        part(after: character) { scanner in
            let start = scanner.position
            guard !scanner.run(where: Self.isIdentifier).isEmpty else { return nil }
            while scanner.part(
                after: ".",
                { scanner in
                    let identifier = scanner.run(where: Self.isIdentifier)
                    return identifier.isEmpty ? nil : identifier
                }) != nil
            {}
            return scanner.text[start..<scanner.position]
        }
    }

    /// Reads what follows a character, or nothing at all.
    private mutating func part(
        after character: Unicode.Scalar, _ read: (inout VersionScanner) -> Substring?
    ) -> Substring? {
        let start = position
        guard skip(character), let found = read(&self) else {
            position = start
            return nil
        }
        return found
    }
}
