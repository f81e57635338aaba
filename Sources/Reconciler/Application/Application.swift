public import KubeModel
public import Values

/// An Argo CD Application: what to deploy, where to, and how that stands.
///
/// It keeps the resource exactly as it was read; accessors are views into it. So an Application passes through
/// without loss, whatever version of Argo CD wrote it.
///
/// ```swift
/// var application = try Application(Value(yaml: text))
/// application.spec.source?.targetRevision        // "main"
/// application.status.sync.status                 // .synced
/// ```
public struct Application: Sendable, Hashable {
    /// The whole resource.
    public var object: KubeObject

    /// Takes an Application resource.
    ///
    /// - Parameter value: the resource as JSON or YAML has it.
    /// - Throws: ``ApplicationError`` where it is no Application, or has no name or no destination that can be
    ///   understood. Unknown fields are no error.
    public init(_ value: Value) throws(ApplicationError) {
        let object: KubeObject
        do throws(KubeObjectError) {
            object = try KubeObject(value)
        } catch {
            throw ApplicationError(.invalid, "\(error)")
        }
        guard object.kind == "Application", object.gvk.group == "argoproj.io" else {
            let message = "expected an argoproj.io Application, found \(object.apiVersion) \(object.kind)"
            throw ApplicationError(.invalid, message)
        }
        guard !object.name.isEmpty else { throw ApplicationError(.invalid, "metadata.name is missing") }
        self.object = object
    }

    /// A new application with one source.
    ///
    /// - Parameters:
    ///   - name: the name.
    ///   - namespace: the namespace that the resource itself lives in.
    ///   - source: where its manifests come from.
    ///   - destination: the namespace that its objects go to.
    ///   - syncPolicy: how it is synced; by default only when asked to.
    public init(
        name: String, namespace: String = "argocd", source: ApplicationSource, destination: String,
        syncPolicy: SyncPolicy? = nil
    ) {
        object = KubeObject(
            GroupVersionKind(group: "argoproj.io", version: "v1alpha1", kind: "Application"), namespace: namespace,
            name: name)
        object.value["spec"] = [
            "project": "default", "source": source.value,
            "destination": ["server": "https://kubernetes.default.svc", "namespace": .string(destination)],
        ]
        if let syncPolicy { object.value.set(syncPolicy.value, at: ["spec", "syncPolicy"]) }
    }

    /// The name.
    public var name: String { object.name }

    /// The namespace of the resource itself, not of what it deploys.
    public var namespace: String { object.namespace }

    /// What tells it from other applications.
    public var id: ApplicationID { ApplicationID(namespace: object.namespace, name: object.name) }

    /// What is wanted.
    public var spec: ApplicationSpec {
        get { ApplicationSpec(object.value["spec"] ?? .object(Object())) }
        set { object.value["spec"] = newValue.value }
    }

    /// How that stands.
    public var status: ApplicationStatus {
        get { ApplicationStatus(object.value["status"] ?? .object(Object())) }
        set { object.value["status"] = newValue.value }
    }

    /// An operation that somebody asked for and that has not begun.
    public var operation: ApplicationOperation? {
        get {
            guard let value = object.value["operation"], !value.isNull else { return nil }
            return ApplicationOperation(value)
        }
        set { object.value["operation"] = newValue?.value }
    }

    /// Whether somebody has deleted it.
    public var isBeingDeleted: Bool { object.deletionTimestamp != nil }

    /// The refresh that somebody asked for.
    public var requestedRefresh: RefreshKind? {
        object.annotation(Annotations.refresh).map { $0 == "hard" ? .hard : .normal }
    }
}

/// What tells one application from all others.
public struct ApplicationID: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The namespace of the Application resource.
    public var namespace: String
    /// The name of the Application resource.
    public var name: String

    /// The identity of an application.
    public init(namespace: String, name: String) {
        self.namespace = namespace
        self.name = name
    }

    /// `namespace/name`.
    public var description: String { namespace.isEmpty ? name : "\(namespace)/\(name)" }

    /// Orders by namespace and name.
    public static func < (left: ApplicationID, right: ApplicationID) -> Bool {
        (left.namespace, left.name) < (right.namespace, right.name)
    }
}

/// How thoroughly an application is compared anew.
public enum RefreshKind: String, Sendable, Hashable, Comparable {
    /// Revisions are resolved again; what is known of a commit is used.
    case normal
    /// Nothing that is cached is used.
    case hard

    /// Whether the left one does less.
    public static func < (left: RefreshKind, right: RefreshKind) -> Bool { left == .normal && right == .hard }
}
