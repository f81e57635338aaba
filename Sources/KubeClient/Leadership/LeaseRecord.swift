import KubeModel
import Values

/// Who leads, as a `Lease` object says.
struct LeaseRecord: Hashable, Sendable {
    var holder = ""
    var durationSeconds: Int64 = 0
    var acquireTime: String?
    var renewTime: String?
    var transitions: Int64 = 0
    /// The version of the object that said so; empty where there is none yet.
    var resourceVersion = ""

    init() {}

    init(_ lease: KubeObject) {
        let spec = lease.value["spec"]
        holder = spec?["holderIdentity"]?.stringValue ?? ""
        durationSeconds = spec?["leaseDurationSeconds"]?.intValue ?? 0
        acquireTime = spec?["acquireTime"]?.stringValue
        renewTime = spec?["renewTime"]?.stringValue
        transitions = spec?["leaseTransitions"]?.intValue ?? 0
        resourceVersion = lease.resourceVersion
    }

    /// The record without the version of its object.
    var withoutVersion: LeaseRecord {
        var copy = self
        copy.resourceVersion = ""
        return copy
    }

    /// The object that says so, based on one that was read.
    func object(basedOn lease: KubeObject) -> KubeObject {
        var copy = lease
        var spec = copy.value["spec"]?.objectValue ?? Object()
        spec["holderIdentity"] = .string(holder)
        spec["leaseDurationSeconds"] = .int(durationSeconds)
        spec["acquireTime"] = acquireTime.map(Value.string)
        spec["renewTime"] = renewTime.map(Value.string)
        spec["leaseTransitions"] = .int(transitions)
        copy.value["spec"] = .object(spec)
        return copy
    }
}
