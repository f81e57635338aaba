import SourceTrees
public import Values

extension SourceOptions {
    /// How an Application's source is rendered: the kind it names, or the kind its files tell.
    ///
    /// Fields that say nothing (`directory: {}`, `directory: {jsonnet: {}}`) do not choose a kind, as Argo CD drops them
    /// before it looks.
    ///
    /// - Parameters:
    ///   - declared: an Application's `source`, overrides merged in.
    ///   - source: the folder it renders, for detection.
    ///   - kustomize: what the host allows kustomizations, such as charts.
    /// - Throws: ``RenderError/Code/invalidOptions`` where the source names several kinds or a field has the wrong type.
    public init(
        declaredBy declared: Value, in source: RenderSource, kustomize: KustomizeOptions = KustomizeOptions()
    ) throws(RenderError) {
        var kinds: [SourceType] = []
        for (field, kind) in SourceOptions.kindFields where !SourceOptions.isEmpty(declared[field]) {
            kinds.append(kind)
        }
        guard kinds.count <= 1 else {
            throw RenderError(
                .invalidOptions,
                "the source names several kinds (\(kinds.map(\.rawValue).joined(separator: ", "))); keep one of them")
        }
        let kind = if let declared = kinds.first { declared } else { try SourceType.detect(in: source) }
        switch kind {
        case .directory:
            self = .directory(try DirectoryOptions(declaredBy: declared["directory"]))
        case .helm:
            self = .helm(try HelmOptions(declaredBy: declared["helm"]))
        case .kustomize:
            self = .kustomize(try KustomizeOptions(declaredBy: declared["kustomize"], base: kustomize))
        case .plugin:
            throw RenderError(
                .unsupported,
                "\(kind.rawValue) sources are not rendered yet; render this one to plain manifests",
                file: source.path.description)
        }
    }

    private static let kindFields: [(String, SourceType)] = [
        ("kustomize", .kustomize), ("helm", .helm), ("directory", .directory), ("plugin", .plugin),
    ]

    /// Whether a field holds nothing but empty and false values, at any depth.
    private static func isEmpty(_ value: Value?) -> Bool {
        switch value {
        case nil, .null, .bool(false), .string(""): true
        case .array(let elements): elements.isEmpty
        case .object(let members): members.allSatisfy { isEmpty($0.value) }
        default: false
        }
    }
}

extension DirectoryOptions {
    /// The options of an Application's `source.directory`.
    ///
    /// - Throws: ``RenderError/Code/invalidOptions`` where a field has the wrong type.
    public init(declaredBy directory: Value?) throws(RenderError) {
        self.init(
            recurse: try OptionField.bool(directory?["recurse"], at: "directory.recurse") ?? false,
            include: try OptionField.string(directory?["include"], at: "directory.include") ?? "",
            exclude: try OptionField.string(directory?["exclude"], at: "directory.exclude") ?? "",
            jsonnet: try JsonnetOptions(declaredBy: directory?["jsonnet"]))
    }
}

/// Reads fields of an Application's source, saying which one has the wrong type.
enum OptionField {
    static func string(_ value: Value?, at path: String) throws(RenderError) -> String? {
        switch value {
        case nil, .null: nil
        case .string(let text): text
        case .some(let other): throw wrongType(other, expected: "string", at: path)
        }
    }

    static func bool(_ value: Value?, at path: String) throws(RenderError) -> Bool? {
        switch value {
        case nil, .null: nil
        case .bool(let flag): flag
        case .some(let other): throw wrongType(other, expected: "boolean", at: path)
        }
    }

    static func wrongType(_ value: Value, expected: String, at path: String) -> RenderError {
        RenderError(.invalidOptions, "source.\(path) must be a \(expected), found a \(value.kindName)")
    }
}
