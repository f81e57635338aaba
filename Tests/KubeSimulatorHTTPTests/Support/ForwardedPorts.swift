import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A `kubectl port-forward` that runs until it is stopped.
final class ForwardedPorts {
    private let process = Process()
    private let output = Pipe()
    private let problems = Pipe()

    init(_ setting: Kubectl.Setting, _ arguments: [String]) throws {
        process.executableURL = URL(fileURLWithPath: Kubectl.path ?? "/nonexistent")
        process.arguments = ["--kubeconfig", setting.config, "port-forward", "--address", "127.0.0.1"] + arguments
        process.environment = ["HOME": setting.home].merging(setting.environment) { $1 }
        process.standardOutput = output
        process.standardError = problems
        try process.run()
    }

    func stop() { process.terminate() }

    /// The local ports, once kubectl has named so many.
    func ports(_ count: Int) async throws -> [Int] {
        var ports: [Int] = []
        for try await line in output.fileHandleForReading.lines where line.hasPrefix("Forwarding from 127.0.0.1:") {
            let digits = line.dropFirst("Forwarding from 127.0.0.1:".count).prefix { $0.isNumber }
            ports.append(Int(digits) ?? 0)
            if ports.count == count { break }
        }
        return ports
    }

    /// What kubectl complained of by its end.
    func errors() async throws -> String {
        var text = ""
        for try await line in problems.fileHandleForReading.lines { text += line + "\n" }
        return text
    }
}

private func nextByte(of descriptor: Int32) -> UInt8? {
    var byte: UInt8 = 0
    return read(descriptor, &byte, 1) == 1 ? byte : nil
}

extension FileHandle {
    /// The lines of a pipe, read by a thread of their own.
    fileprivate var lines: AsyncThrowingStream<String, any Error> {
        let (stream, continuation) = AsyncThrowingStream<String, any Error>.makeStream()
        let descriptor = fileDescriptor
        Thread.detachNewThread {
            var line: [UInt8] = []
            while let byte = nextByte(of: descriptor) {
                if byte != 0x0A {
                    line.append(byte)
                    continue
                }
                continuation.yield(String(decoding: line, as: UTF8.self))
                line = []
            }
            continuation.finish()
        }
        return stream
    }
}

/// Talks to a port of this machine.
enum Loopback {
    struct Unreachable: Error {}

    /// Sends a text and reads the answer, to its end or until so many bytes have come.
    static func exchange(_ port: Int, _ text: String, until count: Int = .max) async throws -> String {
        try await withCheckedThrowingContinuation { continuation in
            // A thread of its own: it blocks.
            Thread.detachNewThread { continuation.resume(with: Result { try blocking(port, text, count) }) }
        }
    }

    private static func blocking(_ port: Int, _ text: String, _ count: Int) throws -> String {
        #if canImport(Darwin)
            let descriptor = socket(AF_INET, SOCK_STREAM, 0)
        #else
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #endif
        guard descriptor >= 0 else { throw Unreachable() }
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(clamping: port).bigEndian)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let isConnected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard isConnected else { throw Unreachable() }
        let bytes = Array(text.utf8)
        guard write(descriptor, bytes, bytes.count) == bytes.count else { throw Unreachable() }
        var result: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while result.count < count {
            let received = read(descriptor, &buffer, buffer.count)
            guard received > 0 else { break }
            result += buffer.prefix(received)
        }
        return String(decoding: result, as: UTF8.self)
    }
}
