import Values

/// How to delete.
public struct DeleteOptions: Hashable, Sendable {
    /// What happens to the objects that the deleted one owns.
    public struct Propagation: Hashable, Sendable {
        let name: String

        /// They are deleted after it.
        public static let background = Propagation(name: "Background")
        /// They are deleted before it; it stays, marked for deletion, until then.
        public static let foreground = Propagation(name: "Foreground")
        /// They stay, without owner.
        public static let orphan = Propagation(name: "Orphan")
    }

    /// What happens to owned objects; nil for the kind's default.
    public var propagation: Propagation?
    /// Seconds that Pods get to stop; nil for the object's own setting, 0 for at once.
    public var gracePeriodSeconds: Int64?
    /// Deletes only the object with this uid.
    public var uid: String?
    /// Deletes only the object in this version.
    public var resourceVersion: String?
    /// Goes through everything but deleting.
    public var isDryRun: Bool

    /// Options for a delete.
    ///
    /// - Parameters:
    ///   - propagation: what happens to owned objects.
    ///   - gracePeriodSeconds: seconds that Pods get to stop.
    ///   - uid: deletes only the object with this uid; another one is a conflict.
    ///   - resourceVersion: deletes only the object in this version; another one is a conflict.
    ///   - isDryRun: go through everything but deleting.
    public init(
        propagation: Propagation? = nil, gracePeriodSeconds: Int64? = nil, uid: String? = nil,
        resourceVersion: String? = nil, isDryRun: Bool = false
    ) {
        self.propagation = propagation
        self.gracePeriodSeconds = gracePeriodSeconds
        self.uid = uid
        self.resourceVersion = resourceVersion
        self.isDryRun = isDryRun
    }

    /// The body of the request; nil where everything is left to defaults.
    var body: Value? {
        var options: Object = ["kind": "DeleteOptions", "apiVersion": "v1"]
        let bare = options.count
        if let gracePeriodSeconds { options["gracePeriodSeconds"] = .int(gracePeriodSeconds) }
        if uid != nil || resourceVersion != nil {
            var preconditions = Object()
            if let uid { preconditions["uid"] = .string(uid) }
            if let resourceVersion { preconditions["resourceVersion"] = .string(resourceVersion) }
            options["preconditions"] = .object(preconditions)
        }
        if let propagation { options["propagationPolicy"] = .string(propagation.name) }
        if isDryRun { options["dryRun"] = ["All"] }
        return options.count == bare ? nil : .object(options)
    }
}
