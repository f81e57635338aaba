import Foundation
import GitOps

/// Charts: from a repository of charts, and from Git with a dependency in that repository.
extension Story {
    func helmCharts() async throws {
        let charts = try await ChartRepository.start()
        defer { charts.stop() }
        charts.publish("cache", "1.0.0", files: HelmCharts.cache(version: "1.0.0"))
        try await act("a Helm chart follows its releases") {
            try declare("cache", HelmCharts.application(name: "cache", source: HelmCharts.source(charts.url)))
            try await stage.settle("cache", at: "1.0.0")
            charts.publish("cache", "1.1.0", files: HelmCharts.cache(version: "1.1.0"))
            charts.publish("cache", "2.0.0", files: HelmCharts.cache(version: "2.0.0"))
            try stage.gitops(["app", "refresh", "cache", "--hard"])
            try await stage.settle("cache", at: "1.1.0")
            let config = try await stage.live("", "ConfigMap", "cache", "cache")
            try expect(config?.value["data", "version"] == "1.1.0", "the ConfigMap is not of version 1.1.0")
            try expect(config?.value["data", "size"] == "64Mi", "the parameter has not arrived")
            return "^1.0: 1.0.0, then 1.1.0 and not 2.0.0"
        }
        try await act("a chart in Git fetches the chart it needs") {
            let commit = try stage.repository.commit("Portal", files: HelmCharts.portal(repository: charts.url))
            try declare("portal", Manifests.application(name: "portal", repoURL: stage.repositoryURL, automated: true))
            try await stage.settle("portal", at: commit)
            let own = try await stage.live("", "ConfigMap", "portal", "portal")
            let needed = try await stage.live("", "ConfigMap", "portal", "cache")
            try expect(own != nil && needed?.value["data", "size"] == "1Gi", "the dependency was not rendered")
            return "portal \(commit.prefix(8)) with cache \(needed?.value["data", "version"]?.stringValue ?? "")"
        }
    }
}

/// The charts of the demo.
enum HelmCharts {
    static func cache(version: String) -> [String: String] {
        [
            "Chart.yaml": "apiVersion: v2\nname: cache\nversion: \(version)\n",
            "values.yaml": "size: 16Mi\n",
            "templates/config.yaml": configMap(data: "{version: {{ .Chart.Version }}, size: {{ .Values.size }}}"),
        ]
    }

    static func portal(repository: String) -> [String: String] {
        [
            "portal/Chart.yaml": """
            apiVersion: v2
            name: portal
            version: 0.1.0
            dependencies:
            - {name: cache, version: 1.x, repository: "\(repository)"}

            """,
            "portal/values.yaml": "cache: {size: 1Gi}\n",
            "portal/templates/config.yaml": configMap(data: "{release: {{ .Release.Name }}}"),
        ]
    }

    private static func configMap(data: String) -> String {
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Chart.Name }}\ndata: \(data)\n"
    }

    static func source(_ repository: String) -> String {
        """
            repoURL: \(repository)
            chart: cache
            targetRevision: ^1.0
            helm: {parameters: [{name: size, value: 64Mi}]}
        """
    }

    static func application(name: String, source: String) -> String {
        """
        apiVersion: argoproj.io/v1alpha1
        kind: Application
        metadata:
          name: \(name)
          namespace: argocd
        spec:
          project: default
          source:
        \(source)
          destination:
            server: https://kubernetes.default.svc
            namespace: \(name)
          syncPolicy:
            automated: {prune: true, selfHeal: true}
            syncOptions: [CreateNamespace=true]

        """
    }
}
