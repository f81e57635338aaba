import Benchmark
import ManifestStreams
import Values

let megabytesPerSecond = BenchmarkMetric.custom("MB/s", polarity: .prefersLarger, useScalingFactor: false)

let benchmarks: @Sendable () -> Void = {
    let manifests = ManifestStream.manifests(bytes: 5_000_000)
    let list = Value.object(["apiVersion": "v1", "kind": "List", "items": .array(manifests)])
    let json = ManifestStream.json(manifests)
    let yaml = ManifestStream.yaml(manifests)
    let copy = try? Value(json: json)

    measure("JSON read", json.count) { blackHole(try Value(json: json)) }
    measure("JSON write", json.count) { blackHole(list.jsonBytes()) }
    measure("JSON write, pretty and sorted", json.count) {
        blackHole(list.jsonBytes(.pretty(indent: 2), sortedKeys: true))
    }
    measure("YAML read", yaml.count) { blackHole(try YAMLDocument.parse(yaml)) }
    measure("YAML, libyaml's events alone", yaml.count) { blackHole(LibYAMLEvents.count(yaml)) }
    measure("YAML write", yaml.count) { for manifest in manifests { blackHole(manifest.yamlBytes()) } }
    measure("YAML write as Go, sorted", yaml.count) {
        for manifest in manifests { blackHole(manifest.yamlBytes(.go, sortedKeys: true)) }
    }
    measure("equality of two trees", json.count) { blackHole(copy == list) }
}

/// A benchmark that reports bytes per second besides time.
func measure(_ name: String, _ bytes: Int, _ body: @escaping @Sendable () throws -> Void) {
    let configuration = Benchmark.Configuration(
        metrics: [.wallClock, .cpuTotal, .peakMemoryResident, megabytesPerSecond], warmupIterations: 2,
        maxDuration: .seconds(3), maxIterations: 30)
    Benchmark(name, configuration: configuration) { benchmark in
        let clock = ContinuousClock()
        let start = clock.now
        try body()
        let seconds = (clock.now - start) / .seconds(1)
        benchmark.measurement(megabytesPerSecond, Int(Double(bytes) / 1e6 / seconds))
    }
}
