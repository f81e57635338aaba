import Dispatch
import Foundation
import GoTemplate
import ManifestRender
import SourceTrees
import Synchronization
import Values

/// Times templates and charts in process, in microseconds of CPU: the best of several rounds.
///
/// `helm-speed template FOLDER` takes a template with its helpers, data and expected text; `helm-speed charts FOLDER
/// NAME…` takes cases of the conformance folder, read and compiled anew each time (cold) and once for all (warm);
/// `helm-speed releases FOLDER NAME COUNT` renders as many releases of one chart, each with values of its own, on all
/// cores, and prints the wall time of it all.
@main
enum HelmSpeed {
    static func main() throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        guard arguments.count >= 2 else {
            print(
                "usage: helm-speed template FOLDER | helm-speed charts FOLDER NAME... "
                    + "| helm-speed releases FOLDER NAME COUNT")
            return
        }
        let folder = URL(fileURLWithPath: arguments[1])
        if arguments[0] == "template" {
            try template(folder)
        } else if arguments[0] == "releases", arguments.count == 4 {
            try releases(folder.appendingPathComponent(arguments[2]), count: Int(arguments[3]) ?? 1000)
        } else {
            for name in arguments.dropFirst(2) { try chart(folder.appendingPathComponent(name)) }
        }
    }

    private static func processorTime() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) * 1e6 + Double(time.tv_nsec) / 1e3
    }

    private static func measure(_ name: String, rounds: Int, count: Int, _ body: () throws -> Void) rethrows {
        var best = Double.infinity
        for _ in 0..<rounds {
            let start = processorTime()
            for _ in 0..<count { try body() }
            best = min(best, (processorTime() - start) / Double(count))
        }
        print("\(name)\t\((best * 10).rounded() / 10) us")
    }

    private static func bytes(_ folder: URL, _ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: folder.appendingPathComponent(name)))
    }

    private static func template(_ folder: URL) throws {
        let (text, helpers) = (try bytes(folder, "template.tpl"), try bytes(folder, "helpers.tpl"))
        let data = GoValue(try Value(json: bytes(folder, "data.json")), wholeNumbersAsFloats: true)
        let empty = TemplateSet(functions: .helm)
        var set = empty
        try set.parse(helpers, name: "helpers.tpl")
        try set.parse(text, name: "template.tpl")
        let output = try set.execute("template.tpl", data: data).replacingOccurrences(of: "<no value>", with: "")
        print("output as expected\t\(Array(output.utf8) == (try bytes(folder, "expected.txt")))")
        try measure("parse", rounds: 9, count: 1000) {
            var set = empty
            try set.parse(helpers, name: "helpers.tpl")
            try set.parse(text, name: "template.tpl")
        }
        let parsed = set
        try measure("execute", rounds: 9, count: 1000) { _ = try parsed.executeBytes("template.tpl", data: data) }
    }

    private static func source(_ folder: URL) throws -> (source: RenderSource, options: HelmOptions) {
        let description = try Value(json: bytes(folder, "case.json"))
        func strings(_ key: String) -> [String] { description[key]?.arrayValue?.compactMap(\.stringValue) ?? [] }
        let source = try RenderSource(DirectoryTree(folder.path), path: description["chart"]?.stringValue ?? "chart")
        let options = HelmOptions(
            releaseName: description["releaseName"]?.stringValue,
            valueFiles: try strings("valuesFiles").map {
                .content(name: $0, text: String(decoding: try bytes(folder, $0), as: UTF8.self))
            }, set: strings("set"), setString: strings("setString"),
            kubeVersion: description["kubeVersion"]?.stringValue, namespace: description["namespace"]?.stringValue)
        return (source, options)
    }

    private static func chart(_ folder: URL) throws {
        let (source, options) = try source(folder)
        let renderer = HelmRenderer()
        let name = folder.lastPathComponent
        try measure("\(name) cold", rounds: 5, count: 5) {
            _ = try renderer.release(HelmChart(source), options: options, context: RenderContext())
        }
        let chart = try HelmChart(source)
        try measure("\(name) warm", rounds: 5, count: 10) {
            _ = try renderer.release(chart, options: options, context: RenderContext())
        }
    }

    private static func releases(_ folder: URL, count: Int) throws {
        let (source, options) = try source(folder)
        let start = ContinuousClock.now
        let chart = try HelmChart(source)
        let documents = Atomic<Int>(0)
        DispatchQueue.concurrentPerform(iterations: count) { index in
            var own = options
            own.set.append("released=\(index)")
            let release = try? HelmRenderer().release(chart, options: own, context: RenderContext())
            documents.add(release.map { $0.manifests.count + $0.hooks.count } ?? 0, ordering: .relaxed)
        }
        let elapsed = (ContinuousClock.now - start) / .microseconds(1)
        print("\(count) releases\t\(elapsed.rounded()) us\t\(documents.load(ordering: .relaxed)) documents")
    }
}
