import Testing

@testable import Reconciler

@Suite struct WorkQueueTests {
    private let a = ApplicationID(namespace: "n", name: "a")
    private let b = ApplicationID(namespace: "n", name: "b")
    private let zero = Timestamp(seconds: 0)

    private func queue() -> WorkQueue { WorkQueue(backoff: (.seconds(1), .seconds(5))) }

    @Test func workIsHandedOutOnceAndInOrder() {
        var queue = queue()
        queue.add(b, at: zero)
        queue.add(a, at: zero)
        queue.add(b, at: zero, refresh: .hard)
        queue.add(b, at: zero, refresh: .normal)
        let first = queue.next(now: zero)
        #expect(first?.id == b)
        #expect(first?.refresh == .hard)
        #expect(queue.next(now: zero)?.id == a)
        #expect(queue.next(now: zero) == nil)
    }

    @Test func whatIsWorkedOnIsNotHandedOutAgainUntilDone() {
        var queue = queue()
        queue.add(a, at: zero)
        _ = queue.next(now: zero)
        queue.add(a, at: zero)
        #expect(queue.next(now: zero) == nil)
        #expect(queue.nextDue == nil)
        queue.finish(a, now: zero)
        #expect(queue.next(now: zero)?.id == a)
    }

    @Test func nothingComesBeforeItIsDue() {
        var queue = queue()
        queue.add(a, at: Timestamp(seconds: 10))
        #expect(queue.next(now: Timestamp(seconds: 9)) == nil)
        #expect(queue.nextDue == Timestamp(seconds: 10))
        queue.add(a, at: Timestamp(seconds: 5))
        #expect(queue.next(now: Timestamp(seconds: 5))?.id == a)
    }

    @Test func failuresLeadToGrowingPauses() {
        var queue = queue()
        var due: [Int64] = []
        queue.add(a, at: zero)
        for _ in 0..<5 {
            let now = queue.nextDue ?? zero
            due.append(now.seconds)
            _ = queue.next(now: now)
            queue.finish(a, hasFailed: true, now: now)
        }
        #expect(due == [0, 1, 3, 7, 12])
        _ = queue.next(now: Timestamp(seconds: 100))
        queue.finish(a, now: Timestamp(seconds: 100))
        queue.add(a, at: Timestamp(seconds: 100))
        _ = queue.next(now: Timestamp(seconds: 100))
        queue.finish(a, hasFailed: true, now: Timestamp(seconds: 100))
        #expect(queue.nextDue == Timestamp(seconds: 101))
    }

    @Test func pollsComeBesideOtherWork() {
        var queue = queue()
        queue.poll(a, at: Timestamp(seconds: 120))
        queue.add(a, at: zero)
        #expect(queue.next(now: zero)?.refresh == nil)
        queue.finish(a, now: zero)
        #expect(queue.nextDue == Timestamp(seconds: 120))
        #expect(queue.next(now: Timestamp(seconds: 120))?.refresh == .normal)
    }
}
