/// Manifests in UTF-16 are read as Argo CD reads them: by their byte order mark, which never reaches a parser.
enum TextEncoding {
    /// The bytes as UTF-8 without a byte order mark.
    static func utf8(_ bytes: [UInt8]) -> [UInt8] {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return Array(bytes.dropFirst(3)) }
        if bytes.starts(with: [0xFF, 0xFE]) { return transcode(bytes.dropFirst(2), bigEndian: false) }
        if bytes.starts(with: [0xFE, 0xFF]) { return transcode(bytes.dropFirst(2), bigEndian: true) }
        return bytes
    }

    private static func transcode(_ bytes: ArraySlice<UInt8>, bigEndian: Bool) -> [UInt8] {
        var units: [UInt16] = []
        units.reserveCapacity(bytes.count / 2)
        var position = bytes.startIndex
        while position + 1 < bytes.endIndex {
            let first = UInt16(bytes[position])
            let second = UInt16(bytes[position + 1])
            units.append(bigEndian ? first << 8 | second : second << 8 | first)
            position += 2
        }
        return Array(String(decoding: units, as: UTF16.self).utf8)
    }
}
