internal import Values

/// The edition of JSON Schema that a schema is written in: decides which keywords mean something.
enum SchemaDraft: Int, Comparable {
    case draft4 = 4
    case draft6 = 6
    case draft7 = 7
    case draft2019 = 2019
    case draft2020 = 2020

    /// The draft a schema names; the newest one unless it does.
    init(of schema: Value) {
        let name = schema["$schema"]?.stringValue ?? ""
        let known: [(String, SchemaDraft)] = [
            ("draft-04/", .draft4), ("draft-06/", .draft6), ("draft-07/", .draft7), ("2019-09/", .draft2019),
        ]
        self = known.first { name.contains($0.0) }?.1 ?? .draft2020
    }

    /// Where the draft's own schema is said to be.
    var address: String {
        switch self {
        case .draft4: "http://json-schema.org/draft-04/schema"
        case .draft6: "http://json-schema.org/draft-06/schema"
        case .draft7: "http://json-schema.org/draft-07/schema"
        case .draft2019: "https://json-schema.org/draft/2019-09/schema"
        case .draft2020: "https://json-schema.org/draft/2020-12/schema"
        }
    }

    static func < (left: SchemaDraft, right: SchemaDraft) -> Bool { left.rawValue < right.rawValue }

    /// Keywords that later drafts brought, each with the first draft that has it.
    private static let beginnings: [String: SchemaDraft] = [
        "const": .draft6, "contains": .draft6, "propertyNames": .draft6, "if": .draft7, "then": .draft7,
        "else": .draft7, "$defs": .draft2019, "minContains": .draft2019,
        "maxContains": .draft2019, "dependentRequired": .draft2019, "dependentSchemas": .draft2019,
        "unevaluatedProperties": .draft2019, "unevaluatedItems": .draft2019, "prefixItems": .draft2020,
    ]

    /// The keywords of a schema object that count: those of later drafts do not, and up to draft 7 nothing does beside
    /// a reference.
    func meaningful(_ keywords: Object) -> Object {
        if self < .draft2019, let reference = keywords["$ref"] { return ["$ref": reference] }
        guard self < .draft2020, keywords.contains(where: { isUnknown($0.key) }) else { return keywords }
        var kept = Object()
        for member in keywords where !isUnknown(member.key) { kept[member.key] = member.value }
        return kept
    }

    /// Whether a keyword means something in this draft.
    func knows(_ keyword: String) -> Bool {
        if keyword == "additionalItems" { return self < .draft2020 }
        return !isUnknown(keyword)
    }

    private func isUnknown(_ keyword: String) -> Bool {
        guard let beginning = SchemaDraft.beginnings[keyword] else { return false }
        return self < beginning
    }
}
