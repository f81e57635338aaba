import Foundation
import Synchronization

/// A folder that is removed with its value.
final class TemporaryFolder: Sendable {
    let path = NSTemporaryDirectory() + "artifacts-" + UUID().uuidString

    func write(_ bytes: [UInt8], to file: String) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: "\(path)/\(file)"))
    }

    func names(_ folder: String) -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: "\(path)/\(folder)")) ?? []
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}

/// True so many times, then false.
final class Countdown: Sendable {
    private let left: Mutex<Int>

    init(_ count: Int) { left = Mutex(count) }

    func next() -> Bool {
        left.withLock { left in
            left -= 1
            return left >= 0
        }
    }
}
