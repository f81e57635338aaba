/// Bounds on one execution, so that no template can exhaust memory, stack or time.
public struct TemplateLimits: Hashable, Sendable {
    /// Most bytes of output, and of any text a function makes.
    public var maximumOutput: Int
    /// Deepest nesting of `template`, `include` and `tpl`.
    public var maximumDepth: Int
    /// Most steps: commands evaluated, loops taken, and the work of functions by the size of what they take and return.
    public var maximumSteps: Int
    /// Deepest nesting of parentheses and blocks in a source text.
    public var maximumNesting: Int

    /// Bounds; the defaults admit any chart seen in practice.
    public init(
        maximumOutput: Int = 256 << 20, maximumDepth: Int = 1100, maximumSteps: Int = 200_000_000,
        maximumNesting: Int = 400
    ) {
        self.maximumOutput = maximumOutput
        self.maximumDepth = maximumDepth
        self.maximumSteps = maximumSteps
        self.maximumNesting = maximumNesting
    }

    /// The defaults.
    public static let standard = TemplateLimits()
}
