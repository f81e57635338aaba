internal import LinearRegex

/// The images that a rule of `images` is about: its name as a regular expression, and behind it any tag and any digest.
///
/// Nearly every name is plain, and an image is compared with it in a fraction of the time an expression takes.
struct ImagePattern: Sendable {
    /// The name where nothing in it but points means something to a regular expression.
    private let plainName: [UInt8]?
    private let expression: RegexPattern

    /// - Throws: `RenderError` where the name is no regular expression.
    init(_ name: String) throws(RenderError) {
        do throws(RegexError) {
            expression = try RegexPattern("^\(name)(:[a-zA-Z0-9_.{}-]*)?(@sha256:[a-zA-Z0-9_.{}-]*)?$")
        } catch {
            throw RenderError(.invalidOptions, "images: the name '\(name)' is no regular expression: \(error)")
        }
        let bytes = Array(name.utf8)
        plainName = bytes.allSatisfy(ImagePattern.isPlain) ? bytes : nil
    }

    func matches(_ image: String) -> Bool {
        // Beyond ASCII a point stands for several bytes.
        guard let plainName, image.utf8.allSatisfy({ $0 < 0x80 && $0 != UInt8(ascii: "\n") }) else {
            return expression.matches(image)
        }
        var image = image
        return image.withUTF8 { ImagePattern.matches($0, plainName) }
    }

    private static func matches(_ image: UnsafeBufferPointer<UInt8>, _ name: [UInt8]) -> Bool {
        guard image.count >= name.count else { return false }
        for position in name.indices where image[position] != name[position] && name[position] != UInt8(ascii: ".") {
            return false
        }
        var rest = UnsafeBufferPointer(rebasing: image[name.count...])
        if rest.first == UInt8(ascii: ":") {
            rest = UnsafeBufferPointer(rebasing: rest[(1 + rest.dropFirst().prefix(while: isTag).count)...])
        }
        guard !rest.isEmpty else { return true }
        let digest = "@sha256:".utf8
        return rest.starts(with: digest) && rest.dropFirst(digest.count).allSatisfy(isTag)
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."):
            true
        default: false
        }
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        isWord(byte) || byte == UInt8(ascii: "/") || byte == UInt8(ascii: ":")
    }

    private static func isTag(_ byte: UInt8) -> Bool {
        isWord(byte) || byte == UInt8(ascii: "{") || byte == UInt8(ascii: "}")
    }
}
