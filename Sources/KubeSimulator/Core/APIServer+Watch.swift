import KubeClient
import Values

extension APIServer {
    mutating func watch(_ context: RequestContext) throws(APIError) -> Outcome {
        let selector = try selector(context)
        let options = try ListOptions(context.query, isWatch: true)
        let id = watchers.reserveID()
        var watcher = Watcher(
            id: id, definition: context.definition, namespace: context.listNamespace,
            name: context.name.isEmpty ? nil : context.name, selector: selector, form: context.form,
            includes: context.query["includeObject"], allowsBookmarks: options.allowsBookmarks,
            deadline: options.timeout.flatMap { $0 > 0 ? now.adding(seconds: min($0, 1_000_000_000)) : nil },
            lastRevision: options.revision ?? 0, lastBookmark: now)
        var headers: KubeHeaders = ["Content-Type": "application/json", "Cache-Control": "no-cache, private"]
        for warning in warnings { headers.fields.append(("Warning", "299 - \(APIServer.quoted(warning))")) }
        let initial: [Value]
        let from = options.revision ?? 0
        // A watch that allows bookmarks and names no version streams the list with an end marker.
        let sendsObjects = options.startsWithObjects || from == 0
        if sendsObjects, context.query["sendInitialEvents"] == nil || options.startsWithObjects {
            let marksEnd = options.allowsBookmarks
            initial = initialEvents(&watcher, context, selector, marksEnd: marksEnd)
        } else if from == 0 {
            watcher.lastRevision = store.revision
            initial = []
        } else if let changes = store.changes(context.definition.storage, after: from) {
            initial = changes.compactMap { watcher.event($0, now: now) }
            watcher.lastRevision = max(watcher.lastRevision, from)
        } else {
            let oldest = max(store.compacted, store.buckets[context.definition.storage]?.forgotten ?? 0)
            let status = APIError(410, "Expired", "too old resource version: \(from) (\(oldest))").status
            return .watch(id, headers: headers, initial: [["type": "ERROR", "object": status]], ends: true)
        }
        watchers.add(watcher)
        return .watch(id, headers: headers, initial: initial, ends: false)
    }

    private mutating func initialEvents(
        _ watcher: inout Watcher, _ context: RequestContext, _ selector: ObjectSelector, marksEnd: Bool
    ) -> [Value] {
        var events: [Value] = []
        for entry in store.list(context.definition.storage, namespace: context.listNamespace)
        where selector.matches(entry.object.value) && (watcher.name == nil || watcher.name == entry.name) {
            events.append(watcher.event("ADDED", entry.object.value, now: now))
        }
        watcher.lastRevision = store.revision
        if marksEnd { events.append(watcher.bookmark(store.revision, endsInitialEvents: true, now: now)) }
        return events
    }

    /// Lets time pass for open watches.
    mutating func advanceWatches() { watchers.advance(to: now, revision: store.revision, into: &emissions) }
}

/// Bookmark objects: what the kinds cannot omit is written with zero values.
enum Bookmarks {
    private static let podTemplate: Value = ["metadata": [:], "spec": ["containers": .null]]

    static func object(_ definition: ResourceDefinition, _ metadata: Value) -> Value {
        var members: Object = [
            "kind": .string(definition.kind), "apiVersion": .string(definition.apiVersion), "metadata": metadata,
        ]
        guard !definition.isCustom else { return .object(members) }
        switch definition.kind {
        case "Deployment":
            members["spec"] = ["replicas": 0, "selector": .null, "template": podTemplate, "strategy": [:]]
            members["status"] = [:]
        case "ReplicaSet":
            members["spec"] = ["replicas": 0, "selector": .null, "template": podTemplate]
            members["status"] = ["replicas": 0]
        case "StatefulSet":
            members["spec"] = [
                "replicas": 0, "selector": .null, "template": podTemplate, "serviceName": "", "updateStrategy": [:],
            ]
            members["status"] = ["replicas": 0]
        case "DaemonSet":
            members["spec"] = ["selector": .null, "template": podTemplate, "updateStrategy": [:]]
            members["status"] = [
                "currentNumberScheduled": 0, "numberMisscheduled": 0, "desiredNumberScheduled": 0, "numberReady": 0,
            ]
        case "Pod":
            members["spec"] = ["containers": .null]
            members["status"] = [:]
        case "Job":
            members["spec"] = ["template": podTemplate]
            members["status"] = [:]
        case "Event" where definition.group.isEmpty:
            members["involvedObject"] = [:]
            members["source"] = [:]
            members["firstTimestamp"] = .null
            members["lastTimestamp"] = .null
            members["eventTime"] = .null
            members["reportingComponent"] = ""
            members["reportingInstance"] = ""
        case "Event":
            members["eventTime"] = .null
            members["regarding"] = [:]
            members["deprecatedSource"] = [:]
            members["deprecatedFirstTimestamp"] = .null
            members["deprecatedLastTimestamp"] = .null
        case "Service":
            members["spec"] = [:]
            members["status"] = ["loadBalancer": [:]]
        case "Namespace", "Node", "PersistentVolume", "PersistentVolumeClaim", "Ingress":
            members["spec"] = [:]
            members["status"] = [:]
        default: break
        }
        return .object(members)
    }
}
