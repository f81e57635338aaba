import Benchmark
import GitSource
import GitWorkload
import SourceTrees

/// Reading a commit of 5,000 files: from Git's objects, and from a checkout made for it.
let benchmarks: @Sendable () -> Void = {
    Benchmark.defaultConfiguration = .init(
        metrics: [.wallClock, .cpuTotal, .peakMemoryResident], maxDuration: .seconds(5))

    Benchmark("Objects: list and read 5,000 files") { benchmark, workload in
        for _ in benchmark.scaledIterations { blackHole(try GitWorkload.readAll(workload.source.tree)) }
    } setup: {
        try await GitWorkload()
    }

    Benchmark("Checkout: check out, list and read 5,000 files") { benchmark, workload in
        for _ in benchmark.scaledIterations { blackHole(try workload.checkOutAndRead()) }
    } setup: {
        try await GitWorkload()
    }
}
