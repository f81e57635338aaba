import KubeModel
import ManifestRender
import SourceTrees
import Testing
import Values

@Suite struct ApplicationOverridesTests {
    private let deployment = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web}
        spec:
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec: {containers: [{name: web, image: "nginx:1"}]}
        """

    private func render(
        _ kustomize: Value, kustomization: String = "resources: [d.yaml]", files: [String: String] = [:],
        environment: [String: String] = [:]
    ) throws -> Value {
        var all = files
        all["app/kustomization.yaml"] = kustomization
        all["app/d.yaml"] = deployment
        let source = try RenderSource(MemoryTree(all), path: "app")
        let options = try SourceOptions(declaredBy: ["kustomize": kustomize], in: source)
        let context = RenderContext(environment: BuildEnvironment(environment))
        let rendered = try ManifestRender.render(source, as: options, context: context)
        return rendered.objects.first { $0.kind == "Deployment" }?.value ?? .null
    }

    @Test func namesAndNamespaceReplaceTheFiles() throws {
        let value = try render(
            ["namePrefix": "a-", "nameSuffix": "-z", "namespace": "prod"],
            kustomization: "resources: [d.yaml]\nnamePrefix: file-\nnamespace: file\n")
        #expect(value["metadata", "name"] == "a-web-z")
        #expect(value["metadata", "namespace"] == "prod")
    }

    @Test func imagesAreFilledInAndReplaceTheFiles() throws {
        let value = try render(
            ["images": ["nginx=registry:5000/web:$ARGOCD_APP_REVISION_SHORT"]],
            kustomization: "resources: [d.yaml]\nimages: [{name: nginx, newTag: file}]\n",
            environment: ["ARGOCD_APP_REVISION_SHORT": "abc1234"])
        #expect(
            value["spec", "template", "spec", "containers"]?[0]?["image"] == "registry:5000/web:abc1234")
    }

    @Test func replicasMayBeTexts() throws {
        #expect(try render(["replicas": [["name": "web", "count": "3"]]])["spec", "replicas"] == 3)
        #expect(throws: RenderError.self) { try render(["replicas": [["name": "web", "count": "many"]]]) }
        #expect(throws: RenderError.self) { try render(["replicas": [["name": "other", "count": 1]]]) }
    }

    @Test func labelsGoIntoSelectorsUnlessTheyAreToStayOut() throws {
        let both = try render(["commonLabels": ["team": "$TEAM"]], environment: ["TEAM": "a"])
        #expect(both["spec", "selector", "matchLabels"] == ["app": "web", "team": "a"])
        let metadata = try render(["commonLabels": ["team": "a"], "labelWithoutSelector": true])
        #expect(metadata["metadata", "labels"] == ["team": "a"])
        #expect(metadata["spec", "selector", "matchLabels"] == ["app": "web"])
        #expect(metadata["spec", "template", "metadata", "labels"] == ["app": "web"])
        let templates = try render(
            ["commonLabels": ["team": "a"], "labelWithoutSelector": true, "labelIncludeTemplates": true])
        #expect(templates["spec", "template", "metadata", "labels"] == ["app": "web", "team": "a"])
    }

    @Test func whatTheFileHasIsReplacedOnlyByForce() throws {
        let file = "resources: [d.yaml]\ncommonLabels: {a: file}\ncommonAnnotations: {b: file}\n"
        #expect(throws: RenderError.self) { try render(["commonLabels": ["a": "x"]], kustomization: file) }
        #expect(throws: RenderError.self) { try render(["commonAnnotations": ["b": "x"]], kustomization: file) }
        let value = try render(
            [
                "commonLabels": ["a": "x"], "forceCommonLabels": true, "commonAnnotations": ["b": "$V"],
                "forceCommonAnnotations": true, "commonAnnotationsEnvsubst": true,
            ], kustomization: file, environment: ["V": "y"])
        #expect(value["metadata", "labels", "a"] == "x")
        #expect(value["metadata", "annotations", "b"] == "y")
    }

    @Test func componentsMayBeNamedByAPattern() throws {
        func component(_ name: String) -> String {
            "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\ncommonAnnotations: {\(name): \"yes\", last: \(name)}\n"
        }
        let files = [
            "extra/b/kustomization.yaml": component("b"), "extra/a/kustomization.yaml": component("a"),
            "extra/.hidden/kustomization.yaml": component("hidden"),
        ]
        let value = try render(["components": ["../extra/*"]], files: files)
        #expect(value["metadata", "annotations"] == ["a": "yes", "b": "yes", "last": "b"])
        let one = try render(["components": ["../e*a/[^b.]"]], files: files)
        #expect(one["metadata", "annotations"] == ["a": "yes", "last": "a"])
        #expect(throws: RenderError.self) { try render(["components": ["../none/*"]], files: files) }
        // To look for a pattern as it is written finds nothing.
        let none = try render(["components": ["../extra/*"], "ignoreMissingComponents": true], files: files)
        #expect(none["metadata", "annotations"] == nil)
    }

    @Test func missingComponentsArePassedOverOnRequest() throws {
        let component = """
            apiVersion: kustomize.config.k8s.io/v1alpha1
            kind: Component
            commonAnnotations: {by: component}
            """
        let files = ["extra/kustomization.yaml": component]
        let value = try render(
            ["components": ["../extra", "../none"], "ignoreMissingComponents": true], files: files)
        #expect(value["metadata", "annotations", "by"] == "component")
        #expect(throws: RenderError.self) { try render(["components": ["../none"]]) }
    }

    @Test func anUnknownTypeOfFieldIsNamed() {
        let error = #expect(throws: RenderError.self) { try render(["images": "nginx"]) }
        #expect(error?.message.contains("kustomize.images") == true)
    }

    @Test func chartsNeedTheHostsLeave() throws {
        let tree = try MemoryTree([
            "app/kustomization.yaml": "namespace: prod\nhelmCharts: [{name: demo, releaseName: one}]",
            "app/charts/demo/Chart.yaml": "apiVersion: v2\nname: demo\nversion: 1.0.0\n",
            "app/charts/demo/values.yaml": "text: hello\n",
            "app/charts/demo/templates/c.yaml": """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: "{{ .Release.Name }}", namespace: "{{ .Release.Namespace }}"}
            data: {text: "{{ .Values.text }}", kube: "{{ .Capabilities.KubeVersion.Version }}"}
            """,
        ])
        let source = try RenderSource(tree, path: "app")
        let declared: Value = ["kustomize": ["kubeVersion": "1.30.1"]]
        let refused = try SourceOptions(declaredBy: declared, in: source)
        #expect(throws: RenderError(.unsupported, "")) { try ManifestRender.render(source, as: refused) }
        let allowed = try SourceOptions(
            declaredBy: declared, in: source, kustomize: KustomizeOptions(enablesHelm: true))
        let value = try #require(try ManifestRender.render(source, as: allowed).objects.first).value
        #expect(value["metadata"] == ["name": "one", "namespace": "prod"])
        #expect(value["data"] == ["text": "hello", "kube": "v1.30.1"])
    }
}
