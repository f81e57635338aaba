/// Does something for a limited time, by any clock.
///
/// - Returns: nil when the time is over; the work is cancelled then, and waited for.
func within<Result: Sendable>(
    _ limit: Duration, by clock: any Clock<Duration>, _ body: @escaping @Sendable () async throws -> Result
) async throws -> Result? {
    try await withThrowingTaskGroup(of: Result?.self) { group in
        group.addTask { try await body() }
        group.addTask {
            try await clock.sleep(for: limit)
            return nil
        }
        defer { group.cancelAll() }
        return try await group.next() ?? nil
    }
}
