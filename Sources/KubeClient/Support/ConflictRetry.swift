/// Does something that others may be faster with, again from the start as long as they were.
///
/// - Parameters:
///   - attempts: how often in all; at least once.
///   - body: reads, changes and writes.
/// - Throws: the conflict of the last attempt, and everything else that `body` throws.
func retryingConflicts<Result>(attempts: Int, _ body: () async throws -> Result) async throws -> Result {
    var remaining = attempts
    while true {
        do {
            return try await body()
        } catch let error as KubeError where error.isConflict && remaining > 1 {
            remaining -= 1
        }
    }
}
