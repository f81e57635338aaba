import ManifestStreams
import Values

/// Prints megabytes per second of reading and writing a stream of manifests, each the best of several interleaved runs.
@main
struct ValuesSpeed {
    static func main() throws {
        let manifests = ManifestStream.manifests(bytes: 5_000_000)
        let json = ManifestStream.json(manifests)
        let yaml = ManifestStream.yaml(manifests)
        let list = try Value(json: json)
        let copy = try Value(json: json)
        var table = SpeedTable()
        for _ in 0..<15 {
            try table.measure("JSON read", json.count) { try Value(json: json).nodeCount }
            table.measure("JSON write", json.count) { list.jsonBytes().count }
            table.measure("YAML, libyaml's events alone", yaml.count) { LibYAMLEvents.count(yaml) }
            try table.measure("YAML read", yaml.count) { try YAMLDocument.parse(yaml).count }
            table.measure("YAML write", yaml.count) { manifests.reduce(0) { $0 + $1.yamlBytes().count } }
            table.measure("equality", json.count) { copy == list ? 1 : 0 }
        }
        table.print()
        let ratio = table.speed("YAML read") / table.speed("YAML, libyaml's events alone")
        Swift.print("YAML read / libyaml's events alone: \(Int(ratio * 100 + 0.5)) %")
    }
}

/// Best speeds by name, in the order of their first measurement.
struct SpeedTable {
    private var rows: [(name: String, bytes: Int, best: Duration)] = []
    /// What the bodies gave, so that nothing they do is optimised away.
    private var sink = 0

    mutating func measure(_ name: String, _ bytes: Int, _ body: () throws -> Int) rethrows {
        let clock = ContinuousClock()
        let time = try clock.measure { sink &+= try body() }
        if let row = rows.firstIndex(where: { $0.name == name }) {
            rows[row].best = min(rows[row].best, time)
        } else {
            rows.append((name, bytes, time))
        }
    }

    /// Megabytes (10^6 bytes) per second.
    func speed(_ name: String) -> Double {
        rows.first { $0.name == name }.map { Double($0.bytes) / 1e6 / ($0.best / .seconds(1)) } ?? 0
    }

    func print() {
        for row in rows {
            let speed = String(Int(speed(row.name) + 0.5))
            let padding = String(repeating: " ", count: max(0, 36 - row.name.count - speed.count))
            Swift.print("\(row.name)\(padding)\(speed) MB/s")
        }
    }
}
