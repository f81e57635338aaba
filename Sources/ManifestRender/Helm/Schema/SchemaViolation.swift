/// What a schema found wrong, as a tree: a place, words, and the details behind them.
struct SchemaViolation {
    var place: String
    var message: String
    var causes: [SchemaViolation] = []

    /// Whether it only holds several findings together.
    var isGroup = false

    /// Several findings at one place as one.
    static func grouped(_ violations: [SchemaViolation], at place: String) -> SchemaViolation? {
        violations.count <= 1
            ? violations.first
            : SchemaViolation(place: place, message: "validation failed", causes: violations, isGroup: true)
    }

    /// The finding as one of a reference, whose group keeps its heading.
    var ofReference: SchemaViolation {
        var result = self
        result.isGroup = false
        return result
    }

    /// One line for each finding, details indented.
    func lines(indent: Int = 0) -> [String] {
        let line = String(repeating: "  ", count: indent) + "- at '\(place)': \(message)"
        return [line] + causes.flatMap { $0.lines(indent: indent + 1) }
    }
}
