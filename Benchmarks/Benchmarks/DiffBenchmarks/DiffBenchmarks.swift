import Benchmark
import Diff
import DiffWorkloads
import Values

let benchmarks: @Sendable () -> Void = {
    let configuration = Benchmark.Configuration(
        metrics: [.wallClock, .cpuTotal, .peakMemoryResident], warmupIterations: 2, maxDuration: .seconds(3),
        maxIterations: 30)
    let work = DiffWorkload(count: 1_000)

    Benchmark("1,000 Deployments, two-way", configuration: configuration) { _ in
        blackHole(try DiffWorkload.differences(ObjectDiff(), work.desired, work.live))
    }
    Benchmark("1,000 Deployments, three-way", configuration: configuration) { _ in
        blackHole(try DiffWorkload.differences(ObjectDiff(), work.desired, work.annotated))
    }
    Benchmark("1,000 Deployments, ignore rules", configuration: configuration) { _ in
        blackHole(try DiffWorkload.differences(DiffWorkload.withRules(), work.desired, work.live))
    }
    Benchmark("1,000 Deployments, structured merge", configuration: configuration) { _ in
        blackHole(try DiffWorkload.differences(DiffWorkload.structured(), work.desired, work.live))
    }
}
