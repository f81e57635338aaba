import KubeSimulator
import NIOCore
import NIOHTTP1

/// The handlers that make a connection speak HTTP/1.1, and that leave it when it speaks something else.
enum HTTPHandlers {
    static func add(
        to pipeline: ChannelPipeline.SynchronousOperations, cluster: SimulatedCluster, connections: OpenConnections
    ) throws {
        let handlers: [any RemovableChannelHandler] = [
            HTTPResponseEncoder(),
            ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .forwardBytes)),
            HTTPServerPipelineHandler(),
            NIOHTTPResponseHeadersValidator(),
            HTTPServerProtocolErrorHandler(),
        ]
        try pipeline.addHandlers(handlers)
        try pipeline.addHandler(RequestHandler(cluster: cluster, connections: connections, others: handlers.reversed()))
    }
}
