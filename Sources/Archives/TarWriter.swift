/// Makes tar archives whose bytes depend on nothing but the files.
package enum TarWriter {
    /// An archive of files in the given order, owned by nobody in particular and dated at the epoch.
    package static func archive(_ files: [(path: String, bytes: [UInt8])]) -> [UInt8] {
        var result: [UInt8] = []
        for (path, bytes) in files {
            if path.utf8.count > 100 {
                result += header("././@LongLink", size: path.utf8.count, type: UInt8(ascii: "L"))
                result += padded(Array(path.utf8))
            }
            result += header(path, size: bytes.count, type: UInt8(ascii: "0"))
            result += padded(bytes)
        }
        return result + [UInt8](repeating: 0, count: 1_024)
    }

    private static func padded(_ bytes: [UInt8]) -> [UInt8] {
        bytes + [UInt8](repeating: 0, count: (512 - bytes.count % 512) % 512)
    }

    private static func header(_ path: String, size: Int, type: UInt8) -> [UInt8] {
        var header = [UInt8](repeating: 0, count: 512)
        func write(_ text: String, at start: Int, width: Int, into header: inout [UInt8]) {
            for (offset, byte) in text.utf8.prefix(width).enumerated() { header[start + offset] = byte }
        }
        func octal(_ number: Int, digits: Int) -> String {
            let text = String(number, radix: 8)
            return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
        }
        write(path, at: 0, width: 100, into: &header)
        write(octal(0o644, digits: 7), at: 100, width: 7, into: &header)
        write(octal(0, digits: 7), at: 108, width: 7, into: &header)
        write(octal(0, digits: 7), at: 116, width: 7, into: &header)
        write(octal(size, digits: 11), at: 124, width: 11, into: &header)
        write(octal(0, digits: 11), at: 136, width: 11, into: &header)
        write("        ", at: 148, width: 8, into: &header)
        header[156] = type
        write("ustar\u{0}00", at: 257, width: 8, into: &header)
        let sum = header.reduce(0) { $0 + Int($1) }
        write(octal(sum, digits: 6) + "\u{0} ", at: 148, width: 8, into: &header)
        return header
    }
}
