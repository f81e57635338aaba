/// The names that Argo CD gives to annotations, labels and finalizers, as they stand in manifests.
public enum Annotations {
    /// Says which application an object belongs to.
    public static let trackingID = "argocd.argoproj.io/tracking-id"
    /// Which installation manages an object, where several share a cluster.
    public static let installationID = "argocd.argoproj.io/installation-id"
    /// Options of how an object is applied and pruned, separated by commas.
    public static let syncOptions = "argocd.argoproj.io/sync-options"
    /// Options of how an object is compared.
    public static let compareOptions = "argocd.argoproj.io/compare-options"
    /// The wave that an object is applied in.
    public static let syncWave = "argocd.argoproj.io/sync-wave"
    /// The phases that a hook runs in.
    public static let hook = "argocd.argoproj.io/hook"
    /// When a hook is deleted.
    public static let hookDeletePolicy = "argocd.argoproj.io/hook-delete-policy"
    /// The finalizer that keeps a hook until its end was seen.
    public static let hookFinalizer = "argocd.argoproj.io/hook-finalizer"
    /// When somebody agreed to a deletion that needs it.
    public static let deletionApproved = "argocd.argoproj.io/deletion-approved"
    /// Asks for a comparison now: `normal` or `hard`.
    public static let refresh = "argocd.argoproj.io/refresh"
    /// Takes an application out of the controller's hands.
    public static let skipReconcile = "argocd.argoproj.io/skip-reconcile"
    /// Leaves an object out of its application's health.
    public static let ignoreHealthcheck = "argocd.argoproj.io/ignore-healthcheck"
    /// Judges a pod as if it were to run for ever.
    public static let ignoreRestartPolicy = "argocd.argoproj.io/ignore-restart-policy"
    /// Deletes an application's objects with it, in the foreground.
    public static let resourcesFinalizer = "resources-finalizer.argocd.argoproj.io"
    /// Helm's mark of a hook.
    public static let helmHook = "helm.sh/hook"
    /// Helm's order of hooks.
    public static let helmHookWeight = "helm.sh/hook-weight"
    /// Helm's rule of when a hook is deleted.
    public static let helmHookDeletePolicy = "helm.sh/hook-delete-policy"
    /// Helm's mark of what survives an uninstall.
    public static let helmResourcePolicy = "helm.sh/resource-policy"
    /// What `kubectl apply` remembers of the last manifest.
    public static let lastApplied = "kubectl.kubernetes.io/last-applied-configuration"
}
