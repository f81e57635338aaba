import KubeClient
import KubeModel
import Values

/// Carries out what a sync demands, as kubectl would.
public struct ClusterWriter: Sendable {
    /// The name under which the server keeps fields that are applied on its side.
    public static let manager = "argocd-controller"

    private let cluster: LiveCluster
    private let parallelism: Int
    private let clock: ReconcilerClock

    /// A writer.
    ///
    /// - Parameters:
    ///   - cluster: where to.
    ///   - parallelism: how many requests at once.
    ///   - clock: waits for new kinds to be served.
    public init(_ cluster: LiveCluster, parallelism: Int = 10, clock: ReconcilerClock = .system) {
        self.cluster = cluster
        self.parallelism = max(1, parallelism)
        self.clock = clock
    }

    /// Carries out actions, several at once.
    ///
    /// - Returns: what became of each, in their order.
    public func perform(_ actions: [SyncAction]) async -> [SyncAnswer] {
        var answers = [SyncAnswer](repeating: .failed("not carried out"), count: actions.count)
        await withTaskGroup(of: (Int, SyncAnswer).self) { group in
            var next = 0
            func start() {
                guard next < actions.count else { return }
                let position = next
                next += 1
                group.addTask { (position, await self.perform(actions[position])) }
            }
            for _ in 0..<parallelism { start() }
            while let (position, answer) = await group.next() {
                answers[position] = answer
                start()
            }
        }
        return answers
    }

    /// Carries out one action.
    public func perform(_ action: SyncAction) async -> SyncAnswer {
        do {
            return .done(message: try await message(for: action))
        } catch let error as KubeError {
            return .failed(error.message)
        } catch {
            return .failed("\(error)")
        }
    }

    private func message(for action: SyncAction) async throws -> String {
        let resources = try await resources(for: action)
        if action.isDryRun {
            // Like kubectl's dry run on the client's side: nothing is asked of the server.
            _ = try patch(action.object, action.live)
            return ""
        }
        let message: String
        switch action.verb {
        case .apply(let options):
            message = try await apply(action.object, resources, options)
        case .create(let validate):
            try cluster.note(await resources.create(annotated(action.object), options: write(validate)))
            message = "created"
        case .replace(let force): message = try await replace(action, resources, force: force)
        case .update:
            try cluster.note(await update(action, resources))
            return "\(action.object.kind)/\(action.object.name) updated"
        case .prune(let policy), .delete(let policy):
            try await delete(action.object, resources, policy)
            return "pruned"
        case .removeHookFinalizer:
            try await removeFinalizer(action.object, resources)
            return ""
        }
        if isDefinition(action.object) { try await waitUntilServed(action.object, resources) }
        let group = action.object.gvk.group
        return "\(action.object.kind.lowercased())\(group.isEmpty ? "" : "." + group)/\(action.object.name) \(message)"
    }

    /// Waits for a short while until a definition is established, because what comes next may need it.
    private func waitUntilServed(_ definition: KubeObject, _ resources: Resources) async throws {
        for _ in 0..<30 {
            let conditions = try await resources.find(definition.name)?.value["status", "conditions"]?.arrayValue ?? []
            if conditions.contains(where: { $0["type"] == "Established" && $0["status"] == "True" }) { break }
            try await clock.sleep(for: .milliseconds(100))
        }
        await cluster.forgetCatalog()
    }

    private func resources(for action: SyncAction) async throws -> Resources {
        let resource = try await cluster.api.discovery.resource(for: action.object.gvk)
        let namespace = action.object.namespace
        if resource.isNamespaced, namespace.isEmpty {
            throw ApplicationError(.invalid, "\(action.object.kind)/\(action.object.name) has no namespace")
        }
        return cluster.api.resources(resource, in: resource.isNamespaced ? namespace : nil)
    }

    private func write(_ validate: Bool) -> WriteOptions {
        WriteOptions(fieldManager: ClusterWriter.manager, fieldValidation: validate ? .strict : .ignore)
    }

    // MARK: - Applying

    private func apply(
        _ object: KubeObject, _ resources: Resources, _ options: SyncAction.ApplyOptions
    ) async throws -> String {
        let object = scoped(object, resources)
        if options.serverSide {
            let applied = try await resources.apply(
                object, as: ClusterWriter.manager, force: true, options: write(options.validate))
            cluster.note(applied)
            return "serverside-applied"
        }
        do {
            return try await patchOrCreate(object, resources, validate: options.validate)
        } catch let error as KubeError where options.force && (error.isConflict || error.isInvalid) {
            try await recreate(object, resources)
            return "configured"
        }
    }

