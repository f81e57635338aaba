import Crypto
package import NIOHTTP1

/// The header fields with which two sides agree on WebSocket (RFC 6455, section 4).
package enum WebSocketHandshake {
    private static let suffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
    private static let version = "13"

    /// Sixteen random bytes in base 64, by which a client knows that the answer is to its request.
    package static func newKey() -> String {
        var generator = SystemRandomNumberGenerator()
        return base64((0..<16).map { _ in UInt8.random(in: .min ... .max, using: &generator) })
    }

    /// What the server answers to a key.
    package static func answer(to key: String) -> String {
        base64(Array(Insecure.SHA1.hash(data: Array((key + suffix).utf8))))
    }

    /// Adds to a request what asks for WebSocket.
    package static func ask(_ headers: inout HTTPHeaders, key: String, protocols: [String]) {
        headers.replaceOrAdd(name: "Connection", value: "Upgrade")
        headers.replaceOrAdd(name: "Upgrade", value: "websocket")
        headers.replaceOrAdd(name: "Sec-WebSocket-Version", value: version)
        headers.replaceOrAdd(name: "Sec-WebSocket-Key", value: key)
        headers.replaceOrAdd(name: "Sec-WebSocket-Protocol", value: protocols.joined(separator: ", "))
    }

    /// Whether a server's answer agrees to WebSocket with this key.
    package static func agrees(_ head: HTTPResponseHead, key: String) -> Bool {
        head.status == .switchingProtocols
            && head.headers[canonicalForm: "Upgrade"].contains { $0.lowercased() == "websocket" }
            && head.headers.first(name: "Sec-WebSocket-Accept") == answer(to: key)
    }

    /// The key and the protocols of a request that asks for WebSocket; nil for any other.
    package static func wish(_ head: HTTPRequestHead) -> (key: String, protocols: [String])? {
        guard asks(head, for: "websocket"), head.method == .GET,
            let key = head.headers.first(name: "Sec-WebSocket-Key"),
            head.headers.first(name: "Sec-WebSocket-Version") == version
        else { return nil }
        return (key, head.headers[canonicalForm: "Sec-WebSocket-Protocol"].map { String($0) })
    }

    /// Whether a request asks to go over to a protocol.
    package static func asks(_ head: HTTPRequestHead, for name: String) -> Bool {
        head.headers[canonicalForm: "Connection"].contains { $0.lowercased() == "upgrade" }
            && head.headers[canonicalForm: "Upgrade"].contains { $0.lowercased() == name.lowercased() }
    }

    /// Base 64 (RFC 4648) with padding.
    private static func base64(_ bytes: [UInt8]) -> String {
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let number = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
            for place in 0...3 {
                text.append(place <= group.count ? digits[number >> (18 - 6 * place) & 63] : UInt8(ascii: "="))
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
