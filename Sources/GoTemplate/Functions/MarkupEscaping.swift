/// Go's `html` and `js`.
enum MarkupEscaping {
    static func html(_ text: String) -> String {
        var output: [UInt8] = []
        for byte in ByteText.bytes(text) {
            switch byte {
            case 0: output += Array("\u{FFFD}".utf8)
            case UInt8(ascii: "\""): output += Array("&#34;".utf8)
            case UInt8(ascii: "'"): output += Array("&#39;".utf8)
            case UInt8(ascii: "&"): output += Array("&amp;".utf8)
            case UInt8(ascii: "<"): output += Array("&lt;".utf8)
            case UInt8(ascii: ">"): output += Array("&gt;".utf8)
            default: output.append(byte)
            }
        }
        return ByteText.string(output)
    }

    static func script(_ text: String) -> String {
        var output: [UInt8] = []
        for rune in UTF8Reader.runes(ByteText.bytes(text)) {
            switch rune {
            case 0x5C: output += Array("\\\\".utf8)
            case 0x27: output += Array("\\'".utf8)
            case 0x22: output += Array("\\\"".utf8)
            case 0x3C, 0x3E, 0x26, 0x3D:
                output += Array("\\u00".utf8)
                output += Array(String(rune, radix: 16, uppercase: true).utf8)
            case 0..<0x20:
                output += Array("\\u00".utf8)
                output += Array((rune < 16 ? "0" : "").utf8) + Array(String(rune, radix: 16, uppercase: true).utf8)
            case 0x80... where !GoQuoting.isPrintable(rune):
                output += Array(GoPrinter.sprintf("\\u%04X", [.int(Int(rune))]).utf8)
            default: UTF8Reader.append(rune, to: &output)
            }
        }
        return ByteText.string(output)
    }
}
