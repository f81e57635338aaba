import Foundation

/// What an implementation took for a program.
struct Measurement {
    var median: Double?
    var digest: String?
    var text: String

    static func median(_ times: [Double]) -> Double {
        let sorted = times.sorted()
        return sorted[sorted.count / 2]
    }

    static func text(_ milliseconds: Double) -> String { String(format: "%.3f ms", milliseconds) }

    /// Tells one output from another: CRC-32, as the Python side has it.
    static func digest(_ output: String) -> String {
        let table = (0..<UInt32(256)).map { byte in
            (0..<8).reduce(byte) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ value >> 1 : value >> 1 }
        }
        var sum: UInt32 = 0xFFFF_FFFF
        for byte in output.utf8 { sum = table[Int((sum ^ UInt32(byte)) & 0xFF)] ^ sum >> 8 }
        return String(format: "%08x", ~sum)
    }
}

/// Another implementation, inside of a Python process.
struct Peer {
    let name: String
    let options: Options

    init(name: String, _ options: Options) {
        self.name = name
        self.options = options
    }

    func measure(_ file: String) -> Measurement {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [options.python, options.peers, name, file, String(options.seconds)]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        do { try process.run() } catch { return Measurement(text: "no Python") }
        // Some programs take one of them minutes, which is all there is to know.
        let deadline = DispatchWorkItem { process.terminate() }
        DispatchQueue.global().asyncAfter(deadline: .now() + 90, execute: deadline)
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        deadline.cancel()
        guard process.terminationReason == .exit else { return Measurement(text: "> 90 s or abort") }
        guard let answer = try? JSONDecoder().decode(Answer.self, from: output) else {
            return Measurement(text: "error")
        }
        guard let times = answer.milliseconds, !times.isEmpty else { return Measurement(text: "absent") }
        let median = Measurement.median(times)
        return Measurement(median: median, digest: answer.digest, text: Measurement.text(median))
    }

    private struct Answer: Decodable {
        var milliseconds: [Double]?
        var digest: String?
    }
}
