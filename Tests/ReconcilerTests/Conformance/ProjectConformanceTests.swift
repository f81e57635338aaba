import KubeModel
import Reconciler
import Testing
import Values

@Suite struct ProjectConformanceTests {
    @Test func permissions() throws {
        guard ConformanceData.isAvailable("rbac") else { return }
        var tally = ConformanceTally("rbac/projects")
        for item in try ConformanceData.json("rbac/projects.json").arrayValue ?? [] {
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
        tally.report()
        #expect(tally.passed == tally.total)
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
