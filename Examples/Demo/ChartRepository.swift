import Archives
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// A Helm repository on the loopback interface: an index and packaged charts.
final class ChartRepository: Sendable {
    private let files: FileTable
    private let channel: any Channel

    /// The repository's address.
    let url: String

    private init(files: FileTable, channel: any Channel) {
        self.files = files
        self.channel = channel
        url = "http://127.0.0.1:\(channel.localAddress?.port ?? 0)"
    }

    /// Starts to listen on a free port.
    static func start() async throws -> ChartRepository {
        let files = FileTable()
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(FileHandler(files))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        return ChartRepository(files: files, channel: channel)
    }

    /// Adds a version of a chart.
    func publish(_ name: String, _ version: String, files chart: [String: String]) {
        let entries = chart.sorted { $0.key < $1.key }.map { ("\(name)/\($0.key)", Array($0.value.utf8)) }
        files.add(name, version, Gzip.pack(TarWriter.archive(entries)))
    }

    func stop() { channel.close(promise: nil) }
}

/// What the repository serves, by path.
private final class FileTable: Sendable {
    private struct State {
        var entries: [String] = []
        var files: [String: [UInt8]] = [:]
    }

    private let state = Mutex(State())

    func add(_ name: String, _ version: String, _ archive: [UInt8]) {
        state.withLock { state in
            state.files["/\(name)-\(version).tgz"] = archive
            state.entries.append("{name: \(name), version: \(version), urls: [\(name)-\(version).tgz]}")
            let list = state.entries.filter { $0.hasPrefix("{name: \(name),") }.joined(separator: ", ")
            state.files["/index.yaml"] = Array("apiVersion: v1\nentries: {\(name): [\(list)]}\n".utf8)
        }
    }

    subscript(path: String) -> [UInt8]? { state.withLock { $0.files[path] } }
}

/// Answers requests for files.
private final class FileHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let files: FileTable
    private var path = ""

    init(_ files: FileTable) { self.files = files }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): path = head.uri
        case .body: break
        case .end:
            let bytes = files[path]
            let headers: HTTPHeaders = ["Content-Length": String(bytes?.count ?? 0)]
            let head = HTTPResponseHead(version: .http1_1, status: bytes == nil ? .notFound : .ok, headers: headers)
            context.write(wrapOutboundOut(.head(head)), promise: nil)
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: bytes ?? [])))), promise: nil)
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
