import KubeModel
import Values

/// A sync as a state machine without I/O.
///
/// A sync goes in passes. Each pass looks at fresh state, does what can be done at once and ends; the operation is
/// over when its ``phase`` says so. All that it remembers between passes is in ``results``, so an operation that
/// was interrupted, even by a crash, continues from them. They also hold what is about to be made: whoever drives the
/// operation stores them before carrying out what is demanded, and nothing is made twice.
///
/// ```swift
/// operation.begin(state, settings: settings, environment: environment)
/// var answers: [SyncAnswer] = []
/// loop: while true {
///     let demand = operation.next(answers)
///     try await store.save(operation.results)
///     switch demand {
///     case .perform(let actions): answers = await cluster.perform(actions)
///     case .waveDone: answers = []
///     case .passDone: break loop
///     }
/// }
/// ```
public struct SyncOperation: Sendable {
    /// The revision that is synced.
    public let revision: String
    /// When the operation began.
    public let startedAt: Timestamp
    /// How far it has come.
    public internal(set) var phase: OperationPhase = .running
    /// What it waits for, or how it ended.
    public internal(set) var message = ""
    /// What was done with each object so far, in order.
    public private(set) var results: [SyncResult]

    private var resultIndex: [SyncResult.Key: Int]
    private var pass: SyncPass?

    /// A new operation, or one that continues.
    ///
    /// - Parameters:
    ///   - revision: the revision that is synced.
    ///   - startedAt: when the operation began.
    ///   - results: what earlier passes have done; empty for a new operation.
    public init(revision: String, startedAt: Timestamp, results: [SyncResult] = []) {
        self.revision = revision
        self.startedAt = startedAt
        self.results = results
        resultIndex = [:]
        for (index, result) in results.enumerated() { resultIndex[result.resultKey] = index }
    }

    /// Begins a pass over fresh state.
    ///
    /// - Parameters:
    ///   - state: what is wanted and what is there now.
    ///   - settings: what the sync is asked to do; the same in every pass.
    ///   - environment: what the cluster serves, the project permits and health is.
    ///   - terminate: whether to stop instead of going on.
    public mutating func begin(
        _ state: SyncState, settings: SyncSettings, environment: SyncEnvironment, terminate: Bool = false
    ) {
        let plan = SyncPlan(
            state, settings: settings, environment: environment, revision: revision, startedAt: startedAt)
        var tasks = plan.tasks
        for index in tasks.indices {
            guard let position = resultIndex[tasks[index].resultKey] else { continue }
            tasks[index].code = results[position].code
            tasks[index].operationPhase = results[position].operationPhase
            tasks[index].message = results[position].message
            tasks[index].replacedUID = results[position].replacedUID
        }
        adoptUnrecorded(&tasks)
        pass = SyncPass(
            tasks: tasks, refusals: plan.refusals, settings: settings, namespace: state.namespace,
            health: environment.health, isFirst: results.isEmpty, terminates: terminate)
    }

    /// Takes over objects that this very operation made without noting it down.
    ///
    /// That is how a crash between making an object and storing the result looks. To make it anew would run a hook
    /// twice. It is the operation's work where it is not the object that was there when the request was sent.
    private func adoptUnrecorded(_ tasks: inout [SyncTask]) {
        for index in tasks.indices where tasks[index].isPending {
            guard let replaced = tasks[index].replacedUID, let live = tasks[index].live, live.uid != replaced else {
                continue
            }
            tasks[index].code = .synced
            tasks[index].operationPhase = .running
            tasks[index].message = "\(live.kind.lowercased())/\(live.name) created"
            tasks[index].replacedUID = nil
        }
    }

    /// Goes on with the pass that was begun.
    ///
    /// - Parameter answers: what became of the actions demanded last, in their order; one that is missing counts
    ///   as failed.
    public mutating func next(_ answers: [SyncAnswer] = []) -> SyncDemand {
        guard var current = pass else { return .passDone }
        pass = nil
        let demand = current.advance(answers)
        for index in current.takeChanged() { record(current.tasks[index]) }
        if case .passDone = demand {
            phase = current.outcome.phase
            message = current.outcome.message
        } else {
            pass = current
        }
        return demand
    }

    private mutating func record(_ task: SyncTask) {
        if let position = resultIndex[task.resultKey] {
            results[position].code = task.code
            results[position].operationPhase = task.operationPhase
            results[position].message = task.message
            results[position].replacedUID = task.replacedUID
        } else {
            resultIndex[task.resultKey] = results.count
            results.append(SyncResult(task))
        }
    }
}
