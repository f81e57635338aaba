import KubeClient
import KubeModel
import Values

/// ConfigMaps of half a kilobyte, and requests about them.
struct Workload: Sendable {
    let api: KubeAPI
    let count: Int
    /// How many requests are under way at once.
    let width: Int

    var configMaps: Resources { api.resources(.configMaps, in: "default") }

    /// The fields that a manager wants of one ConfigMap; another generation has another value in one of them.
    static func object(_ number: Int, generation: Int = 0) throws -> KubeObject {
        let line = "a line of settings that is about as long as such lines are, for number \(number)"
        return try KubeObject(
            [
                "apiVersion": "v1", "kind": "ConfigMap",
                "metadata": [
                    "name": .string("settings-\(number)"), "namespace": "default",
                    "labels": ["app": .string("web-\(number % 200)"), "tier": "backend"],
                ],
                "data": [
                    "generation": .string("\(generation)"), "first": .string(line), "second": .string(line),
                    "third": .string(line), "fourth": .string(line),
                ],
            ])
    }

    /// Does something for each number, ``width`` at a time, and gives how many a second were done.
    func rate(_ body: @escaping @Sendable (Int) async throws -> Void) async throws -> Int {
        let clock = ContinuousClock()
        let begin = clock.now
        try await withThrowingTaskGroup(of: Void.self) { group in
            for lane in 0..<width {
                group.addTask {
                    for number in stride(from: lane, to: count, by: width) { try await body(number) }
                }
            }
            try await group.waitForAll()
        }
        return perSecond(count, clock.now - begin)
    }

    func perSecond(_ amount: Int, _ time: Duration) -> Int { Int(Double(amount) / (time / .seconds(1))) }
}
