import KubeModel
import ManifestRender
import SourceTrees
import Testing
import Values

/// Random kustomizations from fixed seeds: whatever they are, a build ends with a result or an error.
@Suite struct KustomizeFuzzTests {
    private struct Generator {
        var state: UInt64

        mutating func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }

        mutating func pick(_ texts: [String]) -> String { texts[next(texts.count)] }
    }

    private static let resources = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, labels: {a: b}, annotations: {n: "1"}}
        spec:
          selector: {matchLabels: {a: b}}
          template:
            metadata: {labels: {a: b}}
            spec:
              containers:
              - {name: web, image: "nginx:1", env: [{name: A, value: "$(X)"}], ports: [{containerPort: 80}]}
              - {name: side, image: nginx}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: web, namespace: ns}
        spec: {selector: {a: b}, ports: [{port: 80}, {port: 81, protocol: UDP}]}
        ---
        apiVersion: example.dev/v1
        kind: Odd
        metadata: {name: odd}
        spec: {list: [1, [2, {a: null}]], text: '{"a": {"b": 1}}', "a.b/c": {"": x}}
        """

    private static let paths = [
        "metadata.name", "spec.template.spec.containers.[name=web].image", "spec.template.spec.containers.*.env.0",
        "spec.list.1.1.a", "spec.text.a.b", "spec.a\\.b/c", "spec..x", ".", "", "[", "[=]", "[a", "*", "*.*.*", "-",
        "-1",
        "99999999999999999999", "metadata.annotations.n", "spec.template.spec.containers.[name=no].image", "\\",
        "a.\\.b",
        "spec.ports.[port=80].protocol", "spec.template.spec.containers.[name=web].ports.[containerPort=80].name",
    ]

    private static let scalars = [
        "web", "\"\"", "null", "7", "-1", "1.5", "true", "[]", "{}", "\"*\"", "\"(\"", "\"a|b\"", "é", "\"\\0\"",
        "r.yaml", "..", "/", "[a, {b: c}]", "{a: {b: [1]}}", "nginx:1@sha256:x", "999999999999",
    ]

    private static let fields = [
        "namePrefix", "nameSuffix", "namespace", "commonLabels", "commonAnnotations", "labels", "images", "replicas",
        "patches", "patchesStrategicMerge", "patchesJson6902", "configMapGenerator", "secretGenerator", "vars", "crds",
        "generatorOptions", "replacements", "sortOptions", "buildMetadata", "components", "transformers", "generators",
        "validators", "openapi", "configurations", "bases", "imageTags", "helmCharts", "helmGlobals",
    ]

    /// Builds a folder; what comes of it does not matter.
    private func build(_ kustomization: String) throws {
        let tree = try MemoryTree(["kustomization.yaml": kustomization, "r.yaml": Self.resources])
        _ = try? KustomizeRenderer().text(
            of: RenderSource(tree), options: KustomizeOptions(), context: RenderContext())
    }

    @Test(arguments: [1, 2, 3] as [UInt64]) func fieldsOfAnyKind(seed: UInt64) throws {
        var generator = Generator(state: seed)
        for _ in 0..<150 {
            var text = "resources: [r.yaml]\n"
            for _ in 0..<(1 + generator.next(4)) {
                text += "\(generator.pick(Self.fields)): \(value(&generator, depth: 3))\n"
            }
            try build(text)
        }
    }

    private func value(_ generator: inout Generator, depth: Int) -> String {
        guard depth > 0, generator.next(4) > 0 else { return generator.pick(Self.scalars) }
        let names = [
            "name", "path", "patch", "target", "kind", "source", "targets", "select", "fieldPaths", "fieldPath",
            "options",
            "literals", "files", "envs", "newTag", "newName", "digest", "count", "pairs", "includeSelectors",
            "behavior",
            "objref", "fieldref", "order", "labelSelector", "apiVersion", "metadata", "delimiter", "index", "create",
        ]
        if generator.next(2) == 0 {
            return "["
                + (0..<generator.next(3)).map { _ in value(&generator, depth: depth - 1) }.joined(separator: ", ")
                + "]"
        }
        return "{"
            + (0..<generator.next(4)).map { _ in
                "\(generator.pick(names)): \(value(&generator, depth: depth - 1))"
            }.joined(separator: ", ") + "}"
    }

    @Test(arguments: [1, 2] as [UInt64]) func replacementsWithAnyPath(seed: UInt64) throws {
        var generator = Generator(state: seed)
        for _ in 0..<200 {
            let (from, to) = (generator.pick(Self.paths), generator.pick(Self.paths))
            let options = generator.pick([
                "{}", "{create: true}", "{delimiter: '.', index: 9}", "{delimiter: '', index: -9223372036854775808}",
                "{delimiter: e, index: -1, create: true}", "{encoding: base64}",
            ])
            try build(
                """
                resources: [r.yaml]
                replacements:
                - source: {kind: \(generator.pick(["Deployment", "Odd"])), fieldPath: '\(from)', options: \(options)}
                  targets:
                  - select: {name: '\(generator.pick(["web", ".*", "(", ""]))'}
                    fieldPaths: ['\(to)', '\(generator.pick(Self.paths))']
                    options: \(options)
                """)
        }
    }

    @Test(arguments: [1, 2] as [UInt64]) func patchesOfAnyShape(seed: UInt64) throws {
        var generator = Generator(state: seed)
        let operations = ["add", "remove", "replace", "move", "copy", "test", "none"]
        let pointers = [
            "/metadata/name", "/spec/list/1/-", "/spec/list/99", "", "/", "//", "/spec/template/spec/containers/0",
            "/metadata/annotations/n", "/spec/text/a", "/~", "/~1~0",
        ]
        for _ in 0..<200 {
            let isJSON = generator.next(2) == 0
            let patch =
                isJSON
                ? "[{op: \(generator.pick(operations)), path: '\(generator.pick(pointers))', "
                    + "from: '\(generator.pick(pointers))', value: \(generator.pick(Self.scalars))}]"
                : "{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, "
                    + "spec: {template: {spec: {containers: [{name: \(generator.pick(Self.scalars)), "
                    + "$patch: \(generator.pick(["delete", "replace", "merge", "x"]))}, \(generator.pick(Self.scalars))]}}}}"
            try build(
                """
                resources: [r.yaml]
                patches:
                - target: {kind: '\(generator.pick(["Deployment", ".*", "[", ""]))'}
                  patch: |-
                    \(patch)
                """)
        }
    }

    /// Twice the resources take twice the work, or a build of 4,000 would not end in time.
    @Test(.timeLimit(.minutes(10))) func manyResourcesThatNameEachOther() throws {
        let text = (0..<4_000).map { number in
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: pod-\(number)}
            spec: {containers: [{name: c, envFrom: [{configMapRef: {name: map-\(number)}}]}]}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: map-\(number)}
            """
        }.joined(separator: "\n---\n")
        let tree = try MemoryTree(["kustomization.yaml": "resources: [r.yaml]\nnamePrefix: p-\n", "r.yaml": text])
        let objects = try KustomizeRenderer().render(
            RenderSource(tree), options: KustomizeOptions(), context: RenderContext()
        ).objects
        #expect(objects.count == 8_000)
        let references = objects.filter { $0.kind == "Pod" }.compactMap {
            $0.value["spec", "containers"]?[0]?["envFrom"]?[0]?["configMapRef", "name"]?.stringValue
        }
        #expect(references.allSatisfy { $0.hasPrefix("p-map-") } && references.count == 4_000)
    }
}
