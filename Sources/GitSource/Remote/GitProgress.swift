/// How far a fetch has come.
public struct GitProgress: Hashable, Sendable {
    /// Objects the server will send.
    public var totalObjects: Int
    /// Objects received.
    public var receivedObjects: Int
    /// Objects received and named.
    public var indexedObjects: Int
    /// Differences between objects that are to be worked in.
    public var totalDeltas: Int
    /// Differences worked in.
    public var indexedDeltas: Int
    /// Bytes received.
    public var receivedBytes: Int

    /// A state of a fetch.
    public init(
        totalObjects: Int = 0, receivedObjects: Int = 0, indexedObjects: Int = 0, totalDeltas: Int = 0,
        indexedDeltas: Int = 0, receivedBytes: Int = 0
    ) {
        self.totalObjects = totalObjects
        self.receivedObjects = receivedObjects
        self.indexedObjects = indexedObjects
        self.totalDeltas = totalDeltas
        self.indexedDeltas = indexedDeltas
        self.receivedBytes = receivedBytes
    }
}