    private func patchOrCreate(_ object: KubeObject, _ resources: Resources, validate: Bool) async throws -> String {
        guard let live = try await resources.find(object.name) else {
            do {
                cluster.note(try await resources.create(annotated(object), options: write(validate)))
                return "created"
            } catch let error as KubeError where error.isAlreadyExists {
                return try await patchOrCreate(object, resources, validate: validate)
            }
        }
        guard let patch = try patch(object, live) else {
            cluster.note(live)
            return "unchanged"
        }
        cluster.note(try await resources.patch(object.name, patch, options: write(validate)))
        return "configured"
    }

    /// The patch from live to desired; nil where there is nothing to do.
    private func patch(_ object: KubeObject, _ live: KubeObject?) throws -> Patch? {
        guard let live else { return nil }
        let lastApplied = live.annotation(Annotations.lastApplied).flatMap { try? Value(json: $0) } ?? .null
        let desired = annotated(object)
        let change = try ClientSideApply.patch(desired.value, lastApplied: lastApplied, live: live)
        guard let members = change.objectValue, !members.isEmpty else { return nil }
        let isStrategic = Schema.builtIn.node(for: live) != nil
        let result =
            try isStrategic
            ? ClientSideApply.apply(desired.value, lastApplied: lastApplied, to: live).self
            : live.value.applyingMergePatch(change)
        if result == live.value { return nil }
        return isStrategic ? .strategicMerge(change) : .merge(change)
    }

    /// The object with the note of itself that the next apply looks at.
    private func annotated(_ object: KubeObject) -> KubeObject {
        var bare = object
        bare.value.set(nil, at: ["metadata", "annotations", Annotations.lastApplied])
        var result = bare
        result.value.set(
            .string(bare.value.jsonText(sortedKeys: true) + "\n"),
            at: ["metadata", "annotations", Annotations.lastApplied])
        return result
    }

    /// The object without a namespace where its kind has none.
    private func scoped(_ object: KubeObject, _ resources: Resources) -> KubeObject {
        guard !resources.resource.isNamespaced, !object.namespace.isEmpty else { return object }
        var object = object
        object.namespace = ""
        return object
    }

    // MARK: - Replacing and deleting

    private func replace(_ action: SyncAction, _ resources: Resources, force: Bool) async throws -> String {
        if force {
            try await recreate(scoped(action.object, resources), resources)
        } else {
            cluster.note(try await update(action, resources))
        }
        return "replaced"
    }

    private func update(_ action: SyncAction, _ resources: Resources) async throws -> KubeObject {
        var object = annotated(scoped(action.object, resources))
        object.resourceVersion = action.live?.resourceVersion ?? ""
        do {
            return try await resources.update(object, options: write(true))
        } catch let error as KubeError where error.isConflict {
            // The live object was looked at some time ago.
            object.resourceVersion = try await resources.get(object.name).resourceVersion
            return try await resources.update(object, options: write(true))
        }
    }

    private func recreate(_ object: KubeObject, _ resources: Resources) async throws {
        try await resources.deleteIfPresent(
            object.name, options: DeleteOptions(propagation: .background, gracePeriodSeconds: 0))
        cluster.noteRemoval(of: object.key)
        cluster.note(try await resources.create(annotated(object), options: write(true)))
    }

    private func delete(_ object: KubeObject, _ resources: Resources, _ policy: PropagationPolicy) async throws {
        let propagation: DeleteOptions.Propagation =
            switch policy {
            case .foreground: .foreground
            case .background: .background
            case .orphan: .orphan
            }
        // Never another object that has taken the name meanwhile.
        let options = DeleteOptions(propagation: propagation, uid: object.uid.isEmpty ? nil : object.uid)
        do {
            try await resources.delete(object.name, options: options)
        } catch let error as KubeError where error.isNotFound || (error.isConflict && !object.uid.isEmpty) {
            cluster.noteRemoval(of: object.key)
            return
        }
        if let left = try await resources.find(object.name), left.uid == object.uid {
            cluster.note(left)
        } else {
            cluster.noteRemoval(of: object.key)
        }
    }

    private func removeFinalizer(_ object: KubeObject, _ resources: Resources) async throws {
        do {
            let result = try await resources.modify(object.name) { live in
                live.finalizers.removeAll { $0 == Annotations.hookFinalizer }
            }
            if result.deletionTimestamp != nil, result.finalizers.isEmpty {
                cluster.noteRemoval(of: result.key)
            } else {
                cluster.note(result)
            }
        } catch let error as KubeError where error.isNotFound {
            cluster.noteRemoval(of: object.key)
        }
    }
}
