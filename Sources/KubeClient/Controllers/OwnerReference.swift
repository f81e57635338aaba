public import KubeModel
import Values

/// Says that one object exists because of another, and goes when the other goes.
public struct OwnerReference: Hashable, Sendable {
    /// The owner's API version.
    public var apiVersion: String
    /// The owner's kind.
    public var kind: String
    /// The owner's name.
    public var name: String
    /// The owner's uid.
    public var uid: String
    /// Whether the owner is the one that manages the object; at most one is.
    public var isController: Bool
    /// Whether the owner's deletion in the foreground waits for this object.
    public var blocksOwnerDeletion: Bool

    /// A reference to an owner.
    ///
    /// - Parameters:
    ///   - owner: the owner, as read from the server.
    ///   - isController: whether it manages the object.
    ///   - blocksOwnerDeletion: whether its deletion in the foreground waits for the object.
    public init(to owner: KubeObject, isController: Bool = true, blocksOwnerDeletion: Bool = true) {
        apiVersion = owner.apiVersion
        kind = owner.kind
        name = owner.name
        uid = owner.uid
        self.isController = isController
        self.blocksOwnerDeletion = blocksOwnerDeletion
    }

    init?(_ value: Value) {
        guard let uid = value["uid"]?.stringValue, let name = value["name"]?.stringValue else { return nil }
        apiVersion = value["apiVersion"]?.stringValue ?? ""
        kind = value["kind"]?.stringValue ?? ""
        self.name = name
        self.uid = uid
        isController = value["controller"]?.boolValue ?? false
        blocksOwnerDeletion = value["blockOwnerDeletion"]?.boolValue ?? false
    }

    var value: Value {
        var members: Object = [
            "apiVersion": .string(apiVersion), "kind": .string(kind), "name": .string(name), "uid": .string(uid),
        ]
        if isController { members["controller"] = true }
        if blocksOwnerDeletion { members["blockOwnerDeletion"] = true }
        return .object(members)
    }

    /// The index by which a controller finds the children of an owner's uid.
    static let index = "owner-uid"
}

extension OwnerReference: Codable {
    private enum CodingKeys: String, CodingKey {
        case apiVersion, kind, name, uid
        case isController = "controller"
        case blocksOwnerDeletion = "blockOwnerDeletion"
    }

    /// Reads a reference; what is not said is false.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        apiVersion = try container.decode(String.self, forKey: .apiVersion)
        kind = try container.decode(String.self, forKey: .kind)
        name = try container.decode(String.self, forKey: .name)
        uid = try container.decode(String.self, forKey: .uid)
        isController = try container.decodeIfPresent(Bool.self, forKey: .isController) ?? false
        blocksOwnerDeletion = try container.decodeIfPresent(Bool.self, forKey: .blocksOwnerDeletion) ?? false
    }
}

extension KubeObject {
    /// `metadata.ownerReferences`; entries without uid or name are left out.
    public var ownerReferences: [OwnerReference] {
        get { value["metadata", "ownerReferences"]?.arrayValue?.compactMap(OwnerReference.init) ?? [] }
        set {
            value.set(newValue.isEmpty ? nil : .array(newValue.map(\.value)), at: ["metadata", "ownerReferences"])
        }
    }

    /// The owner that manages the object; nil where none does.
    public var controllingOwner: OwnerReference? { ownerReferences.first(where: \.isController) }

    /// Makes an object its owner's, once.
    ///
    /// - Parameter owner: the owner, as read from the server; of the same namespace, or of the whole cluster.
    public mutating func addOwner(_ owner: OwnerReference) {
        var references = ownerReferences.filter { $0.uid != owner.uid }
        references.append(owner)
        ownerReferences = references
    }
}
