/// How the streams of a container share one connection: the first byte of a message names the stream it belongs to.
package enum ChannelProtocol: String, CaseIterable, Sendable {
    /// Can tell that a stream ended, standard input above all.
    case v5 = "v5.channel.k8s.io"
    /// Cannot.
    case v4 = "v4.channel.k8s.io"

    /// The protocols in the order in which they are asked for.
    package static let names = allCases.map(\.rawValue)

    package var closesStreams: Bool { self == .v5 }
}

/// One message of a container's connection.
package struct ChannelMessage: Hashable, Sendable {
    /// What a message is about.
    package enum Channel {
        package static let input: UInt8 = 0
        package static let output: UInt8 = 1
        package static let errors: UInt8 = 2
        package static let status: UInt8 = 3
        package static let size: UInt8 = 4
        /// The stream that the payload's one byte names has ended.
        package static let close: UInt8 = 255
    }

    package var channel: UInt8
    package var payload: [UInt8]

    package init(channel: UInt8, payload: [UInt8]) {
        self.channel = channel
        self.payload = payload
    }

    /// Reads a message; nil where it is empty and so names no stream.
    package init?(_ message: [UInt8]) {
        guard let channel = message.first else { return nil }
        self.init(channel: channel, payload: Array(message.dropFirst()))
    }

    /// The message as it is sent.
    package var bytes: [UInt8] { [channel] + payload }

    /// Tells that a stream has ended.
    package static func end(of channel: UInt8) -> ChannelMessage {
        ChannelMessage(channel: Channel.close, payload: [channel])
    }
}
