/// Bounds on foreign text, so that no input can exhaust memory or the stack.
public struct ParseLimits: Hashable, Sendable {
    /// Largest input in bytes.
    public var maximumBytes: Int
    /// Deepest nesting of lists and objects.
    public var maximumDepth: Int
    /// Most nodes a document may have after its aliases are expanded.
    public var maximumNodes: Int

    /// Bounds; the defaults admit any manifest seen in practice.
    ///
    /// - Parameters:
    ///   - maximumBytes: largest input in bytes.
    ///   - maximumDepth: deepest nesting of lists and objects.
    ///   - maximumNodes: most nodes of one input, counting what aliases repeat.
    public init(maximumBytes: Int = 256 << 20, maximumDepth: Int = 512, maximumNodes: Int = 20_000_000) {
        self.maximumBytes = maximumBytes
        self.maximumDepth = maximumDepth
        self.maximumNodes = maximumNodes
    }

    /// The defaults.
    public static let standard = ParseLimits()
}
