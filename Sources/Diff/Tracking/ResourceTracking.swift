public import KubeModel
import Values

/// How objects are marked as an application's.
public struct TrackingMethod: Hashable, Sendable {
    enum Kind: String { case label, annotation, both }

    let kind: Kind

    /// A label names the application.
    public static let label = TrackingMethod(kind: .label)
    /// An annotation names the application and the object itself.
    public static let annotation = TrackingMethod(kind: .annotation)
    /// The annotation counts; the label is there to be seen.
    public static let annotationAndLabel = TrackingMethod(kind: .both)

    /// The method by its name in Argo CD's settings: `label`, `annotation`, `annotation+label`; the empty name and any
    /// other stand for `annotation`.
    public init(name: String) {
        kind =
            switch name {
            case "label": .label
            case "annotation+label": .both
            default: .annotation
            }
    }

    private init(kind: Kind) { self.kind = kind }
}

/// What the tracking annotation says: an application, and the object it stands on.
public struct TrackingID: Hashable, Sendable, CustomStringConvertible {
    /// The application, `NAMESPACE_NAME` where it lives in another namespace than the controller.
    public var application: String
    /// The object.
    public var object: ObjectKey

    /// An id.
    public init(application: String, object: ObjectKey) {
        self.application = application
        self.object = object
    }

    /// Reads `APPLICATION:GROUP/KIND:NAMESPACE/NAME`; names may hold colons.
    ///
    /// - Throws: ``DiffError`` with code ``DiffError/Code/trackingID``.
    public init(_ text: String) throws(DiffError) {
        let parts = text.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3 else { throw Self.malformed }
        let kind = parts[1].split(separator: "/", omittingEmptySubsequences: false)
        let name = parts[2].split(separator: "/", omittingEmptySubsequences: false)
        guard kind.count == 2, name.count == 2 else { throw Self.malformed }
        self.init(
            application: String(parts[0]),
            object: ObjectKey(
                group: String(kind[0]), kind: String(kind[1]), namespace: String(name[0]), name: String(name[1])))
    }

    private static var malformed: DiffError {
        DiffError(.trackingID, "a tracking id has the form APPLICATION:GROUP/KIND:NAMESPACE/NAME")
    }

    /// The text of the annotation.
    public var description: String {
        "\(application):\(object.group)/\(object.kind):\(object.namespace)/\(object.name)"
    }
}

/// Sets and reads the marks that say which application an object belongs to.
public struct ResourceTracking: Sendable {
    /// The label Argo CD uses where the settings name no other.
    public static let defaultLabelKey = "app.kubernetes.io/instance"
    /// The annotation that holds the tracking id.
    public static let annotationKey = "argocd.argoproj.io/tracking-id"
    /// The annotation that tells several installations in one cluster apart.
    public static let installationKey = "argocd.argoproj.io/installation-id"
    private static let legacyLabelKey = "applications.argoproj.io/app-name"
    private static let maximumLabelLength = 63

    /// How objects are marked.
    public var method: TrackingMethod
    /// The label that names the application.
    public var labelKey: String
    /// The id of this installation; empty where there is only one.
    public var installationID: String

    /// Marks and how to read them.
    public init(
        method: TrackingMethod = .annotation, labelKey: String = ResourceTracking.defaultLabelKey,
        installationID: String = ""
    ) {
        self.method = method
        self.labelKey = labelKey.isEmpty ? Self.defaultLabelKey : labelKey
        self.installationID = installationID
    }

    /// Marks an object as an application's.
    ///
    /// - Parameters:
    ///   - object: the object.
    ///   - application: the application, `NAMESPACE_NAME` where it lives in another namespace than the controller.
    ///   - namespace: the namespace of the application's destination, for objects that name none themselves.
    public func mark(_ object: inout KubeObject, application: String, namespace: String) {
        switch method.kind {
        case .label: setLabel(&object, application)
        case .annotation: setAnnotations(&object, application, namespace)
        case .both:
            setAnnotations(&object, application, namespace)
            setLabel(&object, Self.cut(application))
        }
    }

    /// The application an object is marked as, nil where it is none's, or another installation's.
    public func owner(of object: KubeObject) -> String? {
        switch method.kind {
        case .label: return object.label(labelKey).flatMap { $0.isEmpty ? nil : $0 }
        case .annotation, .both:
            if !installationID.isEmpty, object.annotation(Self.installationKey) ?? "" != installationID { return nil }
            return trackingID(of: object)?.application
        }
    }

    /// The tracking id of an object, nil where it has none or a malformed one.
    public func trackingID(of object: KubeObject) -> TrackingID? {
        object.annotation(Self.annotationKey).flatMap { try? TrackingID($0) }
    }

    private func setAnnotations(_ object: inout KubeObject, _ application: String, _ namespace: String) {
        var key = object.key
        if key.namespace.isEmpty { key.namespace = namespace }
        let id = TrackingID(application: application, object: key)
        object.value.setMetadata("annotations", Self.annotationKey, .string(id.description))
        let installation: Value? = installationID.isEmpty ? nil : .string(installationID)
        if installation != nil || object.annotation(Self.installationKey) != nil {
            object.value.setMetadata("annotations", Self.installationKey, installation)
        }
    }

    private func setLabel(_ object: inout KubeObject, _ application: String) {
        object.value.setMetadata("labels", labelKey, .string(application))
        guard labelKey == Self.legacyLabelKey else { return }
        let workloads: Set<String> = ["Deployment", "DaemonSet", "ReplicaSet", "StatefulSet", "Job"]
        guard workloads.contains(object.kind), ["apps", "extensions", "batch"].contains(object.gvk.group) else {
            return
        }
        object.value.set(.string(application), at: ["spec", "template", "metadata", "labels", labelKey])
        if object.gvk.groupVersion == GroupVersion("extensions/v1beta1"),
            object.value["spec", "selector", "matchLabels"]?.objectValue?.isEmpty ?? true
        {
            object.value.set(.string(application), at: ["spec", "selector", "matchLabels", labelKey])
        }
    }

    /// What of a name fits a label.
    private static func cut(_ name: String) -> String {
        guard name.utf8.count > maximumLabelLength else { return name }
        var bytes = Array(name.utf8.prefix(maximumLabelLength))
        while let last = bytes.last, [45, 46, 95].contains(last) { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The live object with marks of an earlier method replaced by what the desired one has.
    func aligned(live: Value, with desired: Value) -> Value {
        guard method != .label else { return live }
        let existing = KubeObject(unchecked: live)
        let wanted = KubeObject(unchecked: desired)
        guard let label = existing.label(labelKey), !label.isEmpty else { return live }
        var result = live
        if existing.annotation(Self.annotationKey) ?? "" == "", let id = wanted.annotation(Self.annotationKey) {
            result.setMetadata("annotations", Self.annotationKey, .string(id))
        }
        if wanted.label(labelKey) ?? "" == "" { result.setMetadata("labels", labelKey, nil) }
        return result
    }
}

extension Value {
    /// Sets or removes a member of `metadata.labels` or `metadata.annotations`; removing the last removes the map.
    fileprivate mutating func setMetadata(_ map: String, _ key: String, _ value: Value?) {
        set(value, at: ["metadata", map, key])
        if value == nil, self["metadata"]?[map]?.objectValue?.isEmpty == true { set(nil, at: ["metadata", map]) }
    }
}
