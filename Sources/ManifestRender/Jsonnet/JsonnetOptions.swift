public import Values

/// How Jsonnet files are evaluated: Argo CD's `source.directory.jsonnet`.
public struct JsonnetOptions: Hashable, Sendable {
    /// A variable that the files can see.
    public struct Variable: Hashable, Sendable {
        /// What the files call it by.
        public var name: String
        /// A string, or an expression where ``isCode`` says so; `$NAME` stands for the build environment's variables.
        public var value: String
        /// Whether ``value`` is an expression.
        public var isCode: Bool

        /// A variable.
        public init(name: String, value: String, isCode: Bool = false) {
            self.name = name
            self.value = value
            self.isCode = isCode
        }
    }

    /// What `std.extVar` tells.
    public var externalVariables: [Variable]
    /// Arguments for files that are functions.
    public var topLevelArguments: [Variable]
    /// Folders to look for imports in, from the root of the tree, the last one first; the importing file's own folder
    /// comes before them all, the source's folder after them.
    public var libraries: [String]

    /// Options; the defaults give no variables.
    public init(
        externalVariables: [Variable] = [], topLevelArguments: [Variable] = [], libraries: [String] = []
    ) {
        self.externalVariables = externalVariables
        self.topLevelArguments = topLevelArguments
        self.libraries = libraries
    }
}

extension JsonnetOptions {
    /// The options of an Application's `source.directory.jsonnet`.
    ///
    /// - Throws: ``RenderError/Code/invalidOptions`` where a field has the wrong type.
    public init(declaredBy jsonnet: Value?) throws(RenderError) {
        let place = "directory.jsonnet"
        var libraries: [String] = []
        for (index, element) in try JsonnetOptions.list(jsonnet?["libs"], at: "\(place).libs").enumerated() {
            if let path = try OptionField.string(element, at: "\(place).libs[\(index)]") { libraries.append(path) }
        }
        self.init(
            externalVariables: try JsonnetOptions.variables(jsonnet?["extVars"], at: "\(place).extVars"),
            topLevelArguments: try JsonnetOptions.variables(jsonnet?["tlas"], at: "\(place).tlas"),
            libraries: libraries)
    }

    private static func variables(_ value: Value?, at place: String) throws(RenderError) -> [Variable] {
        var variables: [Variable] = []
        for (index, element) in try list(value, at: place).enumerated() {
            let place = "\(place)[\(index)]"
            guard case .object = element else { throw OptionField.wrongType(element, expected: "object", at: place) }
            variables.append(
                Variable(
                    name: try OptionField.string(element["name"], at: "\(place).name") ?? "",
                    value: try OptionField.string(element["value"], at: "\(place).value") ?? "",
                    isCode: try OptionField.bool(element["code"], at: "\(place).code") ?? false))
        }
        return variables
    }

    private static func list(_ value: Value?, at place: String) throws(RenderError) -> [Value] {
        switch value {
        case nil, .null: []
        case .array(let elements): elements
        case .some(let other): throw OptionField.wrongType(other, expected: "list", at: place)
        }
    }
}
