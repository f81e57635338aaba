import KubeSimulator
import Testing
import Values

/// Jobs with indexes, and their policies for failure and success.
@Suite struct JobTests {
    private func cluster(_ failing: [(prefix: String, code: Int64)] = []) -> SimulatedCluster {
        let cluster = SimulatedCluster()
        for (prefix, code) in failing {
            cluster.script(.fail(exitCode: code), for: PodPattern(namespace: "shop", namePrefix: prefix))
        }
        return cluster
    }

    private func run(_ spec: String, on cluster: SimulatedCluster) async throws -> Value {
        try await cluster.apply(
            """
            apiVersion: batch/v1
            kind: Job
            metadata: {name: work, namespace: shop}
            spec:
              template: {spec: {restartPolicy: Never, containers: [{name: c, image: busybox}]}}
            \(spec.split(separator: "\n").map { "  \($0)" }.joined(separator: "\n"))
            """)
        return try await cluster.get("batch/v1", "Job", "shop/work")
    }

    private func last(_ job: Value) -> [String] {
        let condition = job["status"]?["conditions"]?.arrayValue?.last
        return ["type", "reason", "message"].map { condition?[$0]?.stringValue ?? "" }
    }

    private func pods(_ cluster: SimulatedCluster, _ prefix: String) async throws -> [Value] {
        try await cluster.list("v1", "Pod").filter {
            $0["metadata", "name"]?.stringValue?.hasPrefix(prefix) ?? false
        }
    }

