/// What happens to an application's objects when it is deleted.
public enum DeletionCascade: Sendable {
    /// They are deleted first, their dependents before them.
    case foreground
    /// They are deleted first, their dependents some time.
    case background
    /// They stay.
    case none
    /// As the application's finalizers say.
    case asDeclared
}
