import KubeModel

/// One pass of a sync: from a look at fresh state to the next wait.
struct SyncPass: Sendable {
    enum Stage {
        case start
        case terminate
        case createNamespace
        case dryRun
        case observe
        case fail
        case runWave
        case failWave
        case done
    }

    struct Outcome {
        var phase: OperationPhase
        var message: String
    }

    var tasks: [SyncTask]
    let refusals: [Int: String]
    let settings: SyncSettings
    /// The application's namespace.
    let namespaceName: String
    let health: any HealthCheck
    let isFirst: Bool
    let terminates: Bool

    var outcome = Outcome(phase: .running, message: "one or more tasks are running")
    /// What to do when the queue is empty.
    var stage = Stage.start
    /// Batches of requests that are due, in order.
    var queue: [SyncBatch] = []
    /// The batch whose answers are awaited.
    var awaited: SyncBatch?
    var awaitsWave = false
    /// How the tasks run last came out.
    var run = RunState.successful
    /// Whether anything of the tasks run last was applied, successfully or not.
    var hasApplied = false
    /// Whether the finalizers of ended hooks were dealt with.
    var hasFreedEnded = false
    /// What somebody has to agree to before the wave goes on.
    var confirmation: String?
    /// The wave under way.
    var wave: [Int] = []
    var isFinalWave = false
    var hasRemaining = false
    /// The hooks to delete when all is over, by the way it ends.
    var hooksToDelete: (succeeded: [Int], failed: [Int]) = ([], [])
    private var changed: Set<Int> = []

    enum RunState {
        case successful
        case pending
        case failed
    }

    init(
        tasks: [SyncTask], refusals: [Int: String], settings: SyncSettings, namespace: String,
        health: any HealthCheck, isFirst: Bool, terminates: Bool
    ) {
        self.tasks = tasks
        self.refusals = refusals
        self.settings = settings
        namespaceName = namespace
        self.health = health
        self.isFirst = isFirst
        self.terminates = terminates
    }

    /// The tasks whose results have changed since the last call, in order.
    mutating func takeChanged() -> [Int] {
        defer { changed = [] }
        return changed.sorted()
    }

    mutating func set(_ index: Int, _ code: ResultCode?, _ phase: OperationPhase?, _ message: String) {
        tasks[index].code = code
        tasks[index].operationPhase = phase
        // The latest word is kept.
        if !message.isEmpty { tasks[index].message = message }
        changed.insert(index)
    }

    /// Puts on record what is about to be made and must not be made twice.
    private mutating func noteIntents(_ indices: [Int], _ actions: [SyncAction]) {
        for (index, action) in zip(indices, actions) where tasks[index].isHook || action.verb.remakes {
            tasks[index].replacedUID = tasks[index].live?.uid ?? ""
            changed.insert(index)
        }
    }

    mutating func finish(_ phase: OperationPhase, _ message: String) {
        outcome = Outcome(phase: phase, message: message)
        stage = .done
    }

    mutating func advance(_ answers: [SyncAnswer]) -> SyncDemand {
        if let batch = awaited {
            awaited = nil
            settle(batch, answers)
        } else if awaitsWave {
            awaitsWave = false
            waveAnswered(answers)
        }
        while true {
            if !queue.isEmpty {
                let batch = queue.removeFirst()
                guard isDue(batch) else { continue }
                let actions = batch.tasks.map { action(batch.work, $0) }
                if actions.isEmpty { continue }
                if batch.work == .apply { noteIntents(batch.tasks, actions) }
                awaited = batch
                return .perform(actions)
            }
            switch stage {
            case .start: start()
            case .terminate: finishTermination()
            case .createNamespace: namespaceCreated()
            case .dryRun: dryRunDone()
            case .observe: observe()
            case .fail: failDone()
            case .runWave:
                if let wave = waveDone() { return .waveDone(wave) }
            case .failWave: failWaveDone()
            case .done: return .passDone
            }
        }
    }
}
