import KubeClient
import KubeModel
import Values

/// The API server as a state machine: a request goes in, an answer and watch events come out.
///
/// It does no I/O, reads no clock and draws its randomness from a seed, so that equal requests at equal times have equal
/// answers. What drives it (in process, over HTTP) holds it behind a lock, sets ``now`` and hands out ``emissions``.
struct APIServer: Sendable {
    /// What becomes of a request.
    enum Outcome: Sendable {
        case answer(KubeResponse)
        /// A webhook has to be asked first; the request is to be carried out again with its answer.
        case review(PendingReview)
        /// A watch that stays open; its events come as emissions under this number, the first ones are here.
        case watch(Int, headers: KubeHeaders, initial: [Value], ends: Bool)
        /// A client that is to be connected to what runs in a pod.
        case connection(ContainerTarget)
    }

    /// An event for a watch.
    struct Emission: Sendable {
        let watcher: Int
        /// The event; nil closes the watch.
        let event: Value?
    }

    var now: Timestamp
    var store: Store
    var random: RandomSource
    var registry: Registry {
        didSet { aggregatedDocuments = AggregatedDocuments() }
    }
    var aggregatedDocuments = AggregatedDocuments.builtin
    var watchers = WatcherTable()
    var emissions: [Emission] = []
    var allocations: ServiceAllocations
    var owners = OwnerIndex()
    /// When lists were last compacted, and where the store stood then.
    var compaction: (time: Timestamp, revision: UInt64)
    /// What the controllers told as Events.
    var eventLog = EventLog()
    /// What changed since the controllers last looked.
    var changes: [ObjectChange] = []
    /// Field sets in managed fields, which most objects share with others.
    let fieldForms = FieldSetForms()
    let configuration: SimulatorConfiguration
    /// Warnings of the request in hand.
    var warnings: [String] = []
    /// Fields that stand more than once in the body in hand.
    var duplicateFields: [String] = []
    /// Keys that stand more than once in a YAML body in hand.
    var repeatedKeys: [String] = []
    /// What webhooks have answered to reviews of the request in hand.
    var webhookAnswers = WebhookAnswers()
    /// Whether webhooks are asked about what is done: about clients' requests, if somebody answers for webhooks.
    var isReviewed = false
    /// Who sent the request in hand.
    var requester = Requester.anonymous
    /// Tokens that were issued to service accounts.
    var tokens: [String: (requester: Requester, expires: Timestamp)] = [:]

    init(_ configuration: SimulatorConfiguration, now: Timestamp, isEmpty: Bool = false) {
        self.configuration = configuration
        self.now = now
        store = Store(historyLimit: configuration.historyLimit)
        random = RandomSource(seed: configuration.seed)
        registry = .builtin
        allocations = ServiceAllocations(network: configuration.serviceNetwork)
        compaction = (now, 0)
        if !isEmpty { bootstrap() }
        // What happened before a server started is not remembered.
        store.compact(through: store.revision)
        compaction = (now, store.revision)
    }

    /// How often lists of the past are forgotten, in seconds.
    private static let compactionPeriod: Int64 = 300

    /// Forgets, for lists, what was there before the last time this was done, as the real store does every five minutes.
    private mutating func compactOld() {
        while now >= compaction.time.adding(seconds: APIServer.compactionPeriod) {
            store.compactLists(through: compaction.revision)
            let next = compaction.time.adding(seconds: APIServer.compactionPeriod)
            let isFar = now >= next.adding(seconds: APIServer.compactionPeriod)
            compaction = (isFar ? now.adding(seconds: -APIServer.compactionPeriod) : next, store.revision)
        }
    }

