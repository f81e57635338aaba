import Values

/// Runs the controllers until nothing is left to do.
///
/// Controllers look at one object at a time and do what brings the cluster nearer to it; what they write is looked at in
/// turn. Things that take time (a pod that becomes ready, a schedule) are kept with their moment and looked at again then.
struct ControllerManager: Sendable {
    typealias Place = OwnerIndex.Place

    /// How often objects are looked at before the rest is left for the next time.
    static let stepLimit = 100_000

    let controllers: SimulatorConfiguration.Controllers
    var scripts = PodScripts()
    private var queue: [Place] = []
    private var queued: Set<Place> = []
    private var due: [Place: Timestamp] = [:]
    private var hasNode = false

    init(_ configuration: SimulatorConfiguration) { controllers = configuration.controllers }

    /// When something is due by itself; nil where nothing waits.
    var nextDue: Timestamp? { due.values.min() }

    mutating func enqueue(_ place: Place) { if queued.insert(place).inserted { queue.append(place) } }

    /// Looks at an object again later.
    mutating func enqueue(_ place: Place, at time: Timestamp) {
        due[place] = min(due[place] ?? time, time)
    }

    /// Works until nothing is left to do now.
    mutating func settle(_ server: inout APIServer) {
        if controllers == [] {
            server.changes.removeAll(keepingCapacity: true)
            return
        }
        let now = server.now
        if let first = nextDue, first <= now {
            let ripe = due.filter { $0.value <= now }.keys.sorted(by: ControllerManager.order)
            for place in ripe {
                due[place] = nil
                enqueue(place)
            }
        }
        var steps = 0
        while steps < ControllerManager.stepLimit {
            noteChanges(&server)
            guard !queue.isEmpty else { return }
            let batch = queue
            queue.removeAll(keepingCapacity: true)
            for place in batch {
                queued.remove(place)
                steps += 1
                reconcile(place, &server)
            }
        }
    }

    private static func order(_ left: Place, _ right: Place) -> Bool {
        (left.resource.group, left.resource.resource, left.namespace, left.name)
            < (right.resource.group, right.resource.resource, right.namespace, right.name)
    }

    /// Turns changes into places to look at.
    private mutating func noteChanges(_ server: inout APIServer) {
        let changes = server.changes
        server.changes.removeAll(keepingCapacity: true)
        for change in changes {
            let place = Place(resource: change.resource, namespace: change.change.namespace, name: change.change.name)
            let value = change.change.new?.value ?? change.change.old?.value ?? .null
            if isInteresting(change.resource) || change.change.new == nil || needsLooking(value) { enqueue(place) }
            noteOwners(value, place)
            noteCounted(change, &server)
            if change.resource == .configMaps, place.name == "kube-root-ca.crt" {
                enqueueNamespaceIfTerminating(place.namespace, &server)
            }
            if change.resource == .pods { noteLabels(change.change, &server) }
            if change.change.new == nil { noteDeletion(value, place, &server) }
            if change.resource == .pods, controllers.contains(.endpoints) { noteServices(of: place, &server) }
            if change.resource == .nodes {
                for pod in server.store.list(.pods, namespace: nil)
                where pod.object.value["spec"]?.text("nodeName").isEmpty ?? true {
                    enqueue(Place(resource: .pods, namespace: pod.namespace, name: pod.name))
                }
                for set in server.store.list(.daemonSets, namespace: nil) {
                    enqueue(Place(resource: .daemonSets, namespace: set.namespace, name: set.name))
                }
            }
        }
    }

    private func needsLooking(_ value: Value) -> Bool {
        guard let metadata = value["metadata"] else { return false }
        return metadata["deletionTimestamp"] != nil || metadata["ownerReferences"] != nil
    }

    private func isInteresting(_ resource: ResourceID) -> Bool {
        switch resource {
        case .pods, .deployments, .replicaSets, .statefulSets, .daemonSets, .jobs, .cronJobs, .services, .claims,
            .namespaces, .ingresses, .volumes, APIServer.quotas, .budgets, .clusterRoles, .secrets, .autoscalers,
            .nodes:
            true
        default: false
        }
    }

    /// Looks at the sets that a pod without a controller may belong to, and at those that it belonged to.
    private mutating func noteLabels(_ change: StoreChange, _ server: inout APIServer) {
        guard let pod = change.new?.value, change.old?.value["metadata"]?["labels"] != pod["metadata"]?["labels"],
            !(pod["metadata"]?.list("ownerReferences") ?? []).contains(where: { $0.isTrue("controller") })
        else { return }
        for entry in server.store.list(.replicaSets, namespace: change.namespace) {
            enqueue(Place(resource: .replicaSets, namespace: change.namespace, name: entry.name))
        }
    }

