/// A piece of a parsed pattern.
indirect enum GlobNode {
    case scalar(Unicode.Scalar)
    /// One character, but not the separator where one is given.
    case one(excluding: Unicode.Scalar?)
    /// Any number of characters, but not the separator where one is given.
    case run(excluding: Unicode.Scalar?)
    case characterClass(GlobClass)
    case alternatives([[GlobNode]])

    /// The nodes or nothing.
    static func optional(_ nodes: [GlobNode]) -> GlobNode { .alternatives([nodes, []]) }
}

/// A set of characters.
struct GlobClass {
    var ranges: [ClosedRange<Unicode.Scalar>]
    var isNegated: Bool
    /// A character outside the set whether it is negated or not.
    var excluded: Unicode.Scalar?

    func contains(_ scalar: Unicode.Scalar) -> Bool {
        scalar != excluded && ranges.contains { $0.contains(scalar) } != isNegated
    }
}
