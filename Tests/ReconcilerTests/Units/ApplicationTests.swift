import KubeModel
import Reconciler
import Testing
import Values

@Suite struct ApplicationTests {
    private static let text = """
        apiVersion: argoproj.io/v1alpha1
        kind: Application
        metadata:
          name: shop
          namespace: argocd
          labels: {team: a}
          futureField: kept
        spec:
          project: shops
          sources:
          - repoURL: https://example.com/charts
            chart: shop
            targetRevision: 1.x
            helm:
              valueFiles: [$values/prod.yaml]
              valuesObject: {replicas: 2}
              parameters: [{name: a, value: "1", forceString: true}]
          - repoURL: https://example.com/values.git
            targetRevision: main
            ref: values
          destination: {server: https://kubernetes.default.svc, namespace: shop}
          syncPolicy:
            automated: {prune: true, selfHeal: true, allowEmpty: true, future: 1}
            syncOptions: [CreateNamespace=true, "Prune=confirm"]
            retry: {limit: -1, backoff: {duration: 10s, factor: 3, maxDuration: 1m30s}}
            managedNamespaceMetadata: {labels: {a: b}}
          ignoreDifferences:
          - {group: apps, kind: Deployment, jsonPointers: [/spec/replicas], jqPathExpressions: [.spec.x]}
          revisionHistoryLimit: 3
          info: [{name: url, value: https://example.com}]
        status:
          health: {status: Progressing}
          sync: {status: OutOfSync, revisions: [a, b]}
          history:
          - {id: 7, revision: abc, deployedAt: "2026-01-01T00:00:00Z", initiatedBy: {username: ada}}
          operationState:
            phase: Failed
            message: no
            syncResult:
              revision: abc
              resources:
              - {group: "", kind: Job, name: j, namespace: shop, version: v1, hookType: PreSync, hookPhase: Failed, syncPhase: PreSync, status: Synced}
        operation: {sync: {prune: true, revision: abc}}
        """

    @Test func everythingIsReadAndNothingLost() throws {
        let value = try Value(yaml: Self.text)
        let application = try Application(value)
        #expect(application.object.value == value)
        let spec = application.spec
        #expect(spec.project == "shops")
        #expect(spec.sources.count == 2)
        #expect(spec.sources[0].helm?.valueFiles == ["$values/prod.yaml"])
        #expect(spec.sources[0].helm?.valuesObject == ["replicas": 2])
        #expect(spec.sources[0].helm?.parameters.first?.forceString == true)
        #expect(spec.sources[1].isReferenceOnly)
        #expect(spec.syncPolicy.isAutomated && spec.syncPolicy.allowEmpty)
        #expect(spec.syncPolicy.options.prune == .confirm)
        #expect(spec.syncPolicy.managedNamespaceMetadata == NamespaceMetadata(labels: ["a": "b"]))
        #expect(spec.revisionHistoryLimit == 3)
        #expect(spec.ignoreDifferences.first?.jqPathExpressions == [".spec.x"])
        let status = application.status
        #expect(status.sync.allRevisions == ["a", "b"])
        #expect(status.history.first?.username == "ada")
        #expect(status.operationState?.results.first?.isHook == true)
        #expect(application.operation?.prune == true)
    }

    @Test func writingAStatusKeepsTheRest() throws {
        var application = try Application(Value(yaml: Self.text))
        application.status.sync.status = .synced
        application.status.value["future"] = 1
        #expect(application.object.value["spec"] == (try Value(yaml: Self.text))["spec"])
        #expect(application.status.sync.allRevisions == ["a", "b"])
        #expect(application.object.value["metadata", "futureField"] == "kept")
    }

    @Test func backOffGrowsToItsLimit() throws {
        let retry = try #require(try Application(Value(yaml: Self.text)).spec.syncPolicy.retry)
        #expect((0..<4).map { retry.delay(after: $0) } == [.seconds(10), .seconds(30), .seconds(90), .seconds(90)])
        #expect(retry.delay(after: .max) == .seconds(90))
        #expect(RetryPolicy([:]).delay(after: 0) == .seconds(5))
        #expect(RetryPolicy(["backoff": ["duration": "x", "factor": -1]]).delay(after: 3) == .zero)
    }

    @Test(arguments: [
        "[]", "{}", "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}",
        "{apiVersion: argoproj.io/v1alpha1, kind: Application, metadata: {}}",
        "{apiVersion: argoproj.io/v1alpha1, kind: AppProject, metadata: {name: a}}",
    ]) func whatIsNoApplicationIsRefused(_ text: String) throws {
        let value = try Value(yaml: text)
        #expect(throws: ApplicationError(.invalid, "")) { _ = try Application(value) }
    }

    @Test func fieldsOfTheWrongTypeReadAsEmpty() throws {
        let application = try Application(
            Value(
                yaml:
                    "{apiVersion: argoproj.io/v1alpha1, kind: Application, metadata: {name: a}, spec: {sources: 3, syncPolicy: [1], revisionHistoryLimit: -4}, status: x}"
            ))
        #expect(application.spec.sources.isEmpty)
        #expect(!application.spec.syncPolicy.isAutomated)
        #expect(application.spec.revisionHistoryLimit == 0)
        #expect(application.status.history.isEmpty)
    }

    @Test func enabledSwitchesAutomationOff() {
        #expect(!SyncPolicy(["automated": ["enabled": false]]).isAutomated)
        #expect(SyncPolicy(["automated": [:]]).isAutomated)
        #expect(!SyncPolicy(["automated": .null]).isAutomated)
    }
}
