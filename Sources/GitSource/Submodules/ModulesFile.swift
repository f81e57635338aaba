/// The file `.gitmodules`: sections `[submodule "name"]` in the format of Git's configuration.
enum ModulesFile {
    struct Entry: Hashable {
        var name: String
        var path: String?
        var url: String?
    }

    /// Most entries of one file.
    static let maximumCount = 1_000

    /// The submodules of a file, in its order; a name that comes again adds to what it said before.
    ///
    /// - Throws: ``GitError/Code/corrupt`` with the line that is not in the format.
    static func entries(_ text: String) throws(GitError) -> [Entry] {
        var entries: [Entry] = []
        var current: Int?
        for (number, line) in logicalLines(text) {
            let line = trimmed(line)
            if line.isEmpty || line.first == UInt8(ascii: "#") || line.first == UInt8(ascii: ";") { continue }
            if line.first == UInt8(ascii: "[") {
                guard let (section, name) = header(line) else { throw failure(number) }
                current = nil
                guard section == "submodule", let name else { continue }
                current = entries.firstIndex { $0.name == name }
                if current == nil {
                    guard entries.count < maximumCount else {
                        throw GitError(.unsupported, ".gitmodules names more than \(maximumCount) submodules")
                    }
                    entries.append(Entry(name: name))
                    current = entries.count - 1
                }
                continue
            }
            let equals = line.firstIndex(of: UInt8(ascii: "="))
            let key = String(decoding: trimmed(line[..<(equals ?? line.endIndex)]), as: UTF8.self).lowercased()
            guard !key.isEmpty else { throw failure(number) }
            guard let current, let equals, key == "path" || key == "url" else { continue }
            guard let value = value(line[line.index(after: equals)...]) else { throw failure(number) }
            if key == "path" { entries[current].path = value } else { entries[current].url = value }
        }
        return entries
    }

    private static func failure(_ line: Int) -> GitError {
        GitError(.corrupt, ".gitmodules:\(line): not in the format of Git's configuration")
    }

    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0d }
        var result = bytes.drop(while: isSpace)
        while let last = result.last, isSpace(last) { result = result.dropLast() }
        return result
    }

    /// Lines with their numbers; one that ends in a backslash goes on in the next.
    private static func logicalLines(_ text: String) -> [(Int, ArraySlice<UInt8>)] {
        var lines: [(Int, ArraySlice<UInt8>)] = []
        var open: (Int, [UInt8])?
        let physical = Array(text.utf8).split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, line) in physical.enumerated() {
            var (number, bytes) = open ?? (index + 1, [])
            open = nil
            let plain = line.last == 0x0d ? line.dropLast() : line
            let slashes = plain.reversed().prefix { $0 == UInt8(ascii: "\\") }.count
            if slashes % 2 == 1, index + 1 < physical.count {
                open = (number, bytes + plain.dropLast())
                continue
            }
            bytes += plain
            lines.append((number, bytes[...]))
            number += 1
        }
        return lines
    }

    /// `[section]` or `[section "name"]`.
    private static func header(_ line: ArraySlice<UInt8>) -> (section: String, name: String?)? {
        var rest = line.dropFirst()
        let section = rest.prefix {
            $0 != UInt8(ascii: "]") && $0 != UInt8(ascii: "\"") && $0 != 0x20 && $0 != 0x09
        }
        rest = trimmed(rest.dropFirst(section.count))
        let word = String(decoding: section, as: UTF8.self).lowercased()
        guard rest.first == UInt8(ascii: "\"") else {
            return rest.first == UInt8(ascii: "]") && !word.isEmpty ? (word, nil) : nil
        }
        var name: [UInt8] = []
        rest = rest.dropFirst()
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "\"") {
                return trimmed(rest).first == UInt8(ascii: "]") ? (word, String(decoding: name, as: UTF8.self)) : nil
            }
            if byte == UInt8(ascii: "\\") {
                guard let next = rest.popFirst() else { return nil }
                name.append(next)
            } else {
                name.append(byte)
            }
        }
        return nil
    }

    /// A value: quotes taken off, escapes resolved, a comment behind it left out.
    private static func value(_ bytes: ArraySlice<UInt8>) -> String? {
        var rest = trimmed(bytes)
        var result: [UInt8] = []
        var length = 0
        var isQuoted = false
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "\""): isQuoted.toggle()
            case UInt8(ascii: "\\"):
                switch rest.popFirst() {
                case UInt8(ascii: "n"): result.append(0x0a)
                case UInt8(ascii: "t"): result.append(0x09)
                case UInt8(ascii: "b"): result.append(0x08)
                case UInt8(ascii: "\\"): result.append(UInt8(ascii: "\\"))
                case UInt8(ascii: "\""): result.append(UInt8(ascii: "\""))
                default: return nil
                }
            case UInt8(ascii: "#") where !isQuoted, UInt8(ascii: ";") where !isQuoted:
                rest = []
                continue
            default: result.append(byte)
            }
            if isQuoted || (byte != 0x20 && byte != 0x09) { length = result.count }
        }
        return isQuoted ? nil : String(decoding: result[..<length], as: UTF8.self)
    }
}
