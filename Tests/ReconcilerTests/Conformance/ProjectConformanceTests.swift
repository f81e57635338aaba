import KubeModel
import Reconciler
import TestSupport
import Testing
import Values

@Suite struct ProjectConformanceTests {
    @Test func permissions() throws {
        guard let cases = try Conformance.value("rbac/projects.json")?.arrayValue else { return }
        var tally = ConformanceTally("rbac/projects")
        for item in cases {
            let project = try AppProject([
                "apiVersion": "argoproj.io/v1alpha1", "kind": "AppProject", "metadata": ["name": "p"],
                "spec": item["spec"] ?? .null,
            ])
            for request in item["requests"]?.arrayValue ?? [] {
                let permitted = permits(project, request)
                let isExpected = permitted == request["permitted"]?.boolValue
                tally.count(item["name"]?.stringValue ?? "", isExpected ? nil : request.jsonText())
            }
        }
        tally.report(reached: 98)
    }

    private func permits(_ project: AppProject, _ request: Value) -> Bool {
        func text(_ key: String) -> String { request[key]?.stringValue ?? "" }
        switch text("op") {
        case "source": return project.permits(source: text("repoURL"))
        case "destination":
            return project.permits(
                server: text("server"), cluster: text("cluster"), namespace: text("namespace"),
                projectClusters: request["projectClusters"]?.arrayValue?.compactMap(\.stringValue))
        case "resource":
            return project.permits(
                GroupKind(group: text("group"), kind: text("kind")), name: text("name"),
                isNamespaced: request["namespaced"]?.boolValue ?? false)
        default: return project.permits(applicationsIn: text("namespace"), controlNamespace: "argocd")
        }
    }
}
