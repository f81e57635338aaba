public import KubeModel

/// Objects of a list, and where in the cluster's history the list was read.
public struct ObjectList: Sendable {
    /// The objects, each with its kind and API version.
    public var items: [KubeObject]
    /// The version at which the list was read; a watch from here misses nothing.
    public var resourceVersion: String
    /// Where the next page begins; nil on the last one.
    public var continueToken: String?
    /// How many more objects there are, where the server says.
    public var remainingItemCount: Int64?

    /// A list.
    public init(
        items: [KubeObject], resourceVersion: String, continueToken: String? = nil, remainingItemCount: Int64? = nil
    ) {
        self.items = items
        self.resourceVersion = resourceVersion
        self.continueToken = continueToken
        self.remainingItemCount = remainingItemCount
    }
}
