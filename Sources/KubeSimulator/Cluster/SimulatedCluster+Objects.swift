import KubeClient
public import KubeModel
import Synchronization
public import Values

/// The server refused a request of a test.
public struct SimulatorError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The HTTP status.
    public let status: Int
    /// The server's machine-readable reason, for example `NotFound`; empty where it gave none.
    public let reason: String
    /// The server's sentence.
    public let message: String

    /// Status and sentence.
    public var description: String { "\(status) \(reason): \(message)" }
}

/// Short ways for tests; all of them go through the API server as any client does.
extension SimulatedCluster {
    private func call(_ request: KubeRequest) async throws -> Value {
        var request = request
        if let token = configuration.administratorToken { request.headers["Authorization"] = "Bearer \(token)" }
        let response = try await transport.send(request)
        guard case .value(let value) = response.body else { return .null }
        guard (200..<300).contains(response.status) else {
            throw SimulatorError(
                status: response.status, reason: value["reason"]?.stringValue ?? "",
                message: value["message"]?.stringValue ?? "")
        }
        return value
    }

    /// The path of an object.
    ///
    /// - Parameters:
    ///   - apiVersion: `apps/v1`, or `v1` for the core group.
    ///   - kind: for example `Deployment`.
    ///   - name: `NAMESPACE/NAME`, or the name alone for objects of the whole cluster.
    private func path(_ apiVersion: String, _ kind: String, _ namespace: String, _ name: String) throws -> String {
        let version = GroupVersion(apiVersion)
        let definition = state.withLock {
            $0.server.registry.definition(group: version.group, version: version.version, kind: kind)
        }
        guard let definition else {
            throw SimulatorError(
                status: 404, reason: "NotFound",
                message: "no kind \"\(kind)\" in \"\(apiVersion)\"; create its CustomResourceDefinition first")
        }
        let root = version.group.isEmpty ? "/api/\(version.version)" : "/apis/\(version.group)/\(version.version)"
        let scope = definition.isNamespaced && !namespace.isEmpty ? "/namespaces/\(namespace)" : ""
        return "\(root)\(scope)/\(definition.resource)\(name.isEmpty ? "" : "/\(name)")"
    }

    private func split(_ name: String) -> (namespace: String, name: String) {
        guard let slash = name.firstIndex(of: "/") else { return ("", name) }
        return (String(name[..<slash]), String(name[name.index(after: slash)...]))
    }

    /// Applies documents server-side, by force, as manager `test`; namespaces that are missing are made first.
    ///
    /// - Parameter yaml: one or more YAML documents; namespaced objects without a namespace go to `default`.
    /// - Returns: the objects as stored.
    @discardableResult
    public func apply(_ yaml: String) async throws -> [KubeObject] {
        var results: [KubeObject] = []
        for document in try YAMLDocument.parse(Array(yaml.utf8)) where document.value != .null {
            results.append(try await apply(KubeObject(document.value)))
        }
        return results
    }

    /// Applies an object server-side, by force; a namespace that is missing is made first.
    ///
    /// - Parameters:
    ///   - object: what to apply.
    ///   - manager: the field manager.
    @discardableResult
    public func apply(_ object: KubeObject, manager: String = "test") async throws -> KubeObject {
        var object = object
        let definition = state.withLock {
            $0.server.registry.definition(group: object.gvk.group, version: object.gvk.version, kind: object.kind)
        }
        if definition?.isNamespaced == true {
            if object.namespace.isEmpty { object.namespace = "default" }
            try await ensureNamespace(object.namespace)
        }
        let path = try path(object.apiVersion, object.kind, object.namespace, object.name)
        let value = try await call(
            KubeRequest(
                "PATCH", path, query: [("fieldManager", manager), ("force", "true")],
                headers: ["Content-Type": "application/apply-patch+yaml"], body: .value(object.value)))
        return KubeObject(unchecked: value)
    }

