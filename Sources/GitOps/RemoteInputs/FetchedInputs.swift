import ManifestRender
import Synchronization

/// Answers for the remote inputs of one rendering from what was fetched, and notes what was not.
final class FetchedInputs: RemoteBaseResolver {
    let contents: [RemoteInput: RemoteContent]
    private let notes = Mutex<[RemoteInput]>([])

    init(_ contents: [RemoteInput: RemoteContent]) { self.contents = contents }

    /// The inputs that were asked for and not at hand.
    var missing: [RemoteInput] { notes.withLock { $0 } }

    /// What tells the fetched inputs from any others.
    var identities: [RemoteInput: String] { contents.mapValues(\.identity) }

    func source(of base: RemoteBase) throws(RenderError) -> RenderSource {
        try folder(.base(base), "the remote base '\(base.repositoryURL)'")
    }

    func source(of chart: RemoteChart) throws(RenderError) -> RenderSource {
        try folder(.chart(chart), "the chart '\(chart.name)'")
    }

    func contents(of url: String, limit: Int) throws(RenderError) -> [UInt8] {
        switch contents[.file(url)] {
        case .bytes(let bytes, _):
            guard bytes.count <= limit else {
                throw RenderError(.limitExceeded, "a file by URL has more than \(limit) bytes")
            }
            return bytes
        case .noFile(let reason): throw RenderError(.unreadableFile, reason)
        case .folder, nil: throw note(.file(url), "a file by URL")
        }
    }

    private func folder(_ input: RemoteInput, _ subject: String) throws(RenderError) -> RenderSource {
        if case .folder(let source, _) = contents[input] { return source }
        throw note(input, subject)
    }

    private func note(_ input: RemoteInput, _ subject: String) -> RenderError {
        notes.withLock { if !$0.contains(input) { $0.append(input) } }
        return RenderError(.notFetched, "\(subject) is not fetched yet")
    }
}
