import Foundation
import Jsonnet
import SourceTrees

/// Evaluates programs with this library, go-jsonnet and the C++ implementation, one after the other in one run, and
/// prints the median CPU time of each and our share of the faster one's.
///
/// `jsonnet-speed [--python PATH] [--seconds S] [--only NAME] [--keep FOLDER] [FOLDER]` takes its own programs, or those
/// of a folder. The others run in the Python that is named, inside of its process, so no start-up is in the figures.
@main
enum JsonnetSpeed {
    static func main() throws {
        var options = try Options(Array(CommandLine.arguments.dropFirst()))
        let temporary = FileManager.default.temporaryDirectory.appendingPathComponent("jsonnet-speed-\(getpid())")
        if options.folder == nil {
            let folder = options.keep ?? temporary
            try Programs.write(to: folder)
            options.folder = folder
        }
        defer { try? FileManager.default.removeItem(at: temporary) }
        guard let folder = options.folder else { return }
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            .filter {
                $0.hasSuffix(".jsonnet") && (options.only.isEmpty || options.only.contains($0.dropLast(8).description))
            }
            .sorted()
        show(row("program", "ours", "go-jsonnet", "C++", "ours / faster"))
        for name in names { try compare(name, in: folder, options) }
    }

    private static func compare(_ name: String, in folder: URL, _ options: Options) throws {
        let ours = try measure(name, in: folder, seconds: options.seconds)
        let file = folder.appendingPathComponent(name).path
        let others = [Peer(name: "go", options), Peer(name: "cpp", options)].map { $0.measure(file) }
        let fastest = others.compactMap(\.median).min()
        var verdict = fastest.map { String(format: "%.2f", ours.median / $0) } ?? "-"
        // The C++ implementation writes some numbers otherwise, so the reference is the one to agree with.
        if let digest = others[0].digest, digest != ours.digest { verdict += "  other output than go-jsonnet" }
        show(row(name, text(ours.median), others[0].text, others[1].text, verdict))
    }

    private static func measure(
        _ name: String, in folder: URL, seconds: Double
    ) throws -> (median: Double, digest: String) {
        let vm = JsonnetVM(importer: TreeImporter(try DirectoryTree(folder.path)))
        var times: [Double] = []
        var output = ""
        let end = ContinuousClock.now + .seconds(seconds)
        repeat {
            let start = processorTime()
            output = try vm.evaluate(file: name)
            times.append(processorTime() - start)
        } while ContinuousClock.now < end && times.count < 2_000
        return (Measurement.median(times), Measurement.digest(output))
    }

    /// CPU time of all threads in milliseconds.
    private static func processorTime() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) * 1e3 + Double(time.tv_nsec) / 1e6
    }

    /// Prints a line at once, as some programs take the others a while.
    private static func show(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }

    private static func text(_ milliseconds: Double) -> String { Measurement.text(milliseconds) }

    private static func row(_ name: String, _ ours: String, _ go: String, _ cpp: String, _ verdict: String) -> String {
        func right(_ text: String, _ width: Int) -> String {
            String(repeating: " ", count: max(0, width - text.count)) + text
        }
        return name.padding(toLength: 30, withPad: " ", startingAt: 0) + right(ours, 14) + right(go, 14)
            + right(cpp, 14) + "    " + verdict
    }
}

/// What the command line says.
struct Options {
    var python = "python3"
    var peers = "Benchmarks/Peers/jsonnet.py"
    var seconds = 2.0
    var only: [String] = []
    var keep: URL?
    var folder: URL?

    init(_ arguments: [String]) throws {
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            switch argument {
            case "--python": python = rest.popFirst() ?? python
            case "--peers": peers = rest.popFirst() ?? peers
            case "--seconds": seconds = rest.popFirst().flatMap(Double.init) ?? seconds
            case "--only": only += [rest.popFirst() ?? ""]
            case "--keep": keep = rest.popFirst().map { URL(fileURLWithPath: $0) }
            default: folder = URL(fileURLWithPath: argument)
            }
        }
    }
}
