/// A parsed expression.
indirect enum RegexNode {
    case empty
    case literal(UInt32, folds: Bool)
    case set(ScalarSet)
    case anyScalar
    case anyButNewline
    case assertion(Assertion)
    case group(RegexNode, index: Int)
    case concatenation([RegexNode])
    case alternation([RegexNode])
    case repetition(RegexNode, minimum: Int, maximum: Int?, greedy: Bool)
}

/// A place in the text, as a bit so that several can be asked for at once.
struct Assertion: OptionSet {
    let rawValue: UInt8

    static let beginLine = Assertion(rawValue: 1)
    static let endLine = Assertion(rawValue: 2)
    static let beginText = Assertion(rawValue: 4)
    static let endText = Assertion(rawValue: 8)
    static let wordBoundary = Assertion(rawValue: 16)
    static let noWordBoundary = Assertion(rawValue: 32)
}

/// A set of scalars: ranges, general categories, and whether the whole is turned round.
struct ScalarSet: Sendable {
    /// A range with both ends.
    struct Span: Sendable {
        var low: UInt32
        var high: UInt32
    }

    /// Categories by name prefix (`L`, `Lu`), negated or not.
    struct Category: Sendable {
        var property: UnicodeProperty
        var isNegated: Bool
    }

    private(set) var spans: [Span] = []
    private(set) var categories: [Category] = []
    var isNegated = false
    var folds = false
    /// Membership of the 128 ASCII scalars, made by ``seal()``.
    private var ascii: (UInt64, UInt64) = (0, 0)

    mutating func insert(_ low: UInt32, _ high: UInt32) { spans.append(Span(low: low, high: high)) }

    mutating func insert(_ property: UnicodeProperty, negated: Bool) {
        categories.append(Category(property: property, isNegated: negated))
    }

    /// Adds everything that is in none of the ranges.
    mutating func insertComplement(of ranges: [(UInt32, UInt32)]) {
        var next: UInt32 = 0
        for (low, high) in ranges.sorted(by: { $0.0 < $1.0 }) {
            if low > next { insert(next, low - 1) }
            next = max(next, high + 1)
        }
        if next <= 0x10_FFFF { insert(next, 0x10_FFFF) }
    }

    /// Orders the ranges and prepares the answers for ASCII.
    mutating func seal() {
        spans.sort { $0.low < $1.low }
        var merged: [Span] = []
        for span in spans {
            if let last = merged.last, span.low <= last.high &+ 1 {
                merged[merged.count - 1].high = max(last.high, span.high)
            } else {
                merged.append(span)
            }
        }
        spans = merged
        ascii = (0, 0)
        for scalar in UInt32(0)..<128 where computed(scalar) {
            if scalar < 64 { ascii.0 |= 1 << UInt64(scalar) } else { ascii.1 |= 1 << UInt64(scalar - 64) }
        }
    }

    func contains(_ scalar: UInt32) -> Bool {
        if scalar < 64 { return ascii.0 >> UInt64(scalar) & 1 == 1 }
        if scalar < 128 { return ascii.1 >> UInt64(scalar - 64) & 1 == 1 }
        return computed(scalar)
    }

    private func computed(_ scalar: UInt32) -> Bool {
        var found = holds(scalar)
        if !found, folds {
            for other in CaseFolding.variants(of: scalar) where holds(other) { found = true }
        }
        return found != isNegated
    }

    private func holds(_ scalar: UInt32) -> Bool {
        var low = 0
        var high = spans.count
        while low < high {
            let middle = (low + high) / 2
            if scalar > spans[middle].high { low = middle + 1 } else { high = middle }
        }
        if low < spans.count, spans[low].low <= scalar { return true }
        for category in categories where category.property.contains(scalar) != category.isNegated { return true }
        return false
    }
}

/// Which scalars are one letter when case does not count.
enum CaseFolding {
    /// The other members of a scalar's orbit.
    static func variants(of scalar: UInt32) -> [UInt32] {
        switch scalar {
        case 0x4B, 0x6B: return [0x4B, 0x6B, 0x212A]
        case 0x212A: return [0x4B, 0x6B]
        case 0x53, 0x73: return [0x53, 0x73, 0x17F]
        case 0x17F: return [0x53, 0x73]
        case 0x41...0x5A: return [scalar + 32]
        case 0x61...0x7A: return [scalar - 32]
        case 0..<0x80: return []
        default: break
        }
        guard let value = Unicode.Scalar(scalar) else { return [] }
        var found: [UInt32] = []
        for mapping in [value.properties.lowercaseMapping, value.properties.uppercaseMapping] {
            let scalars = Array(mapping.unicodeScalars)
            guard scalars.count == 1, scalars[0].value != scalar else { continue }
            found.append(scalars[0].value)
            // The third member of an orbit such as σ, ς, Σ hangs on the capital letter.
            let lower = Array(scalars[0].properties.lowercaseMapping.unicodeScalars)
            if lower.count == 1, lower[0].value != scalar { found.append(lower[0].value) }
        }
        return found
    }

    static func matches(_ scalar: UInt32, _ other: UInt32) -> Bool {
        scalar == other || variants(of: scalar).contains(other)
    }
}
