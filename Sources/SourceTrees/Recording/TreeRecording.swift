/// What was read from a tree, and what was found there: the key under which a result of the reading may be kept.
///
/// Two readings that saw the same have equal recordings and one ``digest``.
public struct TreeRecording: Hashable, Sendable {
    enum Subject: Hashable, Sendable {
        case entry
        case listing
        case content(limit: Int)
        case digest
    }

    struct Question: Hashable, Sendable {
        var path: TreePath
        var subject: Subject
    }

    enum Answer: Hashable, Sendable {
        case missing
        case entry(TreeEntry.Kind)
        case listing([TreeEntry])
        case content(ContentDigest)
        case failure(TreeError.Code)
    }

    private let observations: [Question: Answer]

    init(observations: [Question: Answer]) {
        self.observations = observations
    }

    /// How many facts were noted.
    public var count: Int { observations.count }

    /// Files whose bytes were read, with their digests, in order.
    public var files: [(path: TreePath, digest: ContentDigest)] {
        observations.compactMap { question, answer in
            guard case .content(let digest) = answer, case .content = question.subject else { return nil }
            return (question.path, digest)
        }
        .sorted { $0.path < $1.path }
    }

    /// Directories that were listed, in order.
    public var directories: [TreePath] {
        paths { question, answer in if case .listing = answer { true } else { false } }
    }

    /// Paths that were looked at and found empty, in order.
    public var missing: [TreePath] {
        paths { question, answer in answer == .missing || answer == .failure(.notFound) }
    }

    private func paths(where isWanted: (Question, Answer) -> Bool) -> [TreePath] {
        Set(observations.filter { isWanted($0.key, $0.value) }.keys.map(\.path)).sorted()
    }

    /// Whether reading the same from another tree would find the same.
    ///
    /// Nothing but what was read counts: other files of the tree may have changed at will.
    /// - Throws: ``TreeError/Code/unreadable`` where the other tree's store fails; anything else is an answer.
    public func isUnchanged(in tree: any SourceTree) throws(TreeError) -> Bool {
        for (question, answer) in observations {
            guard try Self.answer(to: question, in: tree, expecting: answer) == answer else { return false }
        }
        return true
    }

    private static func answer(
        to question: Question, in tree: any SourceTree, expecting expected: Answer
    ) throws(TreeError) -> Answer {
        do throws(TreeError) {
            switch question.subject {
            case .entry: return try tree.entry(at: question.path).map { .entry($0.kind) } ?? .missing
            case .listing: return .listing(try tree.entries(of: question.path))
            case .digest: return .content(try tree.digest(of: question.path))
            case .content(let limit):
                // A digest is cheaper than the bytes; only a reading that failed has to be tried again.
                if case .failure = expected { _ = try tree.contents(of: question.path, limit: limit) }
                guard let entry = try tree.entry(at: question.path) else { return .failure(.notFound) }
                return entry.isFile ? .content(try tree.digest(of: question.path)) : .failure(.notAFile)
            }
        } catch  where error.code != .unreadable {
            return .failure(error.code)
        }
    }

    /// The recording in one digest, for stores that keep results by key.
    public var digest: ContentDigest {
        let lines = observations.map { "\($0.key.path)\0\($0.key.subject)\0\(Self.text($0.value))" }
        let sorted = lines.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        return ContentDigest(
            algorithm: "recording", value: GitObjectHash.blob(Array(sorted.joined(separator: "\n").utf8)))
    }

    private static func text(_ answer: Answer) -> String {
        switch answer {
        case .missing: "missing"
        case .entry(let kind): "entry \(kind)"
        case .listing(let entries): "listing " + entries.map { "\($0.name)\0\($0.kind)" }.joined(separator: "\0")
        case .content(let digest): "content \(digest)"
        case .failure(let code): "failure \(code)"
        }
    }
}
