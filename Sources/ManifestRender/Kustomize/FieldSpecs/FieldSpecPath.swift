/// The keys of a field spec's path, split once.
struct FieldSpecPath: Hashable, Sendable {
    /// One key on the way.
    struct Step: Hashable, Sendable {
        var key: String
        /// Whether `[]` stands behind the key: the field is a list, and is not made where it is missing.
        var isList: Bool
    }

    let steps: [Step]
    /// The keys as they are written, `[]` included.
    let keys: [String]

    /// Splits at `/`; a slash that belongs to a key is written `\/`.
    init(_ path: String) {
        var keys: [String] = []
        for part in path.split(separator: "/", omittingEmptySubsequences: false) {
            if let last = keys.last, last.hasSuffix("\\") {
                keys[keys.count - 1] = "\(last.dropLast())/\(part)"
            } else {
                keys.append(String(part))
            }
        }
        self.keys = keys
        steps = keys.map { key in
            key.hasSuffix("[]") ? Step(key: String(key.dropLast(2)), isList: true) : Step(key: key, isList: false)
        }
    }
}