    @Test func eachIndexIsWorkedOnOnce() async throws {
        let cluster = cluster()
        let job = try await run("completionMode: Indexed\ncompletions: 4\nparallelism: 2", on: cluster)
        #expect(job["status", "completedIndexes"] == "0-3")
        #expect(job["status", "succeeded"] == 4)
        #expect(job["status", "failedIndexes"] == nil)
        #expect(last(job) == ["Complete", "CompletionsReached", "Reached expected number of succeeded pods"])
        let pod = try #require(try await pods(cluster, "work-2-").first)
        #expect(pod["spec", "hostname"] == "work-2")
        #expect(pod["metadata", "labels", "batch.kubernetes.io/job-completion-index"] == "2")
        #expect(pod["metadata", "annotations", "batch.kubernetes.io/job-completion-index"] == "2")
        #expect(pod["metadata", "annotations", "batch.kubernetes.io/job-index-failure-count"] == nil)
        let variable = pod["spec", "containers"]?[0]?["env"]?[0]
        #expect(variable?["name"] == "JOB_COMPLETION_INDEX")
        #expect(
            variable?["valueFrom", "fieldRef", "fieldPath"]
                == "metadata.labels['batch.kubernetes.io/job-completion-index']")
    }

    @Test func indexesThatFailTooOftenAreGivenUp() async throws {
        let cluster = cluster([("work-1-", 3)])
        let job = try await run(
            "completionMode: Indexed\ncompletions: 5\nparallelism: 5\nbackoffLimitPerIndex: 2", on: cluster)
        #expect(job["status", "completedIndexes"] == "0,2-4")
        #expect(job["status", "failedIndexes"] == "1")
        #expect(job["status", "failed"] == 3)
        #expect(last(job) == ["Failed", "FailedIndexes", "Job has failed indexes"])
        let counts = try await pods(cluster, "work-1-").compactMap {
            $0["metadata", "annotations", "batch.kubernetes.io/job-index-failure-count"]?.stringValue
        }
        #expect(counts.sorted() == ["0", "1", "2"])
    }

    @Test func moreFailedIndexesThanAllowedEndTheJob() async throws {
        let cluster = cluster([("work-0-", 1), ("work-1-", 1)])
        let job = try await run(
            "completionMode: Indexed\ncompletions: 6\nparallelism: 1\nbackoffLimitPerIndex: 0\nmaxFailedIndexes: 1",
            on: cluster)
        #expect(job["status", "failedIndexes"] == "0,1")
        #expect(job["status", "completedIndexes"] == nil)
        #expect(last(job)[1] == "MaxFailedIndexesExceeded")
    }

    @Test func thePolicyForFailuresEndsAJobAtOnce() async throws {
        let cluster = cluster([("work-", 42)])
        let job = try await run(
            """
            backoffLimit: 6
            podFailurePolicy:
              rules:
              - {action: Ignore, onPodConditions: [{type: DisruptionTarget}]}
              - {action: FailJob, onExitCodes: {containerName: c, operator: In, values: [42]}}
            """, on: cluster)
        #expect(job["status", "failed"] == 1)
        #expect(Array(last(job).prefix(2)) == ["Failed", "PodFailurePolicy"])
        let name = try await pods(cluster, "work-")[0]["metadata", "name"]?.stringValue ?? ""
        #expect(
            last(job)[2] == "Container c for pod shop/\(name) failed with exit code 42 matching FailJob rule at index 1"
        )
    }

    @Test func ignoredFailuresDoNotCountAndArePutOff() async throws {
        let cluster = cluster([("work-", 7)])
        var job = try await run(
            """
            backoffLimit: 0
            podFailurePolicy:
              rules: [{action: Ignore, onExitCodes: {operator: NotIn, values: [1]}}]
            """, on: cluster)
        #expect(job["status", "failed"] == nil)
        #expect(try await pods(cluster, "work-").count == 1)
        cluster.clock.advance(by: .seconds(10))
        #expect(try await pods(cluster, "work-").count == 2)
        cluster.clock.advance(by: .seconds(10))
        #expect(try await pods(cluster, "work-").count == 2)
        cluster.script(.succeed(), for: PodPattern(namespace: "shop"))
        cluster.clock.advance(by: .seconds(10))
        job = try await cluster.get("batch/v1", "Job", "shop/work")
        #expect(last(job)[0] == "Complete")
    }

    @Test func aRuleCanFailAnIndexAtOnce() async throws {
        let cluster = cluster([("work-1-", 42)])
        let job = try await run(
            """
            completionMode: Indexed
            completions: 3
            parallelism: 3
            backoffLimitPerIndex: 5
            podFailurePolicy:
              rules: [{action: FailIndex, onExitCodes: {operator: In, values: [42]}}]
            """, on: cluster)
        #expect(job["status", "failedIndexes"] == "1")
        #expect(try await pods(cluster, "work-1-").count == 1)
        #expect(last(job)[1] == "FailedIndexes")
    }

    @Test func thePolicyForSuccessEndsAJobBeforeAllIsDone() async throws {
        let cluster = cluster()
        cluster.script(.ready(), for: PodPattern(namespace: "shop", namePrefix: "work-3-"))
        let job = try await run(
            """
            completionMode: Indexed
            completions: 4
            parallelism: 4
            successPolicy:
              rules: [{succeededIndexes: "3"}, {succeededIndexes: "0-3", succeededCount: 2}]
            """, on: cluster)
        #expect(last(job) == ["Complete", "SuccessPolicy", "Matched rules at index 1"])
        #expect(job["status", "conditions"]?[0]?["type"] == "SuccessCriteriaMet")
        #expect(job["status", "active"] == nil)
    }

    @Test func aSuspendedJobHasNoPodsAndBeginsAnewLater() async throws {
        let cluster = cluster()
        cluster.script(.ready(), for: PodPattern(namespace: "shop"))
        _ = try await run("parallelism: 2\ncompletions: 2", on: cluster)
        #expect(try await pods(cluster, "work-").count == 2)
        let started = try await cluster.get("batch/v1", "Job", "shop/work")["status", "startTime"]
        try await cluster.patch("batch/v1", "Job", "shop/work", ["spec": ["suspend": true]])
        cluster.clock.advance(by: .seconds(60))
        #expect(try await pods(cluster, "work-").isEmpty)
        let suspended = try await cluster.get("batch/v1", "Job", "shop/work")
        #expect(last(suspended) == ["Suspended", "JobSuspended", "Job suspended"])
        try await cluster.patch("batch/v1", "Job", "shop/work", ["spec": ["suspend": false]])
        let resumed = try await cluster.get("batch/v1", "Job", "shop/work")
        #expect(last(resumed) == ["Suspended", "JobResumed", "Job resumed"])
        #expect(resumed["status", "startTime"] != started)
        #expect(try await pods(cluster, "work-").count == 2)
    }
}
