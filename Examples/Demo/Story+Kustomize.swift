import GitOps

/// A kustomization: a base, an overlay on it, and what the Application overrides.
extension Story {
    func kustomizeOverlay() async throws {
        try await act("a kustomize overlay, with overrides") {
            let first = try stage.repository.commit("Blog", files: KustomizeBlog.files(greeting: "hello"))
            try declare("blog", KustomizeBlog.application(repoURL: stage.repositoryURL))
            try await stage.settle("blog", at: first)
            let before = try await blogSettings()
            let second = try stage.repository.commit("Greet back", files: KustomizeBlog.files(greeting: "welcome"))
            try stage.gitops(["app", "refresh", "blog", "--hard"])
            try await stage.settle("blog", at: second)
            let after = try await blogSettings()
            try expect(before != after, "the name of the generated ConfigMap has not changed with its content")
            let old = try await stage.live("", "ConfigMap", "blog", before)
            try expect(old == nil, "the ConfigMap of before, \(before), was not pruned")
            return "\(before), then \(after)"
        }
    }

    /// The ConfigMap that the blog's Deployment reads; fails where base, overlay and overrides have not all arrived.
    private func blogSettings() async throws -> String {
        guard let deployment = try await stage.live("apps", "Deployment", "blog", "prod-blog") else {
            throw DemoError("there is no Deployment prod-blog")
        }
        let container = deployment.value["spec", "template", "spec"]?["containers"]?[0]
        try expect(deployment.value["spec", "replicas"] == 3, "the overlay's replicas have not arrived")
        try expect(container?["image"] == "registry.example/blog:v2", "the Application's image has not arrived")
        try expect(deployment.label("team") == "web", "the base's labels have not arrived")
        let name = container?["envFrom"]?[0]?["configMapRef", "name"]?.stringValue ?? ""
        guard try await stage.live("", "ConfigMap", "blog", name) != nil else {
            throw DemoError("there is no ConfigMap '\(name)'")
        }
        return name
    }
}

/// The files of the blog.
enum KustomizeBlog {
    static func files(greeting: String) -> [String: String] {
        [
            "blog/base/kustomization.yaml": """
            resources: [blog.yaml]
            labels: [{pairs: {team: web}}]
            configMapGenerator: [{name: settings, literals: ["greeting=\(greeting)"]}]
            """,
            "blog/base/blog.yaml": """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: blog}
            spec:
              selector: {matchLabels: {app: blog}}
              template:
                metadata: {labels: {app: blog}}
                spec:
                  containers:
                  - name: blog
                    image: registry.example/blog:v1
                    envFrom: [{configMapRef: {name: settings}}]
            """,
            "blog/prod/kustomization.yaml": """
            resources: [../base]
            namePrefix: prod-
            patches:
            - patch: |
                kind: Deployment
                apiVersion: apps/v1
                metadata: {name: blog}
                spec: {replicas: 3}
            """,
        ]
    }

    static func application(repoURL: String) -> String {
        """
        apiVersion: argoproj.io/v1alpha1
        kind: Application
        metadata: {name: blog, namespace: argocd}
        spec:
          project: default
          source:
            repoURL: \(repoURL)
            path: blog/prod
            targetRevision: main
            kustomize: {images: ["registry.example/blog:v2"]}
          destination: {server: "https://kubernetes.default.svc", namespace: blog}
          syncPolicy:
            automated: {prune: true, selfHeal: true}
            syncOptions: [CreateNamespace=true]
        """
    }
}
