import Jsonnet
import SourceTrees
import Synchronization
import TestSupport
import Testing
import Values

/// Programs with the output of the real tool; see the suite's own README for the layout.
@Suite struct ConformanceSuite {
    /// Cases that passed before; fewer is a regression.
    private static let reached = 493

    @Test func everyCase() throws {
        guard let folder = Conformance.path("jsonnet") else { return }
        let tree = try DirectoryTree(folder)
        var passed = 0
        var failures: [String] = []
        var traces = (matching: 0, total: 0)
        let cases = try ConformanceCase.all(in: tree)
        for one in cases {
            let outcome = try one.run(in: tree)
            if let problem = outcome.problem { failures.append("\(one.name): \(problem)") } else { passed += 1 }
            if let matches = outcome.traceMatches {
                traces.total += 1
                if matches { traces.matching += 1 }
            }
        }
        for failure in failures { print("conformance jsonnet FAILED \(failure)") }
        print("conformance jsonnet \(passed)/\(cases.count)")
        print("conformance jsonnet-traces \(traces.matching)/\(traces.total) (informative)")
        #expect(passed >= ConformanceSuite.reached)
        #expect(passed == cases.count)
    }
}

/// One program of the suite with what it should give.
struct ConformanceCase {
    let name: String
    /// The file to evaluate and the folder it starts from.
    let file: String
    let folder: TreePath
    let golden: [UInt8]?
    let error: String?
    let trace: String?
    let stderr: String?
    let settings: Value

    struct Outcome {
        var problem: String?
        var traceMatches: Bool?
    }

    static func all(in tree: some SourceTree) throws -> [ConformanceCase] {
        func text(_ path: String) throws -> String? {
            let path = try TreePath(path)
            return try tree.isFile(path) ? tree.readText(path) : nil
        }
        func bytes(_ path: String) throws -> [UInt8]? {
            let path = try TreePath(path)
            return try tree.isFile(path) ? tree.read(path) : nil
        }
        var cases: [ConformanceCase] = []
        for entry in try tree.list() {
            if entry.isDirectory {
                guard let json = try text("\(entry.name)/case.json") else { continue }
                let settings = try Value(json: json)
                guard case .string(let file)? = settings["file"] else { continue }
                cases.append(
                    ConformanceCase(
                        name: entry.name, file: file, folder: try TreePath(entry.name),
                        golden: try bytes("\(entry.name)/expected.golden"),
                        error: try text("\(entry.name)/expected.error"), trace: nil,
                        stderr: try text("\(entry.name)/expected.stderr"), settings: settings))
            } else if entry.name.hasSuffix(".jsonnet") {
                let name = String(entry.name.dropLast(8))
                cases.append(
                    ConformanceCase(
                        name: name, file: entry.name, folder: .root, golden: try bytes("\(name).golden"),
                        error: try text("\(name).error"), trace: try text("\(name).trace"),
                        stderr: try text("\(name).stderr"), settings: .null))
            }
        }
        return cases
    }

    private func strings(_ key: String) -> [String: String] {
        guard case .object(let object)? = settings[key] else { return [:] }
        var result: [String: String] = [:]
        for member in object { if case .string(let text) = member.value { result[member.key] = text } }
        return result
    }

    func run(in tree: some SourceTree) throws -> Outcome {
        var libraries: [String] = []
        if case .array(let paths)? = settings["jpath"] {
            for case .string(let path) in paths { libraries.append(path) }
        }
        var vm = JsonnetVM(importer: TreeImporter(tree, base: folder, libraries: libraries))
        for (key, value) in strings("extVars") { vm.externalVariables[key] = .text(value) }
        for (key, value) in strings("extCode") { vm.externalVariables[key] = .code(value) }
        for (key, value) in strings("tlaVars") { vm.topLevelArguments[key] = .text(value) }
        for (key, value) in strings("tlaCode") { vm.topLevelArguments[key] = .code(value) }
        let said = Lines()
        vm.trace = { said.append($0) }
        do throws(JsonnetError) {
            let output = try vm.evaluate(file: file)
            guard let golden else { return Outcome(problem: "expected an error, got \(output.prefix(200))") }
            guard Array(output.utf8) == golden else {
                return Outcome(
                    problem:
                        "got \(output.prefix(600)), expected \(String(decoding: golden, as: UTF8.self).prefix(600))")
            }
            if let stderr, said.text != stderr { return Outcome(problem: "standard error was \(said.text)") }
            return Outcome()
        } catch {
            let failure = error
            guard let wantedError = self.error else { return Outcome(problem: "unexpected error \(failure)") }
            let wanted =
                wantedError.split(separator: "\n", omittingEmptySubsequences: false).first.map(String.init) ?? ""
            let matches = trace.map { Self.trimmed($0) == Self.trimmed(failure.description) }
            let isSame = failure.description.contains(wanted)
            return Outcome(
                problem: isSame ? nil : "error \(failure) lacks \(wanted)", traceMatches: matches)
        }
    }

    private static func trimmed(_ text: String) -> String {
        var text = Substring(text)
        while let last = text.last, last.isNewline { text.removeLast() }
        return String(text)
    }
}

/// Lines collected while a program runs.
final class Lines: Sendable {
    private let lines = Mutex<[String]>([])
    func append(_ line: String) { lines.withLock { $0.append(line) } }
    var text: String { lines.withLock { $0.map { $0 + "\n" }.joined() } }
}
