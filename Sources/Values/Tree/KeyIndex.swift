/// Positions of keys by hash: open addressing over 64-bit slots, half a hash and half a position each.
@usableFromInline
struct KeyIndex: Sendable {
    private var slots: [UInt64] = []
    private var count = 0

    /// Nothing in it; says so before the first insertion as well.
    var isEmpty: Bool { @inline(__always) get { count == 0 } }

    init() {}

    /// Index of members with unique keys.
    init(_ members: [Object.Member]) {
        reserve(members.count)
        for position in members.indices { insert(members[position].key, position) }
    }

    /// The position of a key for which `isMatch` holds; it is asked for positions whose hash agrees.
    @inline(__always)
    func find(_ key: String, isMatch: (Int) -> Bool) -> Int? {
        guard !slots.isEmpty else { return nil }
        let hash = KeyIndex.hash(key)
        let mask = slots.count &- 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while true {
            let entry = slots[slot]
            if entry == 0 { return nil }
            if entry >> 32 == hash >> 32 {
                let position = Int(truncatingIfNeeded: entry & 0xFFFF_FFFF) &- 1
                if isMatch(position) { return position }
            }
            slot = (slot &+ 1) & mask
        }
    }

    /// Adds a key that is not in the index.
    mutating func insert(_ key: String, _ position: Int) {
        if (count &+ 1) &* 2 > slots.count { grow(to: max(32, slots.count &* 2)) }
        place(KeyIndex.hash(key), UInt64(truncatingIfNeeded: position &+ 1))
        count &+= 1
    }

    private mutating func reserve(_ capacity: Int) {
        var size = 32
        while size < capacity &* 2 { size &*= 2 }
        if size > slots.count { grow(to: size) }
    }

    private mutating func place(_ hash: UInt64, _ entry: UInt64) {
        let mask = slots.count &- 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] != 0 { slot = (slot &+ 1) & mask }
        slots[slot] = hash & 0xFFFF_FFFF_0000_0000 | entry
    }

    /// Slots keep only the upper half of each hash, so the place is taken from the lower bits of that half.
    private mutating func grow(to size: Int) {
        let old = slots
        slots = [UInt64](repeating: 0, count: size)
        for entry in old where entry != 0 { place(KeyIndex.spread(entry >> 32), entry & 0xFFFF_FFFF) }
    }

    private static func spread(_ half: UInt64) -> UInt64 { half << 32 | half }

    /// A hash of the key's bytes, different in every process, so that nobody can prepare colliding keys.
    private static func hash(_ key: String) -> UInt64 {
        var hasher = Hasher()
        var key = key
        key.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        return spread(UInt64(truncatingIfNeeded: hasher.finalize()) >> 32)
    }
}
