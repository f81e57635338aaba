public import Values

/// Something that was deployed.
public struct RevisionHistory: ValueView {
    /// The entry of `history`.
    public var value: Value

    /// Takes an entry of `history`.
    public init(_ value: Value) { self.value = value }

    /// The number of the entry.
    public var id: Int64 { value["id"]?.intValue ?? 0 }

    /// The revisions, in the order of the sources.
    public var revisions: [String] {
        let many = texts("revisions")
        return many.isEmpty ? (text("revision").isEmpty ? [] : [text("revision")]) : many
    }

    /// The sources.
    public var sources: [ApplicationSource] {
        let many: [ApplicationSource] = views("sources")
        return many.isEmpty ? (view("source").map { [$0] } ?? []) : many
    }

    /// When it was deployed.
    public var deployedAt: Timestamp? { time("deployedAt") }

    /// When the sync that deployed it began.
    public var deployStartedAt: Timestamp? { time("deployStartedAt") }

    /// Who asked; empty where the controller did.
    public var username: String { text("initiatedBy", "username") }

    /// Whether the controller asked.
    public var isAutomated: Bool { flag("initiatedBy", "automated") }
}

extension ApplicationStatus {
    /// Adds what an operation has deployed, and forgets the oldest entries beyond a limit.
    ///
    /// - Parameters:
    ///   - state: the operation that has succeeded.
    ///   - limit: how many entries are kept.
    ///   - now: the current time.
    mutating func recordHistory(of state: OperationState, limit: Int, now: Timestamp) {
        guard limit > 0 else {
            history = []
            return
        }
        var entries = history
        let next = (entries.map(\.id).max() ?? -1) &+ 1
        var entry: Value = ["id": .int(next)]
        let revisions = state.revisions
        if revisions.count > 1 {
            entry["revisions"] = .array(revisions.map(Value.string))
        } else {
            entry["revision"] = .string(revisions.first ?? "")
        }
        let sources = state.sources
        if sources.count > 1 {
            entry["sources"] = .array(sources.map(\.value))
        } else if let source = sources.first {
            entry["source"] = source.value
        }
        entry["deployStartedAt"] = state.startedAt.map { .string($0.description) }
        entry["deployedAt"] = .string(now.description)
        entry["initiatedBy"] = state.operation.value["initiatedBy"] ?? .object(Object())
        entries.append(RevisionHistory(entry))
        history = Array(entries.suffix(limit))
    }
}
