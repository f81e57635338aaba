public import KubeModel
import Values

/// A kind written down as a Swift type.
///
/// ```swift
/// struct Widget: TypedObject {
///     static let resource = APIResource(group: "acme.example", version: "v1", plural: "widgets", kind: "Widget")
///     struct Spec: Codable, Sendable { var size: Int }
///     struct Status: Codable, Sendable { var isReady: Bool? }
///     var metadata: ObjectMetadata
///     var spec: Spec
///     var status: Status?
/// }
/// ```
///
/// Members that the type does not name are not seen. ``TypedResources/modify(_:attempts:options:_:)``, patches and server-side
/// apply leave them alone. A member of type `Value` takes a part as it is, a Pod's template for one; ``Timestamp`` reads times.
public protocol TypedObject: Codable, Sendable {
    /// Where objects of the kind are served.
    static var resource: APIResource { get }
    /// Name, namespace, labels and so on.
    var metadata: ObjectMetadata { get set }
}

extension TypedObject {
    /// Reads an object.
    ///
    /// - Throws: ``KubeError`` with ``KubeError/Code/undecodable`` that names the field.
    public init(_ object: KubeObject) throws {
        do {
            self = try ValueDecoder().decode(Self.self, from: object.value)
        } catch let error as DecodingError {
            let name = ReconcileRequest(object)
            throw KubeError(
                .undecodable, "\(object.kind) \(name) does not fit \(Self.self): \(error.placeAndReason)", cause: error)
        }
    }

    /// The object as the API has it.
    ///
    /// - Throws: `EncodingError` where a number has no JSON form.
    public func object() throws -> KubeObject {
        var members: Object = [
            "apiVersion": .string(Self.resource.groupVersion.description), "kind": .string(Self.resource.kind),
        ]
        for member in try ValueEncoder().encode(self).objectValue ?? Object() { members[member.key] = member.value }
        return KubeObject(unchecked: .object(members))
    }
}

/// `metadata` as typed objects have it.
public struct ObjectMetadata: Hashable, Codable, Sendable {
    /// The name.
    public var name: String?
    /// What the server begins the name with that it makes up, where there is none.
    public var generateName: String?
    /// The namespace.
    public var namespace: String?
    /// The unique identity; the server gives it.
    public var uid: String?
    /// The version; the server gives it.
    public var resourceVersion: String?
    /// Counts changes of the specification; the server gives it.
    public var generation: Int64?
    /// When it was made; the server tells.
    public var creationTimestamp: Timestamp?
    /// Since when it is being deleted; the server tells.
    public var deletionTimestamp: Timestamp?
    /// Labels.
    public var labels: [String: String]?
    /// Annotations.
    public var annotations: [String: String]?
    /// Who must be done with it before it goes.
    public var finalizers: [String]?
    /// Because of whom it exists.
    public var ownerReferences: [OwnerReference]?

    /// Metadata with what a new object needs.
    ///
    /// - Parameters:
    ///   - name: the name.
    ///   - namespace: the namespace; nil for the whole cluster.
    ///   - labels: labels.
    ///   - annotations: annotations.
    public init(
        name: String, namespace: String? = nil, labels: [String: String]? = nil, annotations: [String: String]? = nil
    ) {
        self.name = name
        self.namespace = namespace
        self.labels = labels
        self.annotations = annotations
    }
}

extension DecodingError {
    /// `spec.size: expected a whole number, found a string`.
    var placeAndReason: String {
        let context: Context? =
            switch self {
            case .typeMismatch(_, let context), .valueNotFound(_, let context), .keyNotFound(_, let context),
                .dataCorrupted(let context):
                context
            @unknown default: nil
            }
        guard let context else { return "\(self)" }
        var path = ""
        for key in context.codingPath {
            path += key.intValue != nil || path.isEmpty ? key.stringValue : "." + key.stringValue
        }
        return path.isEmpty ? context.debugDescription : "\(path): \(context.debugDescription)"
    }
}
