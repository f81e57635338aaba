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
