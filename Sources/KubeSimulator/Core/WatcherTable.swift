import Values

/// An open watch.
struct Watcher: Sendable {
    let id: Int
    let definition: ResourceDefinition
    let namespace: String?
    let name: String?
    let selector: ObjectSelector
    let form: ResponseForm
    let includes: String?
    let allowsBookmarks: Bool
    let deadline: Timestamp?
    /// Changes up to this revision are not sent.
    var lastRevision: UInt64
    var hasSentColumns = false
    var lastBookmark: Timestamp
    var hasSentFinalBookmark = false

    /// The event for a change; nil where the change does not concern this watch.
    mutating func event(_ change: StoreChange, now: Timestamp) -> Value? {
        guard change.revision > lastRevision else { return nil }
        if let namespace, namespace != change.namespace { return nil }
        if let name, name != change.name { return nil }
        let wasIn = change.old.map { selector.matches($0.value) } ?? false
        let isIn = change.new.map { selector.matches($0.value) } ?? false
        let type: String
        let object: Value
        switch (wasIn, isIn) {
        case (false, true):
            type = "ADDED"
            object = change.new?.value ?? .null
        case (true, true):
            type = "MODIFIED"
            object = change.new?.value ?? .null
        case (true, false):
            type = "DELETED"
            object = change.deleted ?? Watcher.restamped(change)
        case (false, false): return nil
        }
        lastRevision = change.revision
        return event(type, object, now: now)
    }

    private static func restamped(_ change: StoreChange) -> Value {
        var value = change.old?.value ?? .null
        value["metadata"]?["resourceVersion"] = .string(String(change.revision))
        return value
    }

    mutating func event(_ type: String, _ object: Value, now: Timestamp) -> Value {
        let presented = Projection.present(object, definition)
        switch form.shape {
        case .object: return ["type": .string(type), "object": presented]
        case .partial(let version):
            return ["type": .string(type), "object": Projection.partial(presented, version: version)]
        case .table(let version):
            var table = TablePrinter(now: now).table(
                [presented], definition, version: version,
                metadata: presented["metadata", "resourceVersion"].map { ["resourceVersion": $0] } ?? Object(),
                includes: includes)
            if hasSentColumns { table["columnDefinitions"] = .null }
            hasSentColumns = true
            return ["type": .string(type), "object": table]
        }
    }

    /// A bookmark at a revision.
    func bookmark(_ revision: UInt64, endsInitialEvents: Bool, now: Timestamp) -> Value {
        var metadata: Object = ["resourceVersion": .string(String(revision))]
        if endsInitialEvents { metadata["annotations"] = ["k8s.io/initial-events-end": "true"] }
        let object = Bookmarks.object(definition, .object(metadata))
        switch form.shape {
        case .object: return ["type": "BOOKMARK", "object": object]
        case .partial(let version):
            return ["type": "BOOKMARK", "object": Projection.partial(object, version: version)]
        case .table(let version):
            var table = TablePrinter(now: now).table(
                [object], definition, version: version,
                metadata: ["resourceVersion": .string(String(revision))], includes: includes)
            table["columnDefinitions"] = .null
            return ["type": "BOOKMARK", "object": table]
        }
    }
}

/// The open watches by resource.
struct WatcherTable: Sendable {
    private var byResource: [ResourceID: [Watcher]] = [:]
    private var nextID = 1

    var isEmpty: Bool { byResource.isEmpty }

    mutating func reserveID() -> Int {
        defer { nextID += 1 }
        return nextID
    }

    mutating func add(_ watcher: Watcher) { byResource[watcher.definition.storage, default: []].append(watcher) }

    mutating func remove(_ id: Int) {
        for key in byResource.keys {
            byResource[key]?.removeAll { $0.id == id }
            if byResource[key]?.isEmpty == true { byResource[key] = nil }
        }
    }

    mutating func publish(
        _ change: StoreChange, _ resource: ResourceID, into emissions: inout [APIServer.Emission], now: Timestamp
    ) {
        guard byResource[resource] != nil else { return }
        for index in byResource[resource]?.indices ?? 0..<0 {
            guard let id = byResource[resource]?[index].id else { continue }
            if let event = byResource[resource]?[index].event(change, now: now) {
                emissions.append(.init(watcher: id, event: event))
            }
        }
    }

    /// Closes watches whose time is over and sends the bookmarks that are due.
    mutating func advance(to now: Timestamp, revision: UInt64, into emissions: inout [APIServer.Emission]) {
        for key in byResource.keys {
            var kept: [Watcher] = []
            for var watcher in byResource[key] ?? [] {
                let nearsEnd = watcher.deadline.map { now >= $0.adding(seconds: -2) } ?? false
                let isPeriodic = now >= watcher.lastBookmark.adding(seconds: 60)
                if watcher.allowsBookmarks, revision > watcher.lastRevision,
                    isPeriodic || (nearsEnd && !watcher.hasSentFinalBookmark)
                {
                    if nearsEnd { watcher.hasSentFinalBookmark = true }
                    watcher.lastBookmark = now
                    watcher.lastRevision = revision
                    emissions.append(
                        .init(
                            watcher: watcher.id, event: watcher.bookmark(revision, endsInitialEvents: false, now: now)))
                }
                if let deadline = watcher.deadline, now >= deadline {
                    emissions.append(.init(watcher: watcher.id, event: nil))
                } else {
                    kept.append(watcher)
                }
            }
            byResource[key] = kept.isEmpty ? nil : kept
        }
    }

    /// Ends all watches of a resource.
    mutating func close(_ resource: ResourceID, into emissions: inout [APIServer.Emission]) {
        for watcher in byResource[resource] ?? [] { emissions.append(.init(watcher: watcher.id, event: nil)) }
        byResource[resource] = nil
    }

    /// When the next watch has something to do by itself.
    var nextDeadline: Timestamp? {
        var result: Timestamp?
        for watchers in byResource.values {
            for watcher in watchers {
                let times = [
                    watcher.deadline, watcher.allowsBookmarks ? watcher.lastBookmark.adding(seconds: 60) : nil,
                    watcher.hasSentFinalBookmark ? nil : watcher.deadline?.adding(seconds: -2),
                ]
                for case .some(let time) in times { result = min(result ?? time, time) }
            }
        }
        return result
    }
}

extension Projection {
    static func present(_ value: Value, _ definition: ResourceDefinition) -> Value {
        if let custom = definition.custom { return CustomObjects.present(value, custom) }
        guard value["apiVersion"]?.stringValue != definition.apiVersion else { return value }
        return VersionConversion.convert(value, to: definition)
    }
}
