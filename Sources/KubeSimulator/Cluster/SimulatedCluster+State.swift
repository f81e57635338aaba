import Synchronization
public import Values

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A saved state that cannot be read.
public struct SimulatorStateError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is wrong, and where.
    public let message: String

    /// What is wrong, and where.
    public var description: String { "saved cluster state: \(message)" }
}

extension SimulatedCluster {
    private static let format = "simulated-cluster/v1"

    /// All objects of the cluster and its counters, as one value.
    ///
    /// Watches, history and scripts are not part of it: a cluster that is made from it answers 410 to watches from
    /// before.
    public var savedState: Value {
        state.withLock { state in
            var objects: [Value] = []
            for definition in state.server.registry.storages {
                for entry in state.server.store.list(definition.storage, namespace: nil) {
                    objects.append(entry.object.value)
                }
            }
            return [
                "format": .string(SimulatedCluster.format),
                "resourceVersion": .string(String(state.server.store.revision)),
                "time": .string(clock.timestamp.microText), "objects": .array(objects),
            ]
        }
    }

    /// Puts a saved state in place of what is there; the time stays as it is.
    ///
    /// - Parameter saved: what ``savedState`` gave.
    /// - Throws: ``SimulatorStateError`` where it is no saved state; the cluster is then as it was.
    public func restore(_ saved: Value) throws(SimulatorStateError) {
        guard saved["format"]?.stringValue == SimulatedCluster.format else {
            throw SimulatorStateError(message: "format is not \(SimulatedCluster.format)")
        }
        guard let objects = saved["objects"]?.arrayValue else {
            throw SimulatorStateError(message: "objects is missing")
        }
        let revision = saved["resourceVersion"]?.stringValue.flatMap { UInt64($0) } ?? 0
        var server = APIServer(configuration, now: clock.timestamp, isEmpty: true)
        // Definitions come first, so that the kinds of the others are known.
        let definitions = objects.filter { $0["kind"]?.stringValue == "CustomResourceDefinition" }
        for (index, object) in (definitions + objects).enumerated() {
            guard server.restore(object) else {
                throw SimulatorStateError(
                    message:
                        "objects[\(index)]: \(object["apiVersion"]?.stringValue ?? "no apiVersion") \(object["kind"]?.stringValue ?? "no kind") is not served or has no name"
                )
            }
        }
        server.store.skip(to: revision)
        // A server that starts makes the roles and bindings again that are not there.
        if configuration.administratorToken != nil { server.bootstrapRoles() }
        server.bootstrapNodes()
        server.store.compact(through: server.store.revision)
        let restored = server
        dropWatches()
        withServer { $0.server = restored }
    }

    /// Writes the cluster's state to a file, as JSON.
    ///
    /// - Parameter path: where; a file that is there is replaced.
    public func save(to path: String) throws {
        let bytes = savedState.jsonBytes(.pretty(indent: 1))
        try Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
    }

    /// Reads the cluster's state from a file that ``save(to:)`` wrote.
    ///
    /// - Parameter path: where the file is.
    /// - Throws: ``SimulatorStateError`` or `ParseError` where it holds no saved state, a file error where it cannot be
    ///   read.
    public func load(from path: String) throws {
        let data = try Data(contentsOf: URL(fileURLWithPath: path))
        try restore(Value(json: [UInt8](data)))
    }
}

extension APIServer {
    /// Puts a saved object back, with its version; false where its kind is not served.
    mutating func restore(_ object: Value) -> Bool {
        let version = object["apiVersion"]?.stringValue ?? ""
        let parts = version.split(separator: "/").map(String.init)
        let group = parts.count == 2 ? parts[0] : ""
        guard let name = object["metadata"]?["name"]?.stringValue, !name.isEmpty,
            let kind = object["kind"]?.stringValue,
            let definition = registry.definition(group: group, version: parts.last ?? "", kind: kind)
        else { return false }
        let namespace = object["metadata"]?["namespace"]?.stringValue ?? ""
        store.restore(object, definition.storage, namespace, name)
        let stored = StoredObject(value: object, revision: 0)
        let change = StoreChange(revision: 0, namespace: namespace, name: name, old: nil, new: stored, deleted: nil)
        owners.record(change, definition)
        if definition.storage == .services {
            for address in object["spec"]?["clusterIPs"]?.arrayValue ?? [] {
                allocations.reserve(address.stringValue ?? "")
            }
            for port in ServiceAllocations.nodePorts(object) { allocations.reservePort(port) }
        }
        if definition.resource == "customresourcedefinitions" { registryChanged(change) }
        if configuration.controllers != [] {
            changes.append(ObjectChange(resource: definition.storage, change: change))
        }
        return true
    }
}
