/// Reads a pattern of any dialect into nodes.
struct GlobParser {
    private let pattern: String
    private let scalars: [Unicode.Scalar]
    private let separator: Unicode.Scalar?
    private let kind: PathGlob.Syntax.Kind
    private var position = 0

    private static let maximumNesting = 64

    init(_ pattern: String, separator: Unicode.Scalar?, syntax: PathGlob.Syntax.Kind) {
        self.pattern = pattern
        self.separator = separator
        kind = syntax
        scalars = Array(pattern.unicodeScalars)
    }

    mutating func parse() throws(PathGlobError) -> [GlobNode] {
        guard scalars.count <= PathGlob.maximumLength else {
            throw error("more than \(PathGlob.maximumLength) characters")
        }
        let nodes = try sequence(nesting: 0, startsComponent: true)
        guard position == scalars.count else { throw error("unexpected '}'") }
        return nodes
    }

    private func error(_ reason: String) -> PathGlobError {
        PathGlobError(pattern: pattern, offset: min(position, max(scalars.count - 1, 0)), reason: reason)
    }

    private func peek(_ distance: Int = 0) -> Unicode.Scalar? {
        position + distance < scalars.count ? scalars[position + distance] : nil
    }

    private var hasBraces: Bool { kind != .segments }

    /// Reads nodes up to the end, or inside braces up to the `,` or `}` that ends an alternative.
    private mutating func sequence(nesting: Int, startsComponent: Bool) throws(PathGlobError) -> [GlobNode] {
        var nodes: [GlobNode] = []
        var isComponentStart = startsComponent
        while let scalar = peek() {
            if nesting > 0, scalar == "," || scalar == "}" { break }
            if kind == .doublestar, scalar == "}" { throw error("'}' without '{'") }
            if kind == .doublestar, let node = wildDirectories(atStart: isComponentStart, nesting: nesting) {
                nodes.append(node)
                isComponentStart = true
                continue
            }
            nodes.append(contentsOf: try item(scalar, nesting: nesting, startsComponent: isComponentStart))
            isComponentStart = scalar == separator
        }
        return nodes
    }

    private mutating func item(
        _ scalar: Unicode.Scalar, nesting: Int, startsComponent: Bool
    ) throws(PathGlobError) -> [GlobNode] {
        switch scalar {
        case "*": return [star()]
        case "?":
            position += 1
            return [.one(excluding: separator)]
        case "[":
            position += 1
            return [.characterClass(kind == .gobwas ? try gobwasClass() : try goClass())]
        case "{" where hasBraces:
            position += 1
            return [try alternatives(nesting: nesting + 1, startsComponent: startsComponent)]
        case "\\":
            position += 1
            guard let escaped = peek() else {
                // The one dialect drops a lone backslash at the end, the others refuse it.
                guard kind == .gobwas else { throw error("nothing after '\\'") }
                return []
            }
            position += 1
            return [.scalar(escaped)]
        default:
            position += 1
            return [.scalar(scalar)]
        }
    }

    private mutating func star() -> GlobNode {
        position += 1
        guard peek() == "*" else { return .run(excluding: separator) }
        switch kind {
        case .gobwas:
            position += 1
            return .run(excluding: nil)
        case .doublestar, .segments:
            while peek() == "*" { position += 1 }
            return .run(excluding: separator)
        }
    }

    private mutating func alternatives(nesting: Int, startsComponent: Bool) throws(PathGlobError) -> GlobNode {
        guard nesting <= Self.maximumNesting else { throw error("braces nested too deeply") }
        var choices: [[GlobNode]] = []
        while true {
            choices.append(try sequence(nesting: nesting, startsComponent: startsComponent))
            guard let end = peek() else {
                // The one dialect reads an open brace as closed at the end, the other refuses it.
                guard kind == .gobwas else { throw error("'{' without '}'") }
                return .alternatives(choices)
            }
            position += 1
            if end == "}" { return .alternatives(choices) }
        }
    }
}

extension GlobParser {
    /// `**` as a component of its own: with what separates it from its neighbours it may stand for nothing.
    private mutating func wildDirectories(atStart: Bool, nesting: Int) -> GlobNode? {
        guard let separator else { return nil }
        if atStart, isDoubleStar(at: position) {
            if peek(2) == separator {
                position += 3
                return .optional([.run(excluding: nil), .scalar(separator)])
            }
            guard endsAlternative(at: position + 2, nesting: nesting) else { return nil }
            position += 2
            return .run(excluding: nil)
        }
        guard peek() == separator, isDoubleStar(at: position + 1), endsAlternative(at: position + 3, nesting: nesting)
        else { return nil }
        position += 3
        return .optional([.scalar(separator), .run(excluding: nil)])
    }

    private func isDoubleStar(at index: Int) -> Bool {
        index + 1 < scalars.count && scalars[index] == "*" && scalars[index + 1] == "*"
    }

    private func endsAlternative(at index: Int, nesting: Int) -> Bool {
        guard index < scalars.count else { return true }
        return nesting > 0 && (scalars[index] == "," || scalars[index] == "}")
    }

    /// One range, or one list of characters in which `-` is nothing special.
    private mutating func gobwasClass() throws(PathGlobError) -> GlobClass {
        var isNegated = false
        if peek() == "!" {
            isNegated = true
            position += 1
        }
        if let low = peek(), peek(1) == "-" {
            guard let high = peek(2) else { throw error("'[' without ']'") }
            position += 3
            guard low <= high else { throw error("a range must rise") }
            guard peek() == "]" else { throw error("a range must be followed by ']'") }
            position += 1
            return GlobClass(ranges: [low...high], isNegated: isNegated)
        }
        var ranges: [ClosedRange<Unicode.Scalar>] = []
        while let scalar = peek(), scalar != "]" {
            if scalar == "\\" { position += 1 }
            guard let member = peek() else { break }
            ranges.append(member...member)
            position += 1
        }
        guard peek() == "]" else { throw error("'[' without ']'") }
        guard !ranges.isEmpty else { throw error("an empty class") }
        position += 1
        return GlobClass(ranges: ranges, isNegated: isNegated)
    }

    /// Any number of characters and ranges, as Go's `path.Match` has them.
    private mutating func goClass() throws(PathGlobError) -> GlobClass {
        var isNegated = false
        if peek() == "^" || (kind == .doublestar && peek() == "!") {
            isNegated = true
            position += 1
        }
        var ranges: [ClosedRange<Unicode.Scalar>] = []
        while peek() != "]" || ranges.isEmpty {
            let low = try goClassMember()
            guard peek() == "-" else {
                ranges.append(low...low)
                continue
            }
            position += 1
            let high = try goClassMember()
            // A falling range is no mistake there, it holds nothing.
            if low <= high { ranges.append(low...high) }
            if peek() == "]" { break }
        }
        position += 1
        return GlobClass(ranges: ranges, isNegated: isNegated, excluded: kind == .doublestar ? separator : nil)
    }

    private mutating func goClassMember() throws(PathGlobError) -> Unicode.Scalar {
        guard let scalar = peek() else { throw error("'[' without ']'") }
        guard scalar != "-", scalar != "]" else { throw error("'\(scalar)' must be escaped in a class") }
        if scalar == "\\" { position += 1 }
        guard let member = peek() else { throw error("'[' without ']'") }
        position += 1
        return member
    }
}
