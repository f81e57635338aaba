public import Values

/// A Kubernetes object: a ``Values/Value`` known to have an `apiVersion` and a `kind`.
///
/// Accessors read and write the tree itself; there is no second representation that could disagree with it.
///
/// ```swift
/// var object = try KubeObject(Value(yaml: text))
/// object.labels["app.kubernetes.io/part-of"] = "shop"
/// object.key          // apps/Deployment/prod/web
/// ```
public struct KubeObject: Hashable, Sendable {
    /// The whole object.
    public var value: Value

    /// Takes a value as an object.
    ///
    /// - Throws: ``KubeObjectError`` where it is no object, or `apiVersion` or `kind` are missing or no text.
    public init(_ value: Value) throws(KubeObjectError) {
        guard case .object(let members) = value else { throw .notAnObject(found: value.kindName) }
        guard let kind = members["kind"]?.stringValue, !kind.isEmpty else { throw .missingKind }
        guard let version = members["apiVersion"]?.stringValue, !version.isEmpty else { throw .missingAPIVersion }
        self.value = value
    }

    /// Takes a value as an object without looking; accessors answer with empty texts where something is missing.
    public init(unchecked value: Value) { self.value = value }

    /// An object with identity and nothing else.
    public init(_ kind: GroupVersionKind, namespace: String = "", name: String) {
        value = [
            "apiVersion": .string(kind.apiVersion), "kind": .string(kind.kind), "metadata": ["name": .string(name)],
        ]
        if !namespace.isEmpty { value.set(.string(namespace), at: ["metadata", "namespace"]) }
    }

    /// `apiVersion`.
    public var apiVersion: String {
        get { value["apiVersion"]?.stringValue ?? "" }
        set { value["apiVersion"] = .string(newValue) }
    }

    /// `kind`.
    public var kind: String {
        get { value["kind"]?.stringValue ?? "" }
        set { value["kind"] = .string(newValue) }
    }

    /// Group, version and kind.
    public var gvk: GroupVersionKind { GroupVersionKind(apiVersion: apiVersion, kind: kind) }

    /// Identity in the cluster.
    public var key: ObjectKey {
        ObjectKey(group: GroupVersion(apiVersion).group, kind: kind, namespace: namespace, name: name)
    }

    private func metadata(_ key: String) -> String { value["metadata"]?[key]?.stringValue ?? "" }

    private mutating func setMetadata(_ key: String, _ text: String) {
        value.set(text.isEmpty ? nil : .string(text), at: ["metadata", key])
    }

    /// `metadata.name`, empty where there is none.
    public var name: String {
        get { metadata("name") }
        set { setMetadata("name", newValue) }
    }

    /// `metadata.generateName`, empty where there is none.
    public var generateName: String { metadata("generateName") }

    /// `metadata.namespace`, empty where there is none; assigning the empty text removes it.
    public var namespace: String {
        get { metadata("namespace") }
        set { setMetadata("namespace", newValue) }
    }

    /// `metadata.uid`, empty where there is none.
    public var uid: String { metadata("uid") }

    /// `metadata.resourceVersion`, empty where there is none; assigning the empty text removes it.
    public var resourceVersion: String {
        get { metadata("resourceVersion") }
        set { setMetadata("resourceVersion", newValue) }
    }

    /// `metadata.deletionTimestamp`, nil while nobody deletes the object.
    public var deletionTimestamp: String? { value["metadata", "deletionTimestamp"]?.stringValue }

    /// `metadata.labels`; members that are no text are left out. Assigning nothing removes the field.
    public var labels: [String: String] {
        get { strings(at: "labels") }
        set { setStrings(newValue, at: "labels") }
    }

    /// `metadata.annotations`; members that are no text are left out. Assigning nothing removes the field.
    public var annotations: [String: String] {
        get { strings(at: "annotations") }
        set { setStrings(newValue, at: "annotations") }
    }

    /// One annotation without building the whole dictionary.
    public func annotation(_ name: String) -> String? { value["metadata", "annotations", name]?.stringValue }

    /// One label without building the whole dictionary.
    public func label(_ name: String) -> String? { value["metadata", "labels", name]?.stringValue }

    /// `metadata.finalizers`.
    public var finalizers: [String] {
        get { value["metadata", "finalizers"]?.arrayValue?.compactMap(\.stringValue) ?? [] }
        set { value.set(newValue.isEmpty ? nil : .array(newValue.map(Value.string)), at: ["metadata", "finalizers"]) }
    }

    private func strings(at key: String) -> [String: String] {
        guard let members = value["metadata", key]?.objectValue else { return [:] }
        var result: [String: String] = [:]
        for member in members { if let text = member.value.stringValue { result[member.key] = text } }
        return result
    }

    private mutating func setStrings(_ strings: [String: String], at key: String) {
        guard !strings.isEmpty else { return value.set(nil, at: ["metadata", key]) }
        var members = value["metadata", key]?.objectValue ?? Object()
        members.removeAll { strings[$0.key] == nil }
        for (name, text) in strings.sorted(by: { $0.key < $1.key }) { members[name] = .string(text) }
        value.set(.object(members), at: ["metadata", key])
    }
}

/// Why a value is no Kubernetes object.
public enum KubeObjectError: Error, Hashable, Sendable, CustomStringConvertible {
    /// It is a list, a text or another kind of value.
    case notAnObject(found: String)
    /// `kind` is missing, empty or no text.
    case missingKind
    /// `apiVersion` is missing, empty or no text.
    case missingAPIVersion

    /// A sentence with the remedy.
    public var description: String {
        switch self {
        case .notAnObject(let found): "a Kubernetes object must be a YAML mapping, found a \(found)"
        case .missingKind: "object has no 'kind'; every Kubernetes object names one"
        case .missingAPIVersion: "object has no 'apiVersion'; every Kubernetes object names one"
        }
    }
}
