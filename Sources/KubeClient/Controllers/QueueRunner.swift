import Synchronization

/// Drives a ``WorkQueue``: waits until something is due, and works on a bounded number of items at a time.
final class QueueRunner<Item: Hashable & Sendable>: Sendable {
    private let queue: Mutex<WorkQueue<Item>>
    private let doorbell = Doorbell()
    private let clock: any Clock<Duration>
    private let elapsed: Stopwatch

    init(_ queue: WorkQueue<Item>, clock: any Clock<Duration>) {
        self.queue = Mutex(queue)
        self.clock = clock
        elapsed = Stopwatch(clock)
    }

    /// Plans an item for now.
    func add(_ item: Item) {
        queue.withLock { $0.add(item) }
        doorbell.ring()
    }

    /// Plans an item for later.
    func add(_ item: Item, after delay: Duration) {
        let now = elapsed.elapsed
        queue.withLock { $0.add(item, after: delay, now: now) }
        doorbell.ring()
    }

    /// How many items can be taken, are being done, and wait for their time.
    var counts: (ready: Int, working: Int, delayed: Int) {
        queue.withLock { ($0.readyCount, $0.workingCount, $0.delayedCount) }
    }

    /// Takes and starts nothing more; ``run(workers:work:)`` ends when what is under way is done.
    func shutDown() {
        queue.withLock { $0.shutDown(draining: false) }
        doorbell.ring()
    }

    /// Works until the queue is shut down, or the task is cancelled; items under way are cancelled with it, and waited for.
    ///
    /// - Parameters:
    ///   - workers: how many items at a time.
    ///   - work: does an item; receives how often it failed in a row, and gives nil where it failed again.
    func run(workers: Int, work: @escaping @Sendable (Item, _ failures: Int) async -> Outcome?) async {
        await withDiscardingTaskGroup { group in
            // One at a time: alarms that were left behind would pile up, each until its time.
            var alarm: (moment: Duration, task: Task<Void, Never>)?
            defer {
                alarm?.task.cancel()
                group.cancelAll()
            }
            while !Task.isCancelled {
                let now = elapsed.elapsed
                switch take(now, workers) {
                case (.work(let item), let failures):
                    group.addTask { self.finish(item, await work(item, failures)) }
                case (.wait(let moment), _):
                    if alarm?.moment != moment {
                        alarm?.task.cancel()
                        alarm = (moment, Task { await self.ring(after: moment - now) })
                    }
                    await doorbell.wait()
                case (.idle, _): await doorbell.wait()
                case (.finished, _): return
                }
            }
        }
    }

    private func take(_ now: Duration, _ workers: Int) -> (WorkQueue<Item>.Next, failures: Int) {
        queue.withLock { queue in
            guard queue.workingCount < max(workers, 1) else { return (.idle, 0) }
            let next = queue.next(now: now)
            guard case .work(let item) = next else { return (next, 0) }
            return (next, queue.failures(of: item))
        }
    }

    private func finish(_ item: Item, _ outcome: Outcome?) {
        let now = elapsed.elapsed
        queue.withLock { queue in
            if let outcome {
                queue.finish(item, againAfter: outcome.delay, now: now)
            } else {
                queue.retry(item, now: now)
            }
        }
        doorbell.ring()
    }

    private func ring(after delay: Duration) async {
        guard (try? await clock.sleep(for: delay)) != nil else { return }
        doorbell.ring()
    }
}
