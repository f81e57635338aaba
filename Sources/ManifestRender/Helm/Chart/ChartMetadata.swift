internal import GoTemplate
internal import SemanticVersions
internal import Values

/// What a chart says of itself in `Chart.yaml`.
struct ChartMetadata: Sendable {
    var value: Object
    var dependencies: [ChartDependency]

    private func text(_ key: String) -> String { value[key]?.looseText ?? "" }

    var name: String { text("name") }
    var version: String { text("version") }
    var apiVersion: String { text("apiVersion") }
    var kubeVersion: String { text("kubeVersion") }
    var type: String { text("type") }
    var isLibrary: Bool { type == "library" }

    /// Reads `Chart.yaml`.
    init(_ bytes: [UInt8], file: String) throws(RenderError) {
        let document = try ChartMetadata.object(bytes, file: file)
        try ChartMetadata.checkTypes(document, file: file)
        value = document.mapValues { $0 == "annotations" ? $1 : $1.printable }
        dependencies = try ChartDependency.list(value["dependencies"], file: file)
        if apiVersion.isEmpty { value["apiVersion"] = .string("v1") }
    }

    /// The object a YAML file holds; empty for an empty file.
    static func object(_ bytes: [UInt8], file: String) throws(RenderError) -> Object {
        let value: Value
        do throws(ParseError) {
            value = try Value(yaml: bytes, limits: .chart, keepingLastOfEqualKeys: true)
        } catch {
            throw RenderError(
                .malformed, "cannot load \(file): error converting YAML to JSON: \(GoYAMLMessage.text(error))",
                file: file, line: error.line, column: error.column)
        }
        switch value {
        case .object(let object): return object
        case .null: return Object()
        default:
            throw RenderError(
                .malformed,
                "cannot load \(file): error unmarshaling JSON: while decoding JSON: json: cannot unmarshal "
                    + "\(value.goKind) into Go value of type v2.Metadata", file: file)
        }
    }
}

extension ParseLimits {
    /// Bounds on a chart's own files.
    static let chart = ParseLimits(maximumBytes: 32 << 20, maximumDepth: 300, maximumNodes: 5_000_000)
}

/// A chart that another one needs.
struct ChartDependency: Sendable {
    var name: String
    var version: String
    var repository: String
    var alias: String
    var condition: String
    var tags: [String]
    var importValues: [Value]
    var isEnabled = true
    var value: Object

    /// The name under which the dependency's values stand.
    var effectiveName: String { alias.isEmpty ? name : alias }

    static func list(_ value: Value?, file: String) throws(RenderError) -> [ChartDependency] {
        guard let value, !value.isNull else { return [] }
        guard let elements = value.arrayValue else {
            throw RenderError(.malformed, "cannot load \(file): dependencies is no list", file: file)
        }
        return elements.compactMap { element in
            guard let object = element.objectValue else { return nil }
            func text(_ key: String) -> String { object[key]?.looseText ?? "" }
            return ChartDependency(
                name: text("name"), version: text("version"), repository: text("repository"), alias: text("alias"),
                condition: text("condition"), tags: object["tags"]?.arrayValue?.compactMap(\.looseText) ?? [],
                importValues: object["import-values"]?.arrayValue ?? [], value: object)
        }
    }

    /// Whether a chart's version is one this dependency asks for.
    func accepts(version: String) -> Bool { VersionRange.contains(version, range: self.version) }
}

/// Compatibility of versions as Helm checks it.
enum VersionRange {
    static func contains(_ version: String, range: String) -> Bool {
        guard let version = try? SemanticVersion(version), let constraint = try? VersionConstraint(range) else {
            return false
        }
        return constraint.isSatisfied(by: version)
    }
}

extension Value {
    /// The value with the texts in it as Helm keeps those of a chart: every space is a blank, and what has no shape goes.
    fileprivate var printable: Value {
        switch self {
        case .string(let text) where !text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }):
            var kept = String.UnicodeScalarView()
            for scalar in text.unicodeScalars {
                if scalar.properties.isWhitespace {
                    kept.append(" ")
                } else if Value.isPrintable(scalar) {
                    kept.append(scalar)
                }
            }
            return .string(String(kept))
        case .array(let elements): return .array(elements.map(\.printable))
        case .object(let object): return .object(object.mapValues { $1.printable })
        default: return self
        }
    }

    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned: false
        default: true
        }
    }

    /// A scalar as text, the way Go's YAML reader fills a string field.
    var looseText: String? {
        switch self {
        case .string(let text): text
        case .int(let number): String(number)
        case .unsigned(let number): String(number)
        case .double: jsonText()
        case .bool(let flag): flag ? "true" : "false"
        default: nil
        }
    }
}
