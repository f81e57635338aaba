import KubeClient
import KubeSimulator
import NIOCore
import NIOHTTP1
import Values

/// Writes one answer to a connection, whole or piece by piece.
struct AnswerWriter {
    let channel: any Channel
    let version: HTTPVersion
    let request: KubeRequest
    let isHead: Bool
    let keepsAlive: Bool

    func answer(_ transport: SimulatedTransport) async {
        do {
            if isWatch {
                let stream = try await transport.stream(request)
                if stream.status == 200 { try await write(stream) } else { try await writeFirst(of: stream) }
            } else {
                try await write(transport.send(request))
            }
        } catch {
            channel.close(promise: nil)
        }
    }

    private var isWatch: Bool {
        guard request.method == "GET" else { return false }
        if request.path.contains("/watch/") { return true }
        guard let value = request.query.first(where: { $0.name == "watch" })?.value else { return false }
        return value != "false" && value != "0"
    }

    // MARK: - Whole answers

    func write(_ response: KubeResponse) async throws {
        let bytes = encoded(response)
        var head = HTTPResponseHead(version: version, status: HTTPResponseStatus(statusCode: response.status))
        for field in response.headers.fields { head.headers.add(name: field.name, value: field.value) }
        head.headers.add(name: "Content-Length", value: String(bytes.count))
        if !keepsAlive { head.headers.add(name: "Connection", value: "close") }
        channel.write(HTTPServerResponsePart.head(head), promise: nil)
        if !isHead, !bytes.isEmpty {
            channel.write(
                HTTPServerResponsePart.body(.byteBuffer(channel.allocator.buffer(bytes: bytes))), promise: nil)
        }
        try await channel.writeAndFlush(HTTPServerResponsePart.end(nil))
        if !keepsAlive { try await channel.close() }
    }

    private func encoded(_ response: KubeResponse) -> [UInt8] {
        switch response.body {
        case .bytes(let bytes): return bytes
        case .value(let value):
            let type = response.headers["Content-Type"] ?? ""
            if type.hasPrefix("application/yaml") { return Array(value.yamlText().utf8) }
            if isPretty { return value.jsonBytes(.pretty(indent: 2)) }
            return value.jsonBytes(JSONStyle(escapesHTML: true)) + [0x0A]
        }
    }

    /// Whether the answer is for people: asked for, or a browser's or curl's.
    private var isPretty: Bool {
        if request.path == "/version" { return true }
        if let asked = request.query.first(where: { $0.name == "pretty" })?.value {
            return asked == "true" || asked == "1"
        }
        let agent = request.headers["User-Agent"] ?? ""
        return agent.hasPrefix("curl/") || agent.hasPrefix("Mozilla/")
    }

    // MARK: - Streams

    /// An answer that turned out to be no stream.
    private func writeFirst(of stream: KubeStream) async throws {
        for try await element in stream.body {
            switch element {
            case .value(let value):
                return try await write(
                    KubeResponse(status: stream.status, headers: stream.headers, body: .value(value)))
            case .bytes(let bytes):
                return try await write(
                    KubeResponse(status: stream.status, headers: stream.headers, body: .bytes(bytes)))
            }
        }
        try await write(KubeResponse(status: stream.status, headers: stream.headers))
    }

    private func write(_ stream: KubeStream) async throws {
        var head = HTTPResponseHead(version: version, status: .ok)
        for field in stream.headers.fields { head.headers.add(name: field.name, value: field.value) }
        head.headers.add(name: "Transfer-Encoding", value: "chunked")
        try await channel.writeAndFlush(HTTPServerResponsePart.head(head))
        for try await element in stream.body {
            let bytes: [UInt8] =
                switch element {
                case .value(let value): value.jsonBytes(JSONStyle(escapesHTML: true)) + [0x0A]
                case .bytes(let bytes): bytes
                }
            try await channel.writeAndFlush(
                HTTPServerResponsePart.body(.byteBuffer(channel.allocator.buffer(bytes: bytes))))
        }
        try await channel.writeAndFlush(HTTPServerResponsePart.end(nil))
        if !keepsAlive { try await channel.close() }
    }
}
