/// Positions by hash, any number of them for each, without a list of their own for every hash.
struct PositionTable: Sendable {
    private struct Entry {
        var position: Int
        /// The entry of the same hash that was made before; negative where there is none.
        var previous: Int
    }

    private var entries: [Entry] = []
    /// The last entry of each hash.
    private var latest: [Int: Int] = [:]

    init(capacity: Int) {
        entries.reserveCapacity(capacity)
        latest.reserveCapacity(capacity)
    }

    mutating func insert(_ position: Int, hash: Int) {
        PositionTable.link(position, &entries, &latest[hash, default: -1])
    }

    private static func link(_ position: Int, _ entries: inout [Entry], _ latest: inout Int) {
        guard latest < 0 || entries[latest].position != position else { return }
        entries.append(Entry(position: position, previous: latest))
        latest = entries.count - 1
    }

    /// Whether there are more entries than some number for a hash. A position may count more than once.
    func holdsMore(than number: Int, hash: Int) -> Bool {
        guard var entry = latest[hash] else { return false }
        for _ in 0..<number {
            entry = entries[entry].previous
            guard entry >= 0 else { return false }
        }
        return true
    }

    /// Positions, ascending.
    func positions(hash: Int) -> [Int] {
        guard var entry = latest[hash] else { return [] }
        var positions: [Int] = []
        while entry >= 0 {
            positions.append(entries[entry].position)
            entry = entries[entry].previous
        }
        guard positions.count > 1 else { return positions }
        positions.sort()
        var unique: [Int] = []
        for position in positions where unique.last != position { unique.append(position) }
        return unique
    }
}

extension Hasher {
    /// Feeds the bytes of a text, which is cheaper than its characters. Hashers are seeded anew in each process, so that
    /// nobody can prepare texts that share a hash.
    mutating func combine(bytesOf text: String) {
        var text = text
        text.withUTF8 { combine(bytes: UnsafeRawBufferPointer($0)) }
        combine(0xFF as UInt8)
    }
}
