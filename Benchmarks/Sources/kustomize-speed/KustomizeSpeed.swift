import Foundation
import ManifestRender
import SourceTrees

/// Times kustomizations in process and, beside them in the same run, the tool itself as a process.
///
/// `kustomize-speed FOLDER… [--kubectl PATH] [--gitops PATH]` builds each folder: in process (best of five), as a
/// process of `gitops render`, and as `kubectl kustomize`; it says whether the outputs are the same bytes.
@main
enum KustomizeSpeed {
    static func main() throws {
        var folders: [String] = []
        var programs: [String: String] = [:]
        var arguments = CommandLine.arguments.dropFirst()
        while let argument = arguments.popFirst() {
            if argument.hasPrefix("--") { programs[argument] = arguments.popFirst() } else { folders.append(argument) }
        }
        guard !folders.isEmpty else {
            print("usage: kustomize-speed FOLDER... [--kubectl PATH] [--gitops PATH]")
            return
        }
        for folder in folders { try measure(folder, kubectl: programs["--kubectl"], gitops: programs["--gitops"]) }
    }

    private static func measure(_ folder: String, kubectl: String?, gitops: String?) throws {
        let path = URL(fileURLWithPath: folder).standardizedFileURL.path
        let source = try RenderSource(DirectoryTree("/"), path: String(path.drop { $0 == "/" }))
        let renderer = KustomizeRenderer()
        var text = ""
        let own = try best(of: 5) {
            text = try renderer.text(of: source, options: KustomizeOptions(), context: RenderContext()).text
        }
        print("\(folder)\tin process\t\(milliseconds(own)) ms\t\(text.utf8.count) bytes")
        if let gitops {
            let time = try best(of: 3) { _ = try output(of: gitops, ["render", "--type", "kustomize", path]) }
            print("\(folder)\tgitops as a process\t\(milliseconds(time)) ms")
        }
        guard let kubectl else { return }
        var peer = Data()
        let time = try best(of: 1) { peer = try output(of: kubectl, ["kustomize", path]) }
        print("\(folder)\tkubectl kustomize\t\(milliseconds(time)) ms\tsame bytes: \(peer == Data(text.utf8))")
        print("\(folder)\tfaster in process\t\(Int(time / own)) times")
    }

    private static func milliseconds(_ seconds: Double) -> Double { (seconds * 10_000).rounded() / 10 }

    /// The shortest wall-clock time in seconds.
    private static func best(of rounds: Int, _ body: () throws -> Void) rethrows -> Double {
        var best = Double.infinity
        for _ in 0..<rounds {
            let start = ContinuousClock.now
            try body()
            let parts = (ContinuousClock.now - start).components
            best = min(best, Double(parts.seconds) + Double(parts.attoseconds) / 1e18)
        }
        return best
    }

    /// What a program prints.
    private static func output(of program: String, _ arguments: [String]) throws -> Data {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return data
    }
}
