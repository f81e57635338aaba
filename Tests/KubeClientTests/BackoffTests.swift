import KubeClient
import Testing

@Suite struct BackoffTests {
    @Test func delaysDoubleUpToTheMaximum() {
        let policy = BackoffPolicy(initial: .milliseconds(800), maximum: .seconds(30))
        let delays = (1...8).map { policy.delay(afterFailures: $0) }
        #expect(delays == [800, 1_600, 3_200, 6_400, 12_800, 25_600, 30_000, 30_000].map { .milliseconds($0) })
        #expect(policy.delay(afterFailures: .max) == .seconds(30))
        #expect(
            BackoffPolicy(initial: .seconds(2), maximum: .seconds(1), factor: .nan).delay(afterFailures: .max)
                == .seconds(2))
    }

    @Test func jitterOnlyLengthens() {
        var generator = SystemRandomNumberGenerator()
        var backoff = Backoff(BackoffPolicy(initial: .seconds(1), maximum: .seconds(1), jitter: 0.5))
        for _ in 0..<200 {
            let delay = backoff.next(using: &generator)
            #expect(delay >= .seconds(1) && delay <= .milliseconds(1_500))
        }
        backoff.reset()
        #expect(backoff.failures == 0)
        let asked = backoff.next(atLeast: .seconds(9), using: &generator)
        #expect(asked == .seconds(9))
    }
}
