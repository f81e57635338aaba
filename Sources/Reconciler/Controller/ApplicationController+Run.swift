extension ApplicationController {
    /// Keeps all applications in their desired state until the task is cancelled.
    ///
    /// - Throws: what the store throws at the start; `CancellationError` at the end. Later failures lead to pauses.
    public func run() async throws {
        let (signals, wake) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        self.wake = wake
        defer {
            self.wake = nil
            wake.finish()
        }
        // Listening begins before listing: what changes in between is heard of.
        let changes = store.changes()
        for application in try await store.applications() { queue.add(application.id, at: clock.now, refresh: .normal) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.followCluster() }
            group.addTask { await self.follow(changes) }
            group.addTask { await self.dispatch(signals) }
            try await group.waitForAll()
        }
        throw CancellationError()
    }

    /// Asks for a look at an application soon.
    ///
    /// - Parameters:
    ///   - id: the application.
    ///   - kind: how thoroughly to look.
    public func refresh(_ id: ApplicationID, _ kind: RefreshKind = .normal) {
        queue.add(id, at: clock.now, refresh: kind)
        wake?.yield()
    }

    private func followCluster() async throws {
        while !Task.isCancelled {
            do {
                try await cluster.watch { [weak self] names in
                    guard !names.isEmpty, let self else { return }
                    Task { await self.changed(names) }
                }
            } catch is CancellationError {
                return
            } catch {
                // Discovery failed; the cluster may come back.
                try? await clock.sleep(for: settings.failureBackoff.first)
            }
        }
    }

    private func changed(_ names: Set<String>) {
        for name in names { queue.add(reconciler.comparer.application(trackedAs: name), at: clock.now) }
        wake?.yield()
    }

    private func follow(_ changes: AsyncStream<ApplicationID>) async {
        for await id in changes {
            queue.add(id, at: clock.now)
            wake?.yield()
        }
    }

    /// Hands out work as it falls due, to as many workers as there may be.
    private func dispatch(_ signals: AsyncStream<Void>) async {
        await withDiscardingTaskGroup { group in
            var scheduled: Timestamp?
            group.addTask { await self.nudge() }
            for await _ in signals {
                let now = clock.now
                if let due = scheduled, due <= now { scheduled = nil }
                while queue.activeCount < settings.workers, let work = queue.next(now: now) {
                    group.addTask { await self.work(on: work) }
                }
                guard queue.activeCount < settings.workers, let due = queue.nextDue else { continue }
                if let known = scheduled, known <= due { continue }
                scheduled = due
                group.addTask {
                    try? await self.clock.sleep(for: max(due - now, .milliseconds(1)))
                    await self.nudge()
                }
            }
            group.cancelAll()
        }
    }

    private func nudge() { wake?.yield() }

    private func work(on work: WorkQueue.Work) async {
        do {
            let outcome = try await pass(work.id, refresh: work.refresh)
            queue.finish(work.id, now: clock.now)
            if let application = outcome.application {
                if let pause = outcome.requeueAfter { queue.add(application.id, at: clock.now + pause) }
                if work.refresh != nil || outcome.requeueAfter == nil { schedulePoll(application) }
            } else {
                queue.remove(work.id)
            }
        } catch {
            if !(error is CancellationError) { reconciler.emit(.failed, work.id, "\(error)") }
            queue.finish(work.id, hasFailed: true, now: clock.now)
        }
        wake?.yield()
    }

    /// Looks at the revisions again after the interval, a little later for each application.
    private func schedulePoll(_ application: Application) {
        var hash: UInt64 = 14_695_981_039_346_656_037
        for byte in application.id.description.utf8 { hash = (hash ^ UInt64(byte)) &* 1_099_511_628_211 }
        let jitter = settings.revisionPollJitter * (Double(hash % 1_000) / 1_000)
        queue.poll(application.id, at: clock.now + settings.revisionPollInterval + jitter)
    }
}
