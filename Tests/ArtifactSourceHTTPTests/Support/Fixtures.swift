import Archives
import ArtifactSource
import ArtifactSourceHTTP
import SourceTrees
import Synchronization

/// A packaged chart.
func package(_ name: String, _ version: String, _ files: [String: String] = [:]) -> [UInt8] {
    let all = files.merging(["Chart.yaml": "apiVersion: v2\nname: \(name)\nversion: \(version)\n"]) { own, _ in own }
    let entries = all.sorted { $0.key < $1.key }.map { ("\(name)/\($0.key)", Array($0.value.utf8)) }
    return Gzip.pack(TarWriter.archive(entries))
}

/// A layer of files.
func layer(_ files: [String: String]) -> [UInt8] {
    Gzip.pack(TarWriter.archive(files.sorted { $0.key < $1.key }.map { ($0.key, Array($0.value.utf8)) }))
}

/// An index with one chart, its versions each with an address and perhaps a digest.
func index(_ chart: String, _ versions: [(version: String, url: String, digest: String)]) -> String {
    var text = "apiVersion: v1\nentries:\n  \(chart):\n"
    for (version, url, digest) in versions {
        text += "  - name: \(chart)\n    version: \"\(version)\"\n    urls: [\"\(url)\"]\n"
        if !digest.isEmpty { text += "    digest: \(digest)\n" }
    }
    return text
}

/// Time that moves when somebody waits, and remembers how long.
final class TestTime: Sendable {
    private let state = Mutex((now: ContinuousClock.now, pauses: [Duration]()))

    var pauses: [Duration] { state.withLock { $0.pauses } }
    var now: ContinuousClock.Instant { state.withLock { $0.now } }

    func advance(_ duration: Duration) { state.withLock { $0.now += duration } }

    var retries: ArtifactRetries {
        ArtifactRetries(sleep: { duration in
            try Task.checkCancellation()
            self.state.withLock { state in
                state.now += duration
                state.pauses.append(duration)
            }
        })
    }
}

/// A client as tests want it: it waits for nothing, and asks again each time.
func client(
    cache: any ArtifactCache = .memory, limits: ArtifactLimits = .standard, time: TestTime = TestTime(),
    listingLifetime: Duration = .zero, _ access: ArtifactAccess = ArtifactAccess()
) -> ArtifactClient {
    ArtifactClient(
        transport: HTTPArtifactTransport(), cache: cache, limits: limits, retries: time.retries,
        listingLifetime: listingLifetime, now: { time.now }, access: { _ in access })
}

extension SourceTree {
    /// The text of a file.
    func text(_ path: TreePath) throws -> String { try readText(path) }
}
