/// What a client makes of the messages of forwarded ports. Does no I/O.
///
/// Each port has two channels, one for data and one for what goes wrong; the first two bytes of both are the port's
/// number, low byte first.
struct PortStateMachine: Sendable {
    /// What is to be done.
    enum Step: Hashable, Sendable {
        /// Nothing.
        case none
        /// Bytes came from the port at this place in the list.
        case data(Int, [UInt8])
        /// The port at this place cannot be spoken to, in the server's words.
        case failed(Int, String)
        /// What came is not what the protocol promises.
        case malformed(String)
    }

    /// The most that is read of what goes wrong with one port.
    static let maximumErrorBytes = 64 << 10

    private let ports: [Int]
    private var greetings: [[UInt8]]
    private var failures: [[UInt8]]

    init(ports: [Int]) {
        self.ports = ports
        greetings = Array(repeating: [], count: ports.count * 2)
        failures = Array(repeating: [], count: ports.count)
    }

    static func channel(of index: Int) -> UInt8 { UInt8(index * 2) }

    /// Takes a message.
    mutating func receive(_ message: [UInt8]) -> Step {
        guard let message = ChannelMessage(message) else { return .none }
        let channel = Int(message.channel)
        guard channel < greetings.count else {
            return .malformed("the server sent something on channel \(channel), which there is not")
        }
        var payload = message.payload[...]
        let missing = 2 - greetings[channel].count
        if missing > 0 {
            greetings[channel] += payload.prefix(missing)
            payload = payload.dropFirst(missing)
            guard greetings[channel].count == 2 else { return .none }
            let port = Int(greetings[channel][0]) | Int(greetings[channel][1]) << 8
            guard port == ports[channel / 2] else {
                return .malformed("the server forwards port \(port) where \(ports[channel / 2]) was asked for")
            }
        }
        guard !payload.isEmpty else { return .none }
        if channel.isMultiple(of: 2) { return .data(channel / 2, Array(payload)) }
        let room = PortStateMachine.maximumErrorBytes - failures[channel / 2].count
        failures[channel / 2] += payload.prefix(max(room, 0))
        return .failed(channel / 2, String(decoding: failures[channel / 2], as: UTF8.self))
    }
}
