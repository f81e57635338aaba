/// Names content as Git does, so that digests of files in Git, on disk and in memory agree.
enum GitObjectHash {
    /// The identifier of a blob.
    static func blob(_ bytes: [UInt8]) -> String {
        var hash = SHA1()
        hash.update(Array("blob \(bytes.count)\0".utf8))
        hash.update(bytes)
        return hexadecimal(hash.finish())
    }

    /// The identifier of a tree object with these entries.
    ///
    /// - Returns: nil where a digest is none of Git's.
    static func tree(_ entries: [(entry: TreeEntry, digest: ContentDigest)]) -> String? {
        var body: [UInt8] = []
        let keyed = entries.map { (key: sortKey($0.entry), entry: $0.entry, digest: $0.digest) }
        for (_, entry, digest) in keyed.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
            guard digest.description.utf8.starts(with: "git:".utf8), let raw = bytes(ofHexadecimal: digest.value) else {
                return nil
            }
            body += Array("\(mode(entry.kind)) ".utf8) + Array(entry.name.utf8) + [0] + raw
        }
        var hash = SHA1()
        hash.update(Array("tree \(body.count)\0".utf8))
        hash.update(body)
        return hexadecimal(hash.finish())
    }

    /// Git sorts a directory as if its name ended in a slash.
    private static func sortKey(_ entry: TreeEntry) -> [UInt8] {
        Array(entry.name.utf8) + (entry.isDirectory ? [UInt8(ascii: "/")] : [])
    }

    private static func mode(_ kind: TreeEntry.Kind) -> String {
        switch kind {
        case .file: "100644"
        case .executable: "100755"
        case .directory: "40000"
        case .symbolicLink: "120000"
        case .submodule: "160000"
        }
    }

    static func hexadecimal(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    private static func bytes(ofHexadecimal text: Substring) -> [UInt8]? {
        let digits = text.utf8.compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
        guard digits.count == text.utf8.count, digits.count.isMultiple(of: 2) else { return nil }
        return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }
}

/// The hash that Git's object identifiers are made with.
struct SHA1 {
    private var state: (UInt32, UInt32, UInt32, UInt32, UInt32) =
        (0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0)
    private var pending: [UInt8] = []
    private var length: UInt64 = 0
    private var schedule = [UInt32](repeating: 0, count: 80)

    mutating func update(_ bytes: [UInt8]) {
        length &+= UInt64(bytes.count)
        var start = 0
        if !pending.isEmpty {
            start = min(64 - pending.count, bytes.count)
            pending += bytes[..<start]
            guard pending.count == 64 else { return }
            pending.withUnsafeBufferPointer { block($0, at: 0) }
            pending.removeAll(keepingCapacity: true)
        }
        bytes.withUnsafeBufferPointer { buffer in
            while buffer.count - start >= 64 {
                block(buffer, at: start)
                start += 64
            }
        }
        pending += bytes[start...]
    }

    /// The digest of everything given, 20 bytes.
    mutating func finish() -> [UInt8] {
        let bits = length &* 8
        var padding: [UInt8] = [0x80]
        while (pending.count + padding.count) % 64 != 56 { padding.append(0) }
        for shift in stride(from: 56, through: 0, by: -8) { padding.append(UInt8(truncatingIfNeeded: bits >> shift)) }
        update(padding)
        return [state.0, state.1, state.2, state.3, state.4].flatMap { word in
            [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> UInt32($0)) }
        }
    }

    private mutating func block(_ bytes: UnsafeBufferPointer<UInt8>, at start: Int) {
        for index in 0..<16 {
            let at = start + index * 4
            schedule[index] =
                UInt32(bytes[at]) << 24 | UInt32(bytes[at + 1]) << 16 | UInt32(bytes[at + 2]) << 8
                | UInt32(bytes[at + 3])
        }
        for index in 16..<80 {
            schedule[index] = rotated(
                schedule[index - 3] ^ schedule[index - 8] ^ schedule[index - 14] ^ schedule[index - 16], by: 1)
        }
        var (a, b, c, d, e) = state
        for index in 0..<80 {
            let (mix, constant): (UInt32, UInt32) =
                switch index {
                case ..<20: ((b & c) | (~b & d), 0x5a82_7999)
                case ..<40: (b ^ c ^ d, 0x6ed9_eba1)
                case ..<60: ((b & c) | (b & d) | (c & d), 0x8f1b_bcdc)
                default: (b ^ c ^ d, 0xca62_c1d6)
                }
            let next = rotated(a, by: 5) &+ mix &+ e &+ constant &+ schedule[index]
            (e, d, c, b, a) = (d, c, rotated(b, by: 30), a, next)
        }
        state = (state.0 &+ a, state.1 &+ b, state.2 &+ c, state.3 &+ d, state.4 &+ e)
    }

    private func rotated(_ word: UInt32, by bits: UInt32) -> UInt32 { word << bits | word >> (32 - bits) }
}