    private mutating func noteOwners(_ value: Value, _ place: Place) {
        for reference in value["metadata"]?.list("ownerReferences") ?? [] where reference.isTrue("controller") {
            let version = reference.text("apiVersion")
            let group = version.contains("/") ? String(version.prefix { $0 != "/" }) : ""
            let resource = reference.text("kind").lowercased() + "s"
            enqueue(
                Place(
                    resource: ResourceID(group: group, resource: resource), namespace: place.namespace,
                    name: reference.text("name")))
        }
    }

    private mutating func noteDeletion(_ value: Value, _ place: Place, _ server: inout APIServer) {
        if controllers.contains(.garbageCollection), let uid = value["metadata"]?["uid"]?.stringValue {
            for dependent in server.owners.dependents(of: uid) { enqueue(dependent) }
        }
        for reference in value["metadata"]?.list("ownerReferences") ?? [] {
            if let owner = server.owners.uids[reference.text("uid")] { enqueue(owner) }
        }
        if place.resource == .claims, let volume = value["spec"]?.text("volumeName"), !volume.isEmpty {
            enqueue(Place(resource: .volumes, namespace: "", name: volume))
        }
        if !place.namespace.isEmpty { enqueueNamespaceIfTerminating(place.namespace, &server) }
    }

    private mutating func enqueueNamespaceIfTerminating(_ name: String, _ server: inout APIServer) {
        guard let namespace = server.object(.namespaces, "", name) else { return }
        if namespace["metadata"]?["deletionTimestamp"] != nil || controllers.contains(.namespaceDefaults) {
            enqueue(Place(resource: .namespaces, namespace: "", name: name))
        }
    }

    private mutating func noteServices(of pod: Place, _ server: inout APIServer) {
        for service in server.store.list(.services, namespace: pod.namespace) {
            enqueue(Place(resource: .services, namespace: service.namespace, name: service.name))
        }
    }

    private mutating func reconcile(_ place: Place, _ server: inout APIServer) {
        if place.resource == .services, server.object(.services, place.namespace, place.name) == nil {
            return reconcileService(place, &server)
        }
        if settles(place, &server) { return enqueue(place) }
        if controllers.contains(.garbageCollection), collect(place, &server) { return }
        let resource = place.resource
        if resource == .namespaces {
            reconcileNamespace(place, &server)
        } else if resource == .pods, controllers.contains(.pods) {
            reconcilePod(place, &server)
        } else if controllers.contains(.workloads), reconcileWorkload(place, &server) {
            return
        } else if controllers.contains(.status), reconcileStatus(place, &server) {
            return
        } else if resource == .services {
            reconcileService(place, &server)
        } else if resource == .ingresses, controllers.contains(.loadBalancers) {
            reconcileIngress(place, &server)
        } else if resource == .claims, controllers.contains(.volumes) {
            reconcileClaim(place, &server)
        } else if resource == .volumes, controllers.contains(.volumes) {
            reconcileVolume(place, &server)
        }
    }

    /// Lets the controller of an object that waits for its dependents tell its status once more before it goes.
    private mutating func settles(_ place: Place, _ server: inout APIServer) -> Bool {
        guard controllers.contains(.workloads), place.resource.group == "apps",
            let object = server.object(place.resource, place.namespace, place.name),
            object["metadata"]?["deletionTimestamp"] != nil,
            let finalizers = object["metadata"]?.list("finalizers"),
            finalizers.contains("foregroundDeletion") || finalizers.contains("orphan"),
            reconcileWorkload(place, &server)
        else { return false }
        let after = server.object(place.resource, place.namespace, place.name)
        return after != nil && after?["metadata"]?["resourceVersion"] != object["metadata"]?["resourceVersion"]
    }

    private mutating func reconcileWorkload(_ place: Place, _ server: inout APIServer) -> Bool {
        switch place.resource {
        case .deployments: DeploymentController.reconcile(place, &server, &self)
        case .replicaSets: ReplicaController.reconcile(place, &server)
        case .statefulSets: StatefulSetController.reconcile(place, &server)
        case .daemonSets: DaemonSetController.reconcile(place, &server)
        case .jobs: JobController.reconcile(place, &server, &self)
        case .cronJobs: CronJobController.reconcile(place, &server, &self)
        default: return false
        }
        return true
    }
}
