import KubeModel
import Values

extension Resources {
    /// The same objects' status; writes through it change nothing but `status`.
    public var status: Resources { subresource("status") }

    /// How many replicas are wanted and how many there are.
    public struct Scale: Hashable, Sendable {
        /// How many are wanted.
        public var replicas: Int64
        /// How many there are, as last observed.
        public var observedReplicas: Int64
    }

    /// Reads an object's scale.
    public func scale(_ name: String) async throws -> Scale {
        Resources.scale(from: try await subresource("scale").get(name))
    }

    /// Sets how many replicas are wanted.
    @discardableResult
    public func setScale(_ name: String, replicas: Int64, options: WriteOptions = WriteOptions()) async throws -> Scale
    {
        let patch = Patch.merge(["spec": ["replicas": .int(replicas)]])
        return Resources.scale(from: try await subresource("scale").patch(name, patch, options: options))
    }

    private static func scale(from object: KubeObject) -> Scale {
        Scale(
            replicas: object.value["spec", "replicas"]?.intValue ?? 0,
            observedReplicas: object.value["status", "replicas"]?.intValue ?? 0)
    }
}
