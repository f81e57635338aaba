import Values

/// The pods that a Job still needs.
struct JobPods {
    /// How many are made at a time.
    private static let batch = 1000

    private let job: Value
    private let spec: Value

    init(_ job: Value, _ spec: Value) {
        self.job = job
        self.spec = spec
    }

    /// The pods that are to be made now.
    func missing(_ progress: JobProgress, limit: Int) -> [Value] {
        let room = min(room(progress, limit: limit), JobPods.batch)
        guard room > 0 else { return [] }
        guard let completed = progress.completed else { return (0..<room).map { _ in pod() } }
        var taken = completed
        taken.formUnion(progress.busy)
        if let lost = progress.lost { taken.formUnion(lost) }
        return taken.missing(below: Int(clamping: spec.number("completions") ?? 0), count: room).map {
            pod($0, failures: progress.failures[$0] ?? 0)
        }
    }

    private func room(_ progress: JobProgress, limit: Int) -> Int {
        let parallel = min(Int(clamping: spec.number("parallelism") ?? 1), limit)
        let needed: Int
        if let completions = spec.number("completions") {
            needed = min(parallel, Int(clamping: completions) - progress.succeeded)
        } else {
            needed = progress.succeeded > 0 ? progress.active.count : parallel
        }
        // Some Jobs replace a pod only when it is quite gone.
        let leaving = spec.text("podReplacementPolicy") == "Failed" ? progress.terminating : 0
        return needed - progress.active.count - leaving
    }

    private func pod() -> Value {
        var pod = PodFactory.pod(job, spec["template"] ?? .null, name: nil)
        pod["spec"]?["restartPolicy"] = spec["template", "spec", "restartPolicy"] ?? "Never"
        pod["metadata"]?["finalizers"] = [.string(JobController.trackingFinalizer)]
        return pod
    }

    /// A pod for one index, which it finds in its name, its host name, its labels and the environment.
    private func pod(_ index: Int, failures: Int) -> Value {
        var pod = pod()
        let host = "\(job["metadata"]?.text("name") ?? "")-\(index)"
        pod["metadata"]?["generateName"] = .string(host + "-")
        pod["spec"]?["hostname"] = .string(host)
        var notes: Object = [JobProgress.indexName: .string("\(index)")]
        if spec["backoffLimitPerIndex"] != nil { notes[JobProgress.failuresName] = .string("\(failures)") }
        for (field, members) in [("annotations", notes), ("labels", [JobProgress.indexName: .string("\(index)")])] {
            var all = pod["metadata"]?[field]?.objectValue ?? Object()
            for member in members { all[member.key] = member.value }
            pod["metadata"]?[field] = .object(all)
        }
        pod.edit("spec") { spec in
            for kind in ["containers", "initContainers"] { spec.editEach(kind, JobPods.addIndex) }
        }
        return pod
    }

    /// Gives a container its index in the environment.
    private static func addIndex(_ container: inout Value) {
        let variables = container.list("env")
        guard !variables.contains(where: { $0.text("name") == "JOB_COMPLETION_INDEX" }) else { return }
        let field: Value = ["fieldPath": .string("metadata.labels['\(JobProgress.indexName)']")]
        container["env"] = .array(variables + [["name": "JOB_COMPLETION_INDEX", "valueFrom": ["fieldRef": field]]])
    }
}
