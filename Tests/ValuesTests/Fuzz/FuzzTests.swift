import Testing
import Values

/// Foreign input of every kind of brokenness: an error with a place or a value, never a trap and never a hang.
@Suite struct FuzzTests {
    private static let manifest = """
        # a comment
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, labels: {"app": 'web', tier: !!str 5}}
        spec: &spec
          replicas: 0x3
          template:
            spec:
              containers:
              - name: web
                args: [--a, "b\\n\\u00e9", 'it''s']
                command: |-
                  echo "hi"
                   indented
                env:
                - {name: A, value: "1"}
              - <<: {image: a}
                name: other
                text: >+
                  folded
                  text

        status: *spec
        ---
        - 1.5
        - ? complex
          : value
        ...
        """

    @Test func mutatedJSONNeverTraps() throws {
        let json = try Value(yaml: Self.manifest).jsonBytes(.pretty(indent: 1))
        var generator = SeededGenerator(seed: 1)
        var accepted = 0
        for _ in 0..<6_000 {
            let bytes = generator.mutate(json)
            do {
                let value = try Value(json: bytes)
                accepted += 1
                #expect(try Value(json: value.jsonBytes()).jsonBytes() == value.jsonBytes())
            } catch {
                #expect(error.line >= 1 && error.column >= 1 && !error.message.isEmpty)
            }
        }
        #expect(accepted > 100)
    }

    @Test func mutatedYAMLNeverTraps() throws {
        let yaml = Array(Self.manifest.utf8)
        var generator = SeededGenerator(seed: 2)
        var accepted = 0
        for _ in 0..<6_000 {
            let bytes = generator.mutate(yaml)
            do {
                for document in try YAMLDocument.parse(bytes) {
                    accepted += 1
                    #expect(document.line >= 1)
                    #expect(try Value(yaml: document.value.yamlBytes()) == document.value)
                }
            } catch {
                #expect(error.line >= 1 && error.column >= 1 && !error.message.isEmpty)
            }
        }
        #expect(accepted > 100)
    }

    @Test func randomBytesNeverTrap() {
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<3_000 {
            let count = Int.random(in: 0..<200, using: &generator)
            let bytes = (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
            _ = try? Value(json: bytes)
            _ = try? YAMLDocument.parse(bytes)
            let ascii = bytes.map { $0 & 0x7F }
            _ = try? Value(json: ascii)
            _ = try? YAMLDocument.parse(ascii)
        }
    }

    @Test func everyPrefixOfAManifestIsReadOrRefused() {
        let yaml = Array(Self.manifest.utf8)
        for count in yaml.indices { _ = try? YAMLDocument.parse(Array(yaml[..<count])) }
    }

    @Test func randomPatchesNeverTrap() {
        var generator = SeededGenerator(seed: 4)
        let names = ["add", "remove", "replace", "move", "copy", "test"]
        let paths = ["", "/", "/a", "/a/0", "/a/-", "/a/-1", "/a/b", "/b/c/d", "/~0~1", "/a/99999999999999999999", "x"]
        for _ in 0..<5_000 {
            let value = generator.value(depth: 3)
            let operations = (0..<4).map { _ -> Value in
                [
                    "op": .string(names.randomElement(using: &generator) ?? ""),
                    "path": .string(paths.randomElement(using: &generator) ?? ""),
                    "from": .string(paths.randomElement(using: &generator) ?? ""), "value": generator.value(depth: 2),
                ]
            }
            _ = try? JSONPatch(.array(operations)).apply(to: ["a": value, "b": [1, 2, value]])
        }
    }
}
