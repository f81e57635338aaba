import KubeModel
import Synchronization
import Values

/// What the last comparison of each application looked at, so that an unchanged application costs next to nothing.
final class ComparisonCache: Sendable {
    /// Rendered manifests, prepared for comparison.
    struct Rendered {
        var sources: [ApplicationSource]
        var destination: String
        var manifests: Manifests
        var targets: TargetObjects
    }

    private struct Seen {
        var spec: Value?
        var revisions: [String]
        var versions: [ObjectKey: String]
        var comparison: ApplicationComparison
    }

    private struct State {
        var rendered: [ApplicationID: Rendered] = [:]
        var seen: [ApplicationID: Seen] = [:]
    }

    private let state = Mutex(State())

    /// What an application renders to, if that was looked at last.
    func rendered(
        _ id: ApplicationID, _ sources: [ApplicationSource], _ revisions: [String], _ destination: String
    )
        -> Rendered?
    {
        guard let known = state.withLock({ $0.rendered[id] }), known.manifests.revisions == revisions,
            known.sources == sources, known.destination == destination
        else { return nil }
        return known
    }

    func store(_ rendered: Rendered, for id: ApplicationID) { state.withLock { $0.rendered[id] = rendered } }

    /// The last comparison, if nothing has changed since.
    func comparison(_ application: Application, _ revisions: [String], _ live: LiveObjects) -> ApplicationComparison? {
        guard let seen = state.withLock({ $0.seen[application.id] }), seen.revisions == revisions,
            seen.spec == application.object.value["spec"], let versions = ComparisonCache.versions(live),
            seen.versions == versions
        else { return nil }
        return seen.comparison
    }

    func store(_ comparison: ApplicationComparison, for application: Application, _ live: LiveObjects) {
        guard let versions = ComparisonCache.versions(live) else { return }
        let seen = Seen(
            spec: application.object.value["spec"], revisions: comparison.revisions, versions: versions,
            comparison: comparison)
        state.withLock { $0.seen[application.id] = seen }
    }

    /// Forgets an application, or only how it compared.
    func forget(_ id: ApplicationID) {
        state.withLock { state in
            state.rendered[id] = nil
            state.seen[id] = nil
        }
    }

    /// The versions of all objects; nil where one has none and so cannot be told from its next state.
    private static func versions(_ live: LiveObjects) -> [ObjectKey: String]? {
        var versions: [ObjectKey: String] = [:]
        versions.reserveCapacity(live.managed.count + live.others.count)
        for (key, object) in live.managed { versions[key] = "\(object.uid) \(object.resourceVersion)" }
        for (key, object) in live.others { versions[key] = "\(object.uid) \(object.resourceVersion)" }
        return versions.values.contains { $0.hasSuffix(" ") } ? nil : versions
    }
}
