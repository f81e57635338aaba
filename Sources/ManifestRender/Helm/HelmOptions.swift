public import Values

/// What a user can set for a chart: Argo CD's `source.helm`, and what `helm template` takes on its command line.
///
/// Values come together in this order, each over the ones before: the chart's own, ``valueFiles``, ``values``,
/// ``valuesObject``, ``setJSON``, ``set`` and ``parameters``, ``setString``, ``setFile`` and ``fileParameters``,
/// ``setLiteral``.
public struct HelmOptions: Hashable, Sendable {
    /// Name of the release; nil takes the application's name from the context.
    public var releaseName: String?
    /// Files of values, in order.
    public var valueFiles: [HelmValueFile]
    /// Whether a value file that is not there is passed over.
    public var ignoresMissingValueFiles: Bool
    /// Values as YAML text.
    public var values: String
    /// Values as a tree.
    public var valuesObject: Value?
    /// Expressions of `--set`.
    public var set: [String]
    /// Expressions of `--set-string`.
    public var setString: [String]
    /// Expressions of `--set-json`.
    public var setJSON: [String]
    /// Expressions of `--set-file`, whose values name files.
    public var setFile: [String]
    /// Expressions of `--set-literal`: one name each, whose value is all that follows `=`.
    public var setLiteral: [String]
    /// Argo CD's parameters, which become `--set` or `--set-string`.
    public var parameters: [HelmParameter]
    /// Argo CD's file parameters: name and path of a file.
    public var fileParameters: [HelmFileParameter]
    /// Texts of files the host has read itself, by the names under which ``setFile`` and ``fileParameters`` ask for them.
    public var fileContents: [String: String]
    /// Whether the objects of `crds/` are rendered.
    public var includesCRDs: Bool
    /// Whether hooks of tests are left out.
    public var skipsTests: Bool
    /// Whether `values.schema.json` is passed over.
    public var skipsSchemaValidation: Bool
    /// Whether `.Release.IsUpgrade` is set instead of `.Release.IsInstall`.
    public var isUpgrade: Bool
    /// Version of Kubernetes; nil takes the context's.
    public var kubeVersion: String?
    /// API versions beyond the built-in ones and the context's.
    public var apiVersions: [String]
    /// Namespace of the release; nil takes the context's.
    public var namespace: String?

    /// Options; the defaults are those of `helm template`.
    public init(
        releaseName: String? = nil, valueFiles: [HelmValueFile] = [], ignoresMissingValueFiles: Bool = false,
        values: String = "", valuesObject: Value? = nil, set: [String] = [], setString: [String] = [],
        setJSON: [String] = [], setFile: [String] = [], setLiteral: [String] = [], parameters: [HelmParameter] = [],
        fileParameters: [HelmFileParameter] = [], fileContents: [String: String] = [:], includesCRDs: Bool = false,
        skipsTests: Bool = false,
        skipsSchemaValidation: Bool = false, isUpgrade: Bool = false, kubeVersion: String? = nil,
        apiVersions: [String] = [], namespace: String? = nil
    ) {
        self.releaseName = releaseName
        self.valueFiles = valueFiles
        self.ignoresMissingValueFiles = ignoresMissingValueFiles
        self.values = values
        self.valuesObject = valuesObject
        self.set = set
        self.setString = setString
        self.setJSON = setJSON
        self.setFile = setFile
        self.setLiteral = setLiteral
        self.parameters = parameters
        self.fileParameters = fileParameters
        self.fileContents = fileContents
        self.includesCRDs = includesCRDs
        self.skipsTests = skipsTests
        self.skipsSchemaValidation = skipsSchemaValidation
        self.isUpgrade = isUpgrade
        self.kubeVersion = kubeVersion
        self.apiVersions = apiVersions
        self.namespace = namespace
    }
}

/// A file of values.
public enum HelmValueFile: Hashable, Sendable {
    /// A file of the tree: relative to the chart, from the root of the tree with a leading `/`, or `$name/…` in another
    /// source. `*` in it takes all files that match, in order.
    case path(String)
    /// A text the host has already, with a name for messages.
    case content(name: String, text: String)
}

/// A parameter of an Application: a name with dots and a value.
public struct HelmParameter: Hashable, Sendable {
    /// Where the value goes, such as `image.tag`.
    public var name: String
    /// The value.
    public var value: String
    /// Whether the value stays text even where it looks like a number or a boolean.
    public var forceString: Bool

    /// A parameter.
    public init(name: String, value: String, forceString: Bool = false) {
        self.name = name
        self.value = value
        self.forceString = forceString
    }

    /// The expression for `--set`, in which commas of the value are escaped unless it is a list.
    var expression: String {
        if value.hasPrefix("{"), value.hasSuffix("}") { return "\(name)=\(value)" }
        var escaped = String.UnicodeScalarView()
        var previous: Unicode.Scalar?
        for scalar in value.unicodeScalars {
            if scalar == ",", previous != "\\" { escaped.append("\\") }
            escaped.append(scalar)
            previous = scalar
        }
        return "\(name)=\(String(escaped))"
    }
}

/// A parameter whose value is a file's text.
public struct HelmFileParameter: Hashable, Sendable {
    /// Where the text goes.
    public var name: String
    /// The file, relative to the chart.
    public var path: String

    /// A file parameter.
    public init(name: String, path: String) {
        self.name = name
        self.path = path
    }
}
