import Jsonnet
import SourceTrees
import Synchronization
import Testing
import Values

@Suite struct EvaluationTests {
    private let tree: MemoryTree

    init() throws {
        tree = try MemoryTree([
            "main.jsonnet": "{ lib: import 'lib.libsonnet', text: importstr 'sub/note.txt', file: std.thisFile }",
            "lib.libsonnet": "import 'sub/inner.libsonnet'",
            "sub/inner.libsonnet": "{ bytes: importbin 'note.txt', file: std.thisFile }",
            "sub/note.txt": "hé",
            "first/which.libsonnet": "'first'",
            "second/which.libsonnet": "'second'",
            "files.jsonnet": "{ 'b.json': { x: 1 }, 'a.txt': 'text' }",
            "stream.jsonnet": "[{ a: 1 }, 'two']",
            "text.jsonnet": "'line'",
            "number.jsonnet": "5",
        ])
    }

    @Test func importsAreRelativeToTheImportingFile() throws {
        let value = try JsonnetVM(importer: TreeImporter(tree)).evaluateValue(file: "main.jsonnet")
        #expect(value["text"] == "hé")
        #expect(value["file"] == "main.jsonnet")
        #expect(value["lib", "file"] == "sub/inner.libsonnet")
        #expect(value["lib", "bytes"] == [104, 195, 169])
    }

    @Test func theLastLibraryIsSearchedFirst() throws {
        let vm = JsonnetVM(importer: TreeImporter(tree, libraries: ["first", "second"]))
        #expect(try vm.evaluate(snippet: "import 'which.libsonnet'") == "\"second\"\n")
    }

    @Test func importsStayInsideOfTheTree() throws {
        let vm = JsonnetVM(importer: TreeImporter(tree))
        for path in ["../main.jsonnet", "sub/../../x", "/etc/passwd", "sub"] {
            #expect(throws: JsonnetError.self) { try vm.evaluate(snippet: "importstr '\(path)'") }
        }
    }

    @Test func outputsOfEveryKind() throws {
        let vm = JsonnetVM(importer: TreeImporter(tree))
        #expect(try vm.evaluateText(.file("text.jsonnet")) == "line\n")
        let files = try vm.evaluateFiles(.file("files.jsonnet"))
        #expect(files.map(\.name) == ["a.txt", "b.json"])
        #expect(files.map(\.content) == ["\"text\"\n", "{\n   \"x\": 1\n}\n"])
        #expect(try vm.evaluateStream(.file("stream.jsonnet")) == "---\n{\n   \"a\": 1\n}\n---\n\"two\"\n...\n")
        for attempt in [
            { try vm.evaluateText(.file("number.jsonnet")) }, { try vm.evaluateStream(.file("number.jsonnet")) },
        ] {
            let error = #expect(throws: JsonnetError.self) { _ = try attempt() }
            #expect(error?.code == .unexpectedResult)
        }
        let missing = #expect(throws: JsonnetError.self) { try vm.evaluate(file: "absent.jsonnet") }
        #expect(missing?.code == .notFound)
    }

    @Test func valuesKeepTheirKinds() throws {
        let value = try JsonnetVM().evaluateValue(snippet: "{ b: [1, 2.5, null, true], a: 'x', hidden:: 1 }")
        #expect(value == ["a": "x", "b": [1, 2.5, .null, true]])
        if case .object(let object) = value { #expect(object.keys == ["a", "b"]) }
    }

    @Test func functionsOfTheHost() throws {
        struct Refusal: Error, CustomStringConvertible { let description = "not like this" }
        var vm = JsonnetVM()
        vm.natives = [
            JsonnetNative("join", parameters: ["list", "by"]) { arguments in
                guard case .array(let elements) = arguments[0], let separator = arguments[1].stringValue else {
                    throw Refusal()
                }
                return .string(elements.compactMap(\.stringValue).joined(separator: separator))
            }
        ]
        #expect(try vm.evaluate(snippet: "std.native('join')(['a', 'b'], by='-')") == "\"a-b\"\n")
        let error = #expect(throws: JsonnetError.self) { try vm.evaluate(snippet: "std.native('join')(1, 2)") }
        #expect(error?.message == "RUNTIME ERROR: not like this")
    }

    @Test func tracesGoToTheHost() throws {
        let lines = Lines()
        var vm = JsonnetVM()
        vm.trace = { lines.append($0) }
        #expect(try vm.evaluate(snippet: "\nstd.trace('seen', 1)", named: "t.jsonnet") == "1\n")
        #expect(lines.text == "TRACE: t.jsonnet:2 seen\n")
    }

    @Test func errorsTellWhere() throws {
        let error = #expect(throws: JsonnetError.self) {
            try JsonnetVM().evaluate(snippet: "local f(x) = error 'no ' + x;\n{ a: f(1) }", named: "e.jsonnet")
        }
        #expect(error?.code == .runtime)
        #expect(error?.message == "RUNTIME ERROR: no 1")
        #expect(
            error?.trace == [
                "e.jsonnet:1:14-29\tfunction <f>", "e.jsonnet:2:6-10\tobject <anonymous>", "Field \"a\"\t",
                "During manifestation\t",
            ])
        let syntax = #expect(throws: JsonnetError.self) {
            try JsonnetVM().evaluate(snippet: "{ a 1 }", named: "s.jsonnet")
        }
        #expect(syntax?.code == .syntax)
        #expect(syntax?.message == "s.jsonnet:1:5-6 Expected token OPERATOR but got (NUMBER, \"1\")")
    }

    @Test func buildingStringsAndArraysIsLinear() throws {
        let text = "std.length(std.foldl(function(a, b) a + b, std.makeArray(200000, function(i) 'ab'), ''))"
        #expect(try JsonnetVM().evaluate(snippet: text) == "400000\n")
        let front = "std.length(std.foldl(function(a, b) b + a, std.makeArray(100000, function(i) 'ab'), ''))"
        #expect(try JsonnetVM().evaluate(snippet: front) == "200000\n")
        let array = "std.length(std.foldl(function(a, b) a + [b], std.range(1, 50000), []))"
        #expect(try JsonnetVM().evaluate(snippet: array) == "50000\n")
    }

    @Test func evaluationsRunSideBySide() async throws {
        let vm = JsonnetVM(importer: TreeImporter(tree))
        let results = await withTaskGroup(of: String?.self) { group in
            for _ in 0..<16 { group.addTask { try? vm.evaluate(file: "main.jsonnet") } }
            return await group.reduce(into: [String?]()) { $0.append($1) }
        }
        #expect(Set(results).count == 1)
        #expect(results.first != .some(nil))
    }
}
