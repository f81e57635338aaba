/// Reads the entries of a tar archive one after the other.
struct TarReader {
    struct Entry {
        var path: String
        var kind: Kind
        var data: ArraySlice<UInt8>
    }

    enum Kind: Equatable {
        case file(isExecutable: Bool)
        case directory
        case symbolicLink(target: String)
        /// A second name of an earlier file.
        case hardLink(target: String)
        /// A device or something else that a tree of files cannot hold.
        case other
    }

    /// What headers say about the entry behind them.
    private struct Extended {
        var path: String?
        var linkTarget: String?
        var size: Int?
    }

    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The next entry, nil at the end.
    mutating func next() throws(ArchiveError) -> Entry? {
        var extended = Extended()
        while position + 512 <= bytes.count {
            let header = position
            if bytes[header..<(header + 512)].allSatisfy({ $0 == 0 }) { return nil }
            guard hasChecksum(header) else { throw .damaged }
            let type = bytes[header + 156]
            let isHeader = [UInt8(ascii: "x"), UInt8(ascii: "g"), UInt8(ascii: "L"), UInt8(ascii: "K")].contains(type)
            let data = try data(header, size: isHeader ? nil : extended.size)
            switch type {
            case UInt8(ascii: "x"): extended = try TarReader.records(data, over: extended)
            case UInt8(ascii: "g"): break
            case UInt8(ascii: "L"): extended.path = TarReader.text(data)
            case UInt8(ascii: "K"): extended.linkTarget = TarReader.text(data)
            default:
                return Entry(
                    path: extended.path ?? path(header),
                    kind: kind(type, header, linkTarget: extended.linkTarget), data: data)
            }
        }
        return nil
    }

    private mutating func data(_ header: Int, size declared: Int?) throws(ArchiveError) -> ArraySlice<UInt8> {
        let start = header + 512
        guard let size = declared ?? number(header + 124, 12), size >= 0, size <= bytes.count - start else {
            throw .damaged
        }
        position = start + (size + 511) / 512 * 512
        return bytes[start..<(start + size)]
    }

    private func kind(_ type: UInt8, _ header: Int, linkTarget: String?) -> Kind {
        let target = linkTarget ?? text(header + 157, 100)
        return switch type {
        case 0, UInt8(ascii: "0"), UInt8(ascii: "7"): .file(isExecutable: (number(header + 100, 8) ?? 0) & 0o111 != 0)
        case UInt8(ascii: "1"): .hardLink(target: target)
        case UInt8(ascii: "2"): .symbolicLink(target: target)
        case UInt8(ascii: "5"): .directory
        default: .other
        }
    }

    private func path(_ header: Int) -> String {
        let isUstar = bytes[(header + 257)..<(header + 263)].elementsEqual("ustar\0".utf8)
        let prefix = isUstar ? text(header + 345, 155) : ""
        return prefix.isEmpty ? text(header, 100) : prefix + "/" + text(header, 100)
    }

    private func text(_ start: Int, _ count: Int) -> String { TarReader.text(bytes[start..<(start + count)]) }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String {
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }

    /// A number in octal digits; nil where it is none, or so large that it is written in another way.
    private func number(_ start: Int, _ count: Int) -> Int? {
        let digits = text(start, count).filter { $0 != " " }
        return digits.isEmpty ? 0 : Int(digits, radix: 8)
    }

    /// The sum over the header's bytes, its own field counted as spaces; old writers summed signed bytes.
    private func hasChecksum(_ header: Int) -> Bool {
        guard let expected = number(header + 148, 8) else { return false }
        var (sum, signedSum) = (8 * 32, 8 * 32)
        for offset in 0..<512 where !(148..<156).contains(offset) {
            sum += Int(bytes[header + offset])
            signedSum += Int(Int8(bitPattern: bytes[header + offset]))
        }
        return expected == sum || expected == signedSum
    }

    /// Records of the form `LENGTH KEY=VALUE\n`, whose length counts itself.
    private static func records(_ data: ArraySlice<UInt8>, over base: Extended) throws(ArchiveError) -> Extended {
        var result = base
        var rest = data
        while let space = rest.firstIndex(of: UInt8(ascii: " ")) {
            guard let length = Int(String(decoding: rest[..<space], as: UTF8.self)), length <= rest.count,
                length > space - rest.startIndex + 1
            else { throw .damaged }
            let record = rest[(space + 1)..<(rest.startIndex + length - 1)]
            rest = rest.dropFirst(length)
            guard let equals = record.firstIndex(of: UInt8(ascii: "=")) else { continue }
            let value = String(decoding: record[(equals + 1)...], as: UTF8.self)
            switch String(decoding: record[..<equals], as: UTF8.self) {
            case "path": result.path = value
            case "linkpath": result.linkTarget = value
            case "size": result.size = Int(value)
            default: break
            }
        }
        return result
    }
}
