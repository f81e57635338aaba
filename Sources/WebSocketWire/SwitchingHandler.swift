package import NIOCore

/// Keeps what arrives while a connection's HTTP handlers make room for others, which then get it.
package final class SwitchingHandler: ChannelInboundHandler, RemovableChannelHandler {
    package typealias InboundIn = ByteBuffer
    package typealias InboundOut = ByteBuffer

    private var kept: [ByteBuffer] = []

    package init() {}

    package func channelRead(context: ChannelHandlerContext, data: NIOAny) { kept.append(unwrapInboundIn(data)) }

    package func removeHandler(context: ChannelHandlerContext, removalToken: ChannelHandlerContext.RemovalToken) {
        for buffer in kept { context.fireChannelRead(wrapInboundOut(buffer)) }
        if !kept.isEmpty { context.fireChannelReadComplete() }
        kept = []
        context.leavePipeline(removalToken: removalToken)
    }
}

extension Channel {
    /// Takes the handlers of HTTP out of the pipeline and puts others in; what arrives meanwhile goes to those.
    ///
    /// - Parameters:
    ///   - handlers: what goes, the last of the pipeline first.
    ///   - add: adds what comes, at the end of the pipeline.
    /// - Returns: what `add` gave, once everything is in place. To be called on the channel's event loop.
    package func switchHandlers<Result: Sendable>(
        from handlers: [any RemovableChannelHandler],
        to add: @escaping (ChannelPipeline.SynchronousOperations) throws -> Result
    ) -> EventLoopFuture<Result> {
        let keeper = SwitchingHandler()
        do {
            try pipeline.syncOperations.addHandler(keeper)
        } catch {
            return eventLoop.makeFailedFuture(error)
        }
        let removals = handlers.map { pipeline.syncOperations.removeHandler($0) }
        let channel = self
        return EventLoopFuture.andAllSucceed(removals, on: eventLoop).assumeIsolated().flatMapThrowing {
            let result = try add(channel.pipeline.syncOperations)
            channel.pipeline.syncOperations.removeHandler(keeper, promise: nil)
            return result
        }.nonisolated()
    }
}
