import Synchronization
import Testing

@testable import KubeClient

@Suite struct WorkQueueTests {
    private var queue = WorkQueue<String>(backoff: BackoffPolicy(initial: .seconds(1), maximum: .seconds(8)))

    @Test mutating func equalItemsAreDoneOnce() {
        queue.add("a")
        queue.add("b")
        queue.add("a")
        let taken = [queue.next(now: .zero), queue.next(now: .zero), queue.next(now: .zero)]
        #expect(taken == [.work("a"), .work("b"), .idle])
    }

    @Test mutating func nothingIsDoneTwiceAtATime() {
        queue.add("a")
        _ = queue.next(now: .zero)
        queue.add("a")
        queue.add("a")
        let meanwhile = queue.next(now: .zero)
        #expect(meanwhile == .idle)
        queue.finish("a", now: .zero)
        let again = queue.next(now: .zero)
        #expect(again == .work("a"))
        queue.finish("a", now: .zero)
        let last = queue.next(now: .zero)
        #expect(last == .idle)
    }

    @Test mutating func failuresComeBackLaterAndLater() {
        queue.add("a")
        var now = Duration.zero
        for seconds in [1, 2, 4, 8, 8] {
            let work = queue.next(now: now)
            #expect(work == .work("a"))
            queue.retry("a", now: now)
            let wait = queue.next(now: now)
            #expect(wait == .wait(until: now + .seconds(seconds)))
            now += .seconds(seconds)
        }
        #expect(queue.failures(of: "a") == 5)
        _ = queue.next(now: now)
        queue.finish("a", now: now)
        #expect(queue.failures(of: "a") == 0)
    }

    @Test mutating func aChangeDoesNotWaitForTheBackOff() {
        queue.add("a")
        _ = queue.next(now: .zero)
        queue.retry("a", now: .zero)
        queue.add("a")
        let next = queue.next(now: .zero)
        #expect(next == .work("a"))
        #expect(queue.delayedCount == 0)
    }

    @Test mutating func laterPlansDoNotReplaceEarlierOnes() {
        queue.add("a", after: .seconds(5), now: .zero)
        queue.add("a", after: .seconds(9), now: .zero)
        let first = queue.next(now: .zero)
        #expect(first == .wait(until: .seconds(5)))
        queue.add("a", after: .seconds(1), now: .seconds(1))
        let second = queue.next(now: .seconds(1))
        #expect(second == .wait(until: .seconds(2)))
        let due = queue.next(now: .seconds(2))
        #expect(due == .work("a"))
    }

    @Test mutating func aRequeueIsKept() {
        queue.add("a")
        _ = queue.next(now: .zero)
        queue.finish("a", againAfter: .seconds(3), now: .zero)
        let wait = queue.next(now: .zero)
        #expect(wait == .wait(until: .seconds(3)))
    }

    @Test func allFailuresTogetherComeBackNoFasterThanTheRate() {
        var queue = WorkQueue<Int>(
            backoff: BackoffPolicy(initial: .milliseconds(1), maximum: .seconds(8)),
            retries: TokenBucket(perSecond: 10, burst: 2))
        var delays: [Duration] = []
        for item in 0..<5 {
            queue.add(item)
            _ = queue.next(now: .zero)
            delays.append(queue.retry(item, now: .zero))
        }
        #expect(delays == [1, 1, 100, 200, 300].map { .milliseconds($0) })
        queue.add(9)
        let next = queue.next(now: .zero)
        #expect(next == .work(9), "what is new does not wait for what failed")
    }

    @Test mutating func aQueueThatIsShutDownTakesNothingMoreAndDrains() {
        queue.add("a")
        queue.add("b")
        queue.add("later", after: .seconds(1), now: .zero)
        _ = queue.next(now: .zero)
        queue.shutDown()
        queue.add("c")
        queue.add("a")
        let second = queue.next(now: .zero)
        #expect(second == .work("b"))
        queue.retry("a", now: .zero)
        let waiting = queue.next(now: .seconds(5))
        #expect(waiting == .idle, "b is being done")
        queue.finish("b", againAfter: .zero, now: .zero)
        let end = queue.next(now: .seconds(5))
        #expect(end == .finished)
    }

    @Test mutating func aQueueCanBeShutDownWithoutDraining() {
        queue.add("a")
        queue.shutDown(draining: false)
        let end = queue.next(now: .zero)
        #expect(end == .finished)
    }

    /// Something far away must not leave a sleeper behind for everything near that comes before it.
    @Test(.timeLimit(.minutes(10))) func oneAlarmIsSetAtATime() async {
        let clock = CountingClock()
        let runner = QueueRunner(WorkQueue<String>(), clock: clock)
        runner.add("far", after: .seconds(86_400))
        runner.add("near")
        let (rounds, round) = AsyncStream<Void>.makeStream()
        let running = Task {
            await runner.run(workers: 1) { _, _ in
                round.yield()
                return .requeue(after: .microseconds(100))
            }
        }
        var count = 0
        for await _ in rounds {
            count += 1
            if count == 300 { break }
        }
        #expect(clock.sleepers.withLock { $0.most } <= 4)
        running.cancel()
        await running.value
    }

    /// The machine's clock, with a count of who sleeps.
    private final class CountingClock: Clock {
        typealias Instant = ContinuousClock.Instant
        let sleepers = Mutex((now: 0, most: 0))
        var now: Instant { ContinuousClock.now }
        var minimumResolution: Duration { .nanoseconds(1) }

        func sleep(until deadline: Instant, tolerance: Duration?) async throws {
            sleepers.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
            defer { sleepers.withLock { $0.now -= 1 } }
            try await ContinuousClock().sleep(until: deadline, tolerance: tolerance)
        }
    }

    @Test func delayedItemsComeInTheOrderOfTheirMoments() {
        var generator = SeededGenerator(seed: 7)
        var items = DelayedItems<Int>()
        var model: [Int: Int] = [:]
        for _ in 0..<20_000 {
            let item = Int.random(in: 0..<200, using: &generator)
            switch Int.random(in: 0..<4, using: &generator) {
            case 0, 1:
                let moment = Int.random(in: 0..<1_000, using: &generator)
                items.insert(item, at: .seconds(moment))
                model[item] = min(model[item] ?? .max, moment)
            case 2:
                items.remove(item)
                model[item] = nil
            default:
                let now = Int.random(in: 0..<1_000, using: &generator)
                let least = model.values.min()
                let popped = items.popFirst(notAfter: .seconds(now))
                if let popped {
                    #expect(model[popped] == least && (least ?? .max) <= now)
                    model[popped] = nil
                } else {
                    #expect((least ?? .max) > now)
                }
            }
            #expect(items.count == model.count)
        }
    }
}

/// A generator with a fixed seed.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
