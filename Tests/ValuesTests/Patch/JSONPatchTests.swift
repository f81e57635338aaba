import Testing
import Values

@Suite struct JSONPatchTests {
    @Test func operationsApplyInOrder() throws {
        let value: Value = ["a": [1, 2], "b": ["c": 1]]
        let patch = try JSONPatch([
            ["op": "add", "path": "/a/-", "value": 3], ["op": "remove", "path": "/b/c"],
            ["op": "move", "from": "/a/0", "path": "/b/d"],
            ["op": "copy", "from": "/b", "path": "/e"], ["op": "test", "path": "/e/d", "value": 1],
            ["op": "replace", "path": "/a/0", "value": "x"],
        ])
        #expect(try patch.apply(to: value) == ["a": ["x", 3], "b": ["d": 1], "e": ["d": 1]])
        #expect(value == ["a": [1, 2], "b": ["c": 1]])
    }

    @Test func errorsNameTheOperation() throws {
        let patch = try JSONPatch([["op": "add", "path": "/a", "value": 1], ["op": "remove", "path": "/x/y"]])
        #expect { try patch.apply(to: [:]) } throws: { error in
            guard let error = error as? PatchError else { return false }
            return error.operation == 1 && error == PatchError(.missingTarget, "")
        }
    }

    @Test(
        arguments: [
            ["op": "add"], ["path": "/a"], ["op": "grow", "path": "/a"], ["op": "move", "path": "/a"],
            ["op": "add", "path": 1], 1,
        ] as [Value])
    func malformedOperationsAreRefused(operation: Value) {
        #expect(throws: PatchError(.invalidPatch, "")) { try JSONPatch([operation]) }
        #expect(throws: PatchError(.invalidPatch, "")) { try JSONPatch(operation) }
    }

    @Test func anEmptyPathIsTheWholeValueForReplaceAndTestOnly() throws {
        #expect(try JSONPatch(operations: [.replace(JSONPointer(), 1)]).apply(to: [:]) == 1)
        #expect(try JSONPatch(operations: [.test(JSONPointer(), [1])]).apply(to: [1]) == [1])
        for operation in [JSONPatch.Operation.add(JSONPointer(), 1), .remove(JSONPointer())] {
            #expect(throws: PatchError(.missingTarget, "")) { try JSONPatch(operations: [operation]).apply(to: [:]) }
        }
    }

    @Test func aTestOfAMissingParentFails() throws {
        let patch = try JSONPatch([["op": "test", "path": "/a/b", "value": .null]])
        #expect(throws: PatchError(.missingTarget, "")) { try patch.apply(to: [:]) }
        #expect(throws: Never.self) { try patch.apply(to: ["a": [:]]) }
    }

    @Test func copiesOfCopiesAreBounded() throws {
        let root = try JSONPointer("/a")
        var operations: [JSONPatch.Operation] = [.add(root, ["text": .string(String(repeating: "x", count: 1_000))])]
        for number in 0..<40 { operations.append(.copy(from: root, to: root.appending("copy\(number)"))) }
        #expect(throws: PatchError(.limitExceeded, "")) { try JSONPatch(operations: operations).apply(to: [:]) }
    }

    @Test func nestingIsBounded() throws {
        var nested: Value = 1
        for _ in 0..<400 { nested = [nested] }
        var operations: [JSONPatch.Operation] = [.add(JSONPointer(tokens: ["a"]), nested)]
        for _ in 0..<10 { operations.append(.copy(from: JSONPointer(tokens: ["a"]), to: JSONPointer(tokens: ["b"]))) }
        #expect(throws: Never.self) { try JSONPatch(operations: operations).apply(to: [:]) }
        var path = JSONPointer(tokens: ["a"])
        operations = [.add(path, nested)]
        for _ in 0..<6 {
            path.tokens += Array(repeating: "0", count: 400)
            operations.append(.replace(path, nested))
        }
        #expect(throws: PatchError(.limitExceeded, "")) { try JSONPatch(operations: operations).apply(to: [:]) }
    }
}

@Suite struct JSONPointerTests {
    @Test(
        arguments: [
            ("", []), ("/", [""]), ("/a", ["a"]), ("/a/b", ["a", "b"]), ("/a~1b", ["a/b"]), ("/a~0b", ["a~b"]),
            ("/~01", ["~1"]), ("/~10", ["/0"]),
            ("//", ["", ""]), ("/~0~1", ["~/"]), ("/~2", ["~2"]), ("/~", ["~"]), ("/é/日", ["é", "日"]),
        ] as [(String, [String])])
    func tokensAreUnescaped(text: String, tokens: [String]) throws {
        let pointer = try JSONPointer(text)
        #expect(pointer.tokens == tokens)
        #expect(try JSONPointer(pointer.description) == pointer)
    }

    @Test func aPointerStartsWithASlash() {
        #expect(throws: PatchError(.invalidPointer, "")) { try JSONPointer("a") }
    }

    @Test func pointersLeadThroughListsAndObjects() throws {
        let value: Value = ["a": [["b/c": 1], 2], "": ["~": 3]]
        #expect(value[try JSONPointer("/a/0/b~1c")] == 1)
        #expect(value[try JSONPointer("/a/1")] == 2)
        #expect(value[try JSONPointer("//~0")] == 3)
        #expect(value[JSONPointer()] == value)
        for missing in ["/a/2", "/a/-", "/a/01", "/a/x", "/a/0/b/c", "/x", "/a/99999999999999999999"] {
            #expect(value[try JSONPointer(missing)] == nil)
        }
        var changed = value
        #expect(changed.remove(at: try JSONPointer("/a/0")) == ["b/c": 1])
        #expect(changed.remove(at: try JSONPointer("/a/7")) == nil)
        #expect(changed == ["a": [2], "": ["~": 3]])
    }
}

@Suite struct MergePatchTests {
    @Test func theSmallestPatchTurnsOneIntoTheOther() {
        let source: Value = ["a": 1, "b": ["c": 1, "d": 2], "e": [1, 2], "f": "x"]
        let target: Value = ["a": 1, "b": ["c": 1, "d": 3], "e": [1], "g": ["h": [:]]]
        let patch = Value.mergePatch(from: source, to: target)
        #expect(patch == ["f": .null, "b": ["d": 3], "e": [1], "g": ["h": [:]]])
        #expect(source.applyingMergePatch(patch) == target)
    }

    @Test func randomTreesAreTurnedIntoEachOther() {
        var generator = SeededGenerator(seed: 9)
        for _ in 0..<1_000 {
            let source = generator.value(depth: 3)
            // A merge patch cannot say null within objects.
            let target = Value.null.applyingMergePatch(generator.value(depth: 3))
            #expect(source.applyingMergePatch(Value.mergePatch(from: source, to: target)) == target)
        }
    }

    @Test func anythingButAnObjectReplaces() {
        #expect(Value.object(["a": 1]).applyingMergePatch(2) == 2)
        #expect(Value.int(1).applyingMergePatch(["a": .null, "b": 1]) == ["b": 1])
    }
}
