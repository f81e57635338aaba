import KubeModel
import ManifestRender
import SourceTrees
import Testing
import Values

@Suite struct JsonnetRendererTests {
    private static let tree: MemoryTree = {
        do {
            return try MemoryTree([
                "apps/shop/main.jsonnet": """
                local k = import 'k.libsonnet';
                function(replicas=1) {
                  web: k.deployment('web-' + std.extVar('env'), replicas),
                  extra: [k.configMap('a'), null, { nested: k.configMap('b') }],
                }
                """,
                "apps/shop/other.jsonnet": "error 'not asked for'",
                "apps/list/all.jsonnet":
                    "[{ apiVersion: 'v1', kind: 'List', items: [(import 'k.libsonnet').configMap('l')] }]",
                "apps/list/plain.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: plain}\n",
                "apps/bad/bad.jsonnet": "{ a: 5 }",
                "apps/fails/fails.jsonnet": "{ apiVersion: 'v1', kind: 'X', metadata: { name: error 'no name' } }",
                "vendor/k.libsonnet": """
                {
                  deployment(name, replicas): {
                    apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: name }, spec: { replicas: replicas },
                  },
                  configMap(name): { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: name } },
                }
                """,
            ])
        } catch {
            Issue.record("\(error)")
            return [:]
        }
    }()

    private func names(_ rendered: RenderedManifests) -> [String] {
        rendered.objects.compactMap { $0.value["metadata", "name"]?.stringValue }
    }

    @Test func nestedResultsBecomeObjects() throws {
        let options = JsonnetOptions(
            externalVariables: [.init(name: "env", value: "${ENV}")],
            topLevelArguments: [.init(name: "replicas", value: "1 + 2", isCode: true)], libraries: ["vendor"])
        let rendered = try render(
            RenderSource(Self.tree, path: "apps/shop"), as: .jsonnet(options),
            context: RenderContext(environment: BuildEnvironment(["ENV": "prod"])))
        #expect(names(rendered) == ["a", "b", "web-prod"])
        #expect(rendered.objects.last?.value["spec", "replicas"] == 3)
    }

    @Test func directoriesEvaluateTheirJsonnetFiles() throws {
        let options = DirectoryOptions(jsonnet: JsonnetOptions(libraries: ["vendor"]))
        let rendered = try render(RenderSource(Self.tree, path: "apps/list"), as: .directory(options))
        #expect(names(rendered) == ["l", "plain"])
    }

    @Test func applicationsDeclareVariablesAndLibraries() throws {
        let declared: Value = [
            "jsonnet": [
                "extVars": [["name": "env", "value": "dev"]],
                "tlas": [["name": "replicas", "value": "2", "code": true]], "libs": ["vendor"],
            ]
        ]
        let options = try DirectoryOptions(declaredBy: declared)
        #expect(options.jsonnet.libraries == ["vendor"])
        #expect(options.jsonnet.topLevelArguments == [.init(name: "replicas", value: "2", isCode: true)])
        #expect(throws: RenderError(.invalidOptions, "")) {
            try DirectoryOptions(declaredBy: ["jsonnet": ["libs": "vendor"]])
        }
    }

    @Test func whatIsNoObjectIsTold() throws {
        let error = #expect(throws: RenderError.self) {
            try render(RenderSource(Self.tree, path: "apps/bad"), as: .jsonnet(JsonnetOptions()))
        }
        #expect(error?.code == .notAnObject)
        #expect(error?.description == "apps/bad/bad.jsonnet: the result.a is a integer, not a Kubernetes object")
    }

    @Test func failuresCarryTheStackTrace() throws {
        let error = #expect(throws: RenderError.self) {
            try render(RenderSource(Self.tree, path: "apps/fails"), as: .jsonnet(JsonnetOptions()))
        }
        #expect(error?.code == .evaluation)
        #expect(error?.message.hasPrefix("RUNTIME ERROR: no name\n\tapps/fails/fails.jsonnet:1:") == true)
    }
}