    /// Makes a namespace unless it is there.
    public func ensureNamespace(_ name: String) async throws {
        let isThere = state.withLock { $0.server.store[.namespaces, "", name] != nil }
        if isThere { return }
        let value: Value = ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(name)]]
        _ = try await call(
            KubeRequest("POST", "/api/v1/namespaces", headers: ["User-Agent": "test"], body: .value(value)))
    }

    /// Reads an object.
    ///
    /// - Parameters:
    ///   - apiVersion: `apps/v1`, or `v1` for the core group.
    ///   - kind: for example `Deployment`.
    ///   - name: `NAMESPACE/NAME`, or the name alone for objects of the whole cluster.
    /// - Throws: ``SimulatorError`` with status 404 where there is none.
    public func get(_ apiVersion: String, _ kind: String, _ name: String) async throws -> Value {
        let key = split(name)
        return try await call(KubeRequest("GET", path(apiVersion, kind, key.namespace, key.name)))
    }

    /// Reads an object that may not be there.
    public func find(_ apiVersion: String, _ kind: String, _ name: String) async throws -> Value? {
        do {
            return try await get(apiVersion, kind, name)
        } catch let error as SimulatorError where error.status == 404 {
            return nil
        }
    }

    /// Reads all objects of a kind in a namespace, or in all.
    public func list(_ apiVersion: String, _ kind: String, in namespace: String = "") async throws -> [Value] {
        let value = try await call(KubeRequest("GET", path(apiVersion, kind, namespace, "")))
        return value["items"]?.arrayValue ?? []
    }

    /// Creates an object; fails where it exists.
    @discardableResult
    public func create(_ object: KubeObject) async throws -> Value {
        let path = try path(object.apiVersion, object.kind, object.namespace, "")
        return try await call(
            KubeRequest(
                "POST", path, headers: ["User-Agent": "test", "Content-Type": "application/json"],
                body: .value(object.value)))
    }

    /// Changes an object with a merge patch, as somebody does by hand.
    ///
    /// - Parameters:
    ///   - patch: what changes; null removes.
    ///   - subresource: `status` to change the status.
    @discardableResult
    public func patch(
        _ apiVersion: String, _ kind: String, _ name: String, _ patch: Value, subresource: String? = nil
    ) async throws -> Value {
        let key = split(name)
        let path = try path(apiVersion, kind, key.namespace, key.name) + (subresource.map { "/\($0)" } ?? "")
        return try await call(
            KubeRequest(
                "PATCH", path, query: [("fieldManager", "manual")],
                headers: ["Content-Type": "application/merge-patch+json"], body: .value(patch)))
    }

    /// Deletes an object.
    ///
    /// - Parameter propagation: `Background`, `Foreground` or `Orphan`.
    public func delete(
        _ apiVersion: String, _ kind: String, _ name: String, propagation: String = "Background"
    ) async throws {
        let key = split(name)
        _ = try await call(
            KubeRequest(
                "DELETE", path(apiVersion, kind, key.namespace, key.name), query: [("propagationPolicy", propagation)]))
    }

    /// What was asked of the cluster so far.
    public var requests: RequestLog { state.withLock { $0.log } }

    /// Forgets what was asked so far.
    public func resetRequests() { state.withLock { $0.log = RequestLog() } }

    /// The version that the last change was given.
    public var resourceVersion: UInt64 { state.withLock { $0.server.store.revision } }

    /// When the cluster next does something by itself; nil where nothing waits for time to pass.
    public var nextActivity: VirtualClock.Instant? {
        let next = state.withLock { state -> Timestamp? in
            [state.controllers.nextDue, state.server.watchers.nextDeadline].compactMap { $0 }.min()
        }
        guard let next else { return nil }
        return VirtualClock.Instant(offset: .microseconds(next.microseconds &- clock.epoch &* 1_000_000))
    }

    /// Waits until an object fulfils a condition, without polling.
    ///
    /// - Parameters:
    ///   - condition: gets the object, nil while it is not there.
    /// - Returns: the object that fulfilled it; nil where that was its absence.
    @discardableResult
    public func wait(
        for apiVersion: String, _ kind: String, _ name: String, until condition: (Value?) -> Bool
    ) async throws -> Value? {
        let key = split(name)
        let path = try path(apiVersion, kind, key.namespace, "")
        let stream = try await transport.stream(
            KubeRequest("GET", path, query: [("watch", "true"), ("fieldSelector", "metadata.name=\(key.name)")]))
        let current = try await find(apiVersion, kind, name)
        if condition(current) { return current }
        for try await element in stream.body {
            guard case .value(let event) = element else { continue }
            let object = event["type"] == "DELETED" ? nil : event["object"]
            if condition(object) { return object }
        }
        throw SimulatorError(
            status: 410, reason: "Expired", message: "the watch ended before the condition was fulfilled")
    }
}
