/// What a schema found wrong, as a tree: a place, words, and the details behind them.
struct SchemaViolation {
    var place: String
    var message: String
    var causes: [SchemaViolation] = []

    /// Several findings at one place as one.
    static func grouped(_ violations: [SchemaViolation], at place: String) -> SchemaViolation? {
        violations.count <= 1
            ? violations.first : SchemaViolation(place: place, message: "validation failed", causes: violations)
    }

    /// One line for each finding, details indented.
    func lines(indent: Int = 0) -> [String] {
        let line = String(repeating: "  ", count: indent) + "- at '\(place)': \(message)"
        return [line] + causes.flatMap { $0.lines(indent: indent + 1) }
    }
}