    /// Answers a request.
    ///
    /// - Parameters:
    ///   - caller: whom the connection's certificate names.
    ///   - answers: what webhooks have answered so far.
    mutating func handle(
        _ request: KubeRequest, as caller: SimulatedCaller? = nil, answers: WebhookAnswers = WebhookAnswers()
    ) -> Outcome {
        let chance = random
        isReviewed = configuration.reviewer != nil
        webhookAnswers = answers
        defer { isReviewed = false }
        warnings.removeAll(keepingCapacity: true)
        duplicateFields.removeAll(keepingCapacity: true)
        repeatedKeys.removeAll(keepingCapacity: true)
        compactOld()
        do throws(APIError) {
            requester = try authenticate(request, caller)
            try authorize(requester, request)
            return try route(request)
        } catch {
            if let pending = error.pending {
                random = chance
                return .review(pending)
            }
            return .answer(answer(error, accept: request.headers["Accept"]))
        }
    }

    // MARK: - Answers

    /// An answer with the warnings so far.
    func respond(_ status: Int, _ value: Value, _ form: ResponseForm = .json) -> KubeResponse {
        let body = body(value, form)
        var headers: [(name: String, value: String)] = [
            ("Content-Type", body.type), ("Cache-Control", "no-cache, private"),
        ]
        appendWarnings(to: &headers)
        return KubeResponse(status: status, headers: KubeHeaders(headers), body: body.content)
    }

    /// A value as it is sent: binary where that was asked for, else as the value it is.
    private func body(_ value: Value, _ form: ResponseForm) -> (type: String, content: KubeBody) {
        guard form.encoding == .protobuf else { return (form.contentType, .value(value)) }
        guard let bytes = ProtobufForm.encode(value) else { return (ResponseForm.json.contentType, .value(value)) }
        return (form.contentType, .bytes(bytes))
    }

    private func answer(_ error: APIError, accept: String?) -> KubeResponse {
        var headers: [(name: String, value: String)] = []
        if let text = error.plainText {
            headers.append(("Content-Type", "text/plain; charset=utf-8"))
            headers.append(("X-Content-Type-Options", "nosniff"))
            headers += error.headers
            headers.append(("Cache-Control", "no-cache, private"))
            return KubeResponse(status: error.code, headers: KubeHeaders(headers), body: .bytes(Array(text.utf8)))
        }
        let form = ResponseForm.negotiate(accept, isList: false, hasBinaryForm: true) ?? .json
        let body = body(error.status, form)
        headers = [("Content-Type", body.type), ("Cache-Control", "no-cache, private")] + error.headers
        appendWarnings(to: &headers)
        return KubeResponse(status: error.code, headers: KubeHeaders(headers), body: body.content)
    }

    private func appendWarnings(to headers: inout [(name: String, value: String)]) {
        for warning in warnings { headers.append(("Warning", "299 - \(APIServer.quoted(warning))")) }
    }

    /// A quoted string of HTTP: quotes and backslashes are escaped.
    static func quoted(_ text: String) -> String {
        var result = "\""
        for character in text {
            if character == "\"" || character == "\\" { result.append("\\") }
            result.append(character)
        }
        return result + "\""
    }

    // MARK: - Commits

    /// Writes an object and tells the watches; the value as stored is the result.
    @discardableResult
    mutating func commit(
        _ value: consuming Value, _ definition: ResourceDefinition, _ namespace: String, _ name: String
    ) -> Value {
        let change = store.put(value, definition.storage, namespace, name)
        publish(change, definition)
        return change.new?.value ?? .null
    }

    /// Removes an object and tells the watches; the last state is the result.
    @discardableResult
    mutating func erase(_ definition: ResourceDefinition, _ namespace: String, _ name: String) -> Value? {
        guard let change = store.remove(definition.storage, namespace, name) else { return nil }
        publish(change, definition)
        released(change, definition)
        return change.deleted
    }

    private mutating func publish(_ change: StoreChange, _ definition: ResourceDefinition) {
        owners.record(change, definition)
        watchers.publish(change, definition.storage, into: &emissions, now: now)
        if configuration.controllers != [] {
            changes.append(ObjectChange(resource: definition.storage, change: change))
        }
        if definition.resource == "customresourcedefinitions" { registryChanged(change) }
    }
}

/// A change for the controllers to look at.
struct ObjectChange: Sendable {
    let resource: ResourceID
    let change: StoreChange
}
