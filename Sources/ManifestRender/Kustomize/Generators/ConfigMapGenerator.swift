internal import Values

/// `configMapGenerator` and `secretGenerator`: makes a ConfigMap or a Secret from files and literals.
struct ConfigMapGenerator: KustomizeGenerator {
    enum Kind: String {
        case configMap = "ConfigMap"
        case secret = "Secret"
    }

    let kind: Kind
    let arguments: ConfigMapArguments
    let loader: KustomizeLoader

    /// - Parameters:
    ///   - globals: the kustomization's `generatorOptions`, which hold where the generator says nothing.
    init(_ kind: Kind, _ arguments: ConfigMapArguments, globals: GeneratorOptions? = nil, loader: KustomizeLoader) {
        self.kind = kind
        self.loader = loader
        var arguments = arguments
        if let globals { arguments.options = GeneratorOptions(arguments.options ?? .init(), over: globals) }
        self.arguments = arguments
    }

    func generate() throws(RenderError) -> [KustomizeResource] {
        guard !arguments.name.isEmpty else { throw RenderError(.malformed, "a configmap must have a name") }
        var object: Value = ["apiVersion": "v1", "kind": .string(kind.rawValue)]
        object.set(.string(arguments.name), at: ["metadata", "name"])
        if !arguments.namespace.isEmpty {
            object.set(.string(arguments.namespace), at: ["metadata", "namespace"])
        }
        if kind == .secret {
            object["type"] = .string(arguments.type.isEmpty ? "Opaque" : arguments.type)
            // A Secret has its data even where there is none.
            object["data"] = .object(Object())
        }
        for pair in try KeyValueSources(loader: loader).pairs(of: arguments) {
            try WrittenText.check(key: pair.key)
            switch kind {
            case .configMap: try GeneratedData.addToConfigMap(pair.value, key: pair.key, in: &object)
            case .secret: object.set(.string(GeneratedData.base64(pair.value)), at: ["data", pair.key])
            }
        }
        try arguments.options?.apply(to: &object)
        var resource = KustomizeResource(object)
        resource.needsHash = !(arguments.options?.disableNameSuffixHash ?? false)
        resource.behavior = KustomizeResource.Behavior(rawValue: arguments.behavior) ?? .unspecified
        return [resource]
    }
}

extension GeneratorOptions {
    /// Options of one generator over those of all: a label of the one wins, a switch that either turns on is on.
    init(_ local: GeneratorOptions, over globals: GeneratorOptions) {
        self = local
        labels = globals.labels.map { $0.merging(local.labels ?? [:]) { $1 } } ?? local.labels
        annotations = globals.annotations.map { $0.merging(local.annotations ?? [:]) { $1 } } ?? local.annotations
        disableNameSuffixHash = local.disableNameSuffixHash || globals.disableNameSuffixHash
        immutable = local.immutable || globals.immutable
    }

    fileprivate func apply(to object: inout Value) throws(RenderError) {
        for (field, pairs) in [("labels", labels), ("annotations", annotations)] {
            for (key, text) in (pairs ?? [:]).sorted(by: { $0.key < $1.key }) {
                try WrittenText.check(key: key)
                try WrittenText.check(text)
                object.set(.string(text), at: ["metadata", field, key])
            }
        }
        if immutable { object["immutable"] = .bool(true) }
    }
}
