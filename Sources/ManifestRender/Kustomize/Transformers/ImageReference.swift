/// An image as it is written: `[host[:port]/]name[:tag][@digest]`.
struct ImageReference: Hashable {
    var name: String
    var tag = ""
    var digest = ""

    /// Takes a text apart; the port of a host is no tag.
    init(_ text: String) {
        let bytes = Array(text.utf8)
        let slash = bytes.firstIndex(of: UInt8(ascii: "/")) ?? 0
        let at = bytes[slash...].firstIndex(of: UInt8(ascii: "@"))
        let colon = bytes[slash...].firstIndex(of: UInt8(ascii: ":"))
        func part(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
        switch (colon, at) {
        case (nil, nil): name = text
        case (let colon?, nil):
            name = part(0..<colon)
            tag = part(colon + 1..<bytes.count)
        case (let colon, let at?):
            digest = part(at + 1..<bytes.count)
            if let colon, colon < at {
                name = part(0..<colon)
                tag = part(colon + 1..<at)
            } else {
                name = part(0..<at)
            }
        }
    }

    var text: String {
        var text = name
        if !tag.isEmpty { text += ":\(tag)" }
        if !digest.isEmpty { text += "@\(digest)" }
        return text
    }
}
