import KubeModel
import Values

/// Keeps `managedFields`: who owns which field of an object.
enum FieldManagers {
    /// Who writes, and how.
    enum Writer {
        case update(String)
        case apply(String, force: Bool)

        var isApply: Bool { if case .apply = self { true } else { false } }
    }

    /// Notes that a new object's fields belong to who created it.
    static func recordCreate(_ object: inout Value, _ definition: ResourceDefinition, _ writer: Writer, now: Timestamp)
    {}

    /// Notes what an update has changed.
    static func recordUpdate(
        _ object: inout Value, old: Value, _ definition: ResourceDefinition, _ writer: Writer, subresource: String,
        now: Timestamp
    ) {
        if let entries = old["metadata"]?["managedFields"] { object["metadata"]?["managedFields"] = entries }
    }

    /// Merges an applied configuration into the live object.
    static func apply(
        _ applied: Value, to live: Value?, _ definition: ResourceDefinition, _ writer: Writer, subresource: String,
        now: Timestamp
    ) throws(APIError) -> Value {
        guard let live else { return applied }
        return merge(applied, live)
    }

    private static func merge(_ applied: Value, _ live: Value) -> Value {
        guard case .object(let members) = applied, case .object(var result) = live else { return applied }
        for member in members {
            result[member.key] = result[member.key].map { merge(member.value, $0) } ?? member.value
        }
        return .object(result)
    }
}
