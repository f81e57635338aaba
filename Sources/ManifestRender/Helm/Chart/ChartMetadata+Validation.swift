internal import GoTemplate
internal import SemanticVersions
internal import Values

/// What Helm asks of `Chart.yaml` before it looks at anything else, in its words.
extension ChartMetadata {
    private enum Field {
        case text
        case texts
        case flag
        case map
        case list(of: String)

        /// The type of the field as Go names it.
        var typeName: String {
            switch self {
            case .text: "string"
            case .texts: "[]string"
            case .flag: "bool"
            case .map: "map[string]string"
            case .list(let element): "[]*v2.\(element)"
            }
        }
    }

    private static let fields: [(name: String, field: Field)] = [
        ("name", .text), ("home", .text), ("sources", .texts), ("version", .text), ("description", .text),
        ("keywords", .texts), ("maintainers", .list(of: "Maintainer")), ("icon", .text), ("apiVersion", .text),
        ("condition", .text), ("tags", .text), ("appVersion", .text), ("deprecated", .flag), ("annotations", .map),
        ("kubeVersion", .text), ("dependencies", .list(of: "Dependency")), ("type", .text),
    ]

    /// Refuses members whose values are of another type than Helm reads them as.
    static func checkTypes(_ object: Object, file: String) throws(RenderError) {
        for (name, field) in fields {
            guard let value = object[name], !value.isNull, let wrong = mismatch(value, field) else { continue }
            throw RenderError(
                .malformed,
                "cannot load \(file): error unmarshaling JSON: while decoding JSON: json: cannot unmarshal \(wrong.kind)"
                    + " into Go struct field Metadata.\(name) of type \(wrong.type)", file: file)
        }
    }

    private static func mismatch(_ value: Value, _ field: Field) -> (kind: String, type: String)? {
        let kind = value.goKind
        func inside(_ elements: [Value]) -> (kind: String, type: String)? {
            // Scalars are read as text where text is wanted.
            elements.first { !$0.isNull && $0.looseText == nil }.map { ($0.goKind, "string") }
        }
        switch (field, value) {
        case (.flag, .bool): return nil
        case (.texts, .array(let elements)): return inside(elements)
        case (.map, .object(let members)): return inside(members.map(\.value))
        case (.list, .array): return nil
        case (.text, _): return value.looseText == nil ? (kind, field.typeName) : nil
        default: return (kind, field.typeName)
        }
    }

    /// Refuses what Helm's validation of a chart refuses.
    func validate() throws(RenderError) {
        if name.isEmpty { throw invalid("chart.metadata.name is required") }
        if name.contains("/") || name == "." || name == ".." {
            throw invalid("chart.metadata.name \(GoText.quoted(name)) is invalid")
        }
        if version.isEmpty { throw invalid("chart.metadata.version is required") }
        if (try? SemanticVersion(version)) == nil {
            throw invalid("chart.metadata.version \(GoText.quoted(version)) is invalid")
        }
        if !["", "application", "library"].contains(type) {
            throw invalid("chart.metadata.type must be application or library")
        }
        if value["maintainers"]?.arrayValue?.contains(where: \.isNull) == true {
            throw invalid("maintainers must not contain empty or null nodes")
        }
        try validateDependencies()
    }

    private func validateDependencies() throws(RenderError) {
        if value["dependencies"]?.arrayValue?.contains(where: \.isNull) == true {
            throw invalid("dependencies must not contain empty or null nodes")
        }
        var seen: Set<String> = []
        for dependency in dependencies {
            let isPlain = dependency.alias.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
            guard isPlain else {
                throw invalid("dependency \(GoText.quoted(dependency.name)) has disallowed characters in the alias")
            }
            guard seen.insert(dependency.effectiveName).inserted else {
                throw invalid(
                    "more than one dependency with name or alias \(GoText.quoted(dependency.effectiveName))")
            }
        }
    }

    private func invalid(_ message: String) -> RenderError {
        RenderError(.malformed, "validation: \(message)", file: "Chart.yaml")
    }
}
