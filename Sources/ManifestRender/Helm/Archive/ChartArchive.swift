/// Reads the files of a packaged chart: a tar archive in gzip.
///
/// Bounded in number, in size and in depth; links and paths that lead out of the archive are refused.
enum ChartArchive {
    static let maximumFiles = 20_000
    static let maximumBytes = 100 << 20
    static let maximumFileBytes = 5 << 20

    /// The files below the archive's one folder, without its name.
    static func files(_ bytes: [UInt8], name: String) throws(RenderError) -> [ChartFile] {
        let tar: [UInt8]
        do throws(Inflater.Failure) {
            tar = try Inflater.gunzip(bytes, limit: maximumBytes)
        } catch {
            throw error == .tooLarge
                ? RenderError(.limitExceeded, "the archive is larger than \(maximumBytes) bytes unpacked", file: name)
                : RenderError(.malformed, "file '\(name)' does not appear to be a gzipped archive", file: name)
        }
        var reader = TarReader(tar, name: name)
        var files: [ChartFile] = []
        while let entry = try reader.next() {
            guard files.count < maximumFiles else {
                throw RenderError(.limitExceeded, "the archive has more than \(maximumFiles) files", file: name)
            }
            guard let path = try clean(entry.path, archive: name) else { continue }
            files.append(ChartFile(name: path, data: ChartFile.withoutMark(entry.data)))
        }
        guard !files.isEmpty else { throw RenderError(.malformed, "no files in chart archive", file: name) }
        return files
    }

    private static func clean(_ path: String, archive: String) throws(RenderError) -> String? {
        let escapes = RenderError(
            .malformed, "the archive contains the illegal path '\(path)'", file: archive)
        let unified = path.replacing("\\", with: "/")
        guard !unified.hasPrefix("/"), !unified.contains(":/") else { throw escapes }
        let parts = unified.split(separator: "/").filter { $0 != "." }
        guard parts.count > 1 else {
            if parts.first == "Chart.yaml" {
                throw RenderError(.malformed, "chart yaml not in base directory", file: archive)
            }
            return nil
        }
        guard !parts.contains("..") else { throw escapes }
        return parts.dropFirst().joined(separator: "/")
    }
}

/// Reads tar entries one after the other.
private struct TarReader {
    struct Entry {
        var path: String
        var data: [UInt8]
    }

    private let bytes: [UInt8]
    private let name: String
    private var position = 0

    init(_ bytes: [UInt8], name: String) {
        self.bytes = bytes
        self.name = name
    }

    private func text(_ start: Int, _ count: Int) -> String {
        String(decoding: bytes[start..<(start + count)].prefix { $0 != 0 }, as: UTF8.self)
    }

    private func number(_ start: Int, _ count: Int) -> Int? {
        let digits = bytes[start..<(start + count)].filter { (0x30...0x37).contains($0) }
        return digits.isEmpty ? 0 : Int(String(decoding: digits, as: UTF8.self), radix: 8)
    }

    /// The next regular file.
    mutating func next() throws(RenderError) -> Entry? {
        var longName: String?
        let broken = RenderError(.malformed, "the archive is damaged", file: name)
        while position + 512 <= bytes.count {
            let header = position
            if bytes[header..<(header + 512)].allSatisfy({ $0 == 0 }) { return nil }
            guard let size = number(header + 124, 12), size >= 0 else { throw broken }
            let start = header + 512
            guard start + size <= bytes.count else { throw broken }
            position = start + (size + 511) / 512 * 512
            let data = bytes[start..<(start + size)]
            switch bytes[header + 156] {
            case UInt8(ascii: "x"): longName = TarReader.path(inExtended: data) ?? longName
            case UInt8(ascii: "L"): longName = String(decoding: data.prefix { $0 != 0 }, as: UTF8.self)
            case UInt8(ascii: "g"), UInt8(ascii: "5"), UInt8(ascii: "K"):
                if bytes[header + 156] == UInt8(ascii: "5") { longName = nil }
            case 0, UInt8(ascii: "0"):
                guard size <= ChartArchive.maximumFileBytes else {
                    throw RenderError(
                        .limitExceeded, "a file of the archive is larger than \(ChartArchive.maximumFileBytes) bytes",
                        file: name)
                }
                var path = text(header, 100)
                let prefix =
                    bytes[(header + 257)..<(header + 262)].elementsEqual("ustar".utf8) ? text(header + 345, 155) : ""
                if !prefix.isEmpty { path = prefix + "/" + path }
                return Entry(path: longName ?? path, data: Array(data))
            default: longName = nil
            }
        }
        return nil
    }

    private static func path(inExtended data: ArraySlice<UInt8>) -> String? {
        for record in data.split(separator: 10) {
            let line = String(decoding: record, as: UTF8.self)
            guard let space = line.firstIndex(of: " ") else { continue }
            let pair = line[line.index(after: space)...]
            if pair.hasPrefix("path=") { return String(pair.dropFirst(5)) }
        }
        return nil
    }
}
