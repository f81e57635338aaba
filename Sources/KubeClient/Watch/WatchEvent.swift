public import KubeModel
import Values

/// One event of a watch, as the server sends it.
public enum WatchEvent: Sendable {
    /// The object is new, or has come to match the selector.
    case added(KubeObject)
    /// The object changed.
    case modified(KubeObject)
    /// The object is gone, or no longer matches the selector; this is its last state.
    case deleted(KubeObject)
    /// Everything up to this version was sent.
    case bookmark(resourceVersion: String, endsInitialEvents: Bool)
    /// The watch failed; it ends after this.
    case error(KubeStatus)
}

extension WatchEvent {
    /// Marks the bookmark after which the state at the start of a watch has been sent.
    static let initialEventsEnd = "k8s.io/initial-events-end"

    /// Reads an event.
    ///
    /// - Throws: ``KubeError`` with ``KubeError/Code/undecodable`` where it is none.
    init(_ value: Value) throws(KubeError) {
        guard let type = value["type"]?.stringValue, let object = value["object"] else {
            throw KubeError(.undecodable, "a watch sent something that is no event")
        }
        switch type {
        case "ADDED": self = .added(try WatchEvent.object(object))
        case "MODIFIED": self = .modified(try WatchEvent.object(object))
        case "DELETED": self = .deleted(try WatchEvent.object(object))
        case "BOOKMARK":
            let metadata = object["metadata"]
            self = .bookmark(
                resourceVersion: metadata?["resourceVersion"]?.stringValue ?? "",
                endsInitialEvents: metadata?["annotations"]?[WatchEvent.initialEventsEnd]?.stringValue == "true")
        case "ERROR":
            self = .error(
                KubeStatus(object)
                    ?? KubeStatus(code: 500, reason: .internalError, message: "the watch failed without saying why"))
        default: throw KubeError(.undecodable, "a watch sent an event of unknown type \"\(type)\"")
        }
    }

    private static func object(_ value: Value) throws(KubeError) -> KubeObject {
        do {
            return try KubeObject(value)
        } catch {
            throw KubeError(.undecodable, "a watch sent something that is no object: \(error)", cause: error)
        }
    }
}
