import ManifestRender
import Synchronization

/// Answers for the remote bases of one rendering from what was fetched, and notes what was not.
final class FetchedRemoteBases: RemoteBaseResolver {
    private let fetched: [RemoteBase: RenderSource]
    private let notes = Mutex<[RemoteBase]>([])

    init(_ fetched: [RemoteBase: RenderSource]) { self.fetched = fetched }

    /// The bases that were asked for and not at hand.
    var missing: [RemoteBase] { notes.withLock { $0 } }

    func source(of base: RemoteBase) throws(RenderError) -> RenderSource {
        if let source = fetched[base] { return source }
        notes.withLock { if !$0.contains(base) { $0.append(base) } }
        throw RenderError(.sourceNotFound, "the remote base '\(base.repositoryURL)' is not fetched yet")
    }
}
