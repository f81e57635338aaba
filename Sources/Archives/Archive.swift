/// The files of a tar archive, packed with gzip or not, bounded in number and size; no path leads out of it.
package struct Archive: Sendable {
    /// An entry other than a folder.
    package struct Entry: Sendable {
        /// The components of the path, at least one.
        package var path: [String]
        /// What it is.
        package var content: Content
    }

    /// What an entry is.
    package enum Content: Sendable {
        /// A file.
        case file([UInt8], isExecutable: Bool)
        /// A symbolic link; where it leads nobody has looked yet.
        case symbolicLink(target: String)
    }

    /// Bounds on an archive.
    package struct Limits: Hashable, Sendable {
        /// Most entries.
        package var entries: Int
        /// Most bytes of the whole archive unpacked.
        package var bytes: Int
        /// Most bytes of one file.
        package var fileBytes: Int

        /// Bounds.
        package init(entries: Int, bytes: Int, fileBytes: Int) {
            self.entries = entries
            self.bytes = bytes
            self.fileBytes = fileBytes
        }

        /// Helm's bounds on a packaged chart.
        package static let chart = Limits(entries: 20_000, bytes: 100 << 20, fileBytes: 5 << 20)
    }

    /// The entries in the archive's order; of two with one path the later counts.
    package let entries: [Entry]

    /// Reads an archive.
    package init(_ bytes: [UInt8], limits: Limits) throws(ArchiveError) {
        guard Gzip.isGzip(bytes) else { throw .notGzip }
        try self.init(tar: try Gzip.unpack(bytes, limit: limits.bytes), limits: limits)
    }

    /// Reads an archive that is not packed.
    package init(tar: [UInt8], limits: Limits) throws(ArchiveError) {
        guard tar.count <= limits.bytes else { throw .tooLarge(limit: limits.bytes) }
        var reader = TarReader(tar)
        var entries: [Entry] = []
        var files: [[String]: Int] = [:]
        var count = 0
        // What hard links repeat counts like any other bytes.
        var total = tar.count
        while let entry = try reader.next() {
            count += 1
            guard count <= limits.entries else { throw .tooManyEntries(limit: limits.entries) }
            let path = try Archive.components(entry.path)
            guard !path.isEmpty else { continue }
            switch entry.kind {
            case .directory, .other: continue
            case .symbolicLink(let target): entries.append(Entry(path: path, content: .symbolicLink(target: target)))
            case .hardLink(let target):
                guard let original = files[try Archive.components(target)] else { throw .illegalPath(target) }
                if case .file(let data, _) = entries[original].content { total += data.count }
                guard total <= limits.bytes else { throw .tooLarge(limit: limits.bytes) }
                entries.append(Entry(path: path, content: entries[original].content))
            case .file(let isExecutable):
                guard entry.data.count <= limits.fileBytes else {
                    throw .fileTooLarge(path: entry.path, limit: limits.fileBytes)
                }
                files[path] = entries.count
                entries.append(Entry(path: path, content: .file(Array(entry.data), isExecutable: isExecutable)))
            }
        }
        self.entries = entries
    }

    /// The parts of a path without `.`; a path that leads out of the archive, or names a drive, is refused.
    private static func components(_ path: String) throws(ArchiveError) -> [String] {
        let unified = path.replacing("\\", with: "/")
        let parts = unified.split(separator: "/").filter { $0 != "." }.map(String.init)
        guard !unified.hasPrefix("/"), !unified.contains(":/"), !parts.contains(".."), !unified.utf8.contains(0),
            unified.utf8.count <= 4_096
        else { throw .illegalPath(path) }
        return parts
    }
}
