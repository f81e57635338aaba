/// One directory as Git stores it.
struct TreeObject: Sendable {
    struct Entry: Sendable {
        enum Kind: Sendable { case file, executable, directory, symbolicLink, submodule }

        var name: [UInt8]
        var kind: Kind
        var id: ObjectID
    }

    /// Sorted by the bytes of their names.
    let entries: [Entry]

    init(entries: [Entry]) {
        self.entries = entries.sorted { $0.name.lexicographicallyPrecedes($1.name) }
    }

    /// Reads a tree as it is stored: mode, space, name, zero byte, twenty bytes, again and again.
    init(_ bytes: [UInt8], id: ObjectID) throws(GitError) {
        var entries: [Entry] = []
        var start = 0
        while start < bytes.count {
            guard let space = bytes[start...].firstIndex(of: UInt8(ascii: " ")),
                let zero = bytes[space...].firstIndex(of: 0), zero + 20 < bytes.count,
                let target = ObjectID(bytes: bytes[(zero + 1)...(zero + 20)])
            else { throw GitError(.corrupt, "the tree \(id) cannot be read") }
            let name = Array(bytes[(space + 1)..<zero])
            guard Self.isPlain(name), let kind = Self.kind(ofMode: bytes[start..<space]) else {
                throw GitError(.corrupt, "the tree \(id) has an entry that no tree may have")
            }
            entries.append(Entry(name: name, kind: kind, id: target))
            start = zero + 21
        }
        self.init(entries: entries)
    }

    private static func isPlain(_ name: [UInt8]) -> Bool {
        !name.isEmpty && name != [UInt8(ascii: ".")] && name != [UInt8(ascii: "."), UInt8(ascii: ".")]
            && !name.contains(UInt8(ascii: "/"))
    }

    private static func kind(ofMode mode: ArraySlice<UInt8>) -> Entry.Kind? {
        guard mode.count <= 7, let mode = Int(String(decoding: mode, as: UTF8.self), radix: 8) else { return nil }
        switch mode & 0o170000 {
        case 0o040000: return .directory
        case 0o120000: return .symbolicLink
        case 0o160000: return .submodule
        case 0o100000: return mode & 0o100 == 0 ? .file : .executable
        default: return nil
        }
    }

    /// The entry of a name, found by its bytes.
    func entry(named name: String.UTF8View) -> Entry? {
        var (low, high) = (0, entries.count)
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].name.lexicographicallyPrecedes(name) { low = middle + 1 } else { high = middle }
        }
        guard low < entries.count, entries[low].name.elementsEqual(name) else { return nil }
        return entries[low]
    }
}
