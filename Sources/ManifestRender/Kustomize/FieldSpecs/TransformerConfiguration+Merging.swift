internal import Values

extension TransformerConfiguration {
    /// Adds what another configuration names.
    ///
    /// - Throws: `RenderError` where both name a field, one to be made where it is missing and one not.
    mutating func merge(_ other: TransformerConfiguration) throws(RenderError) {
        for list in TransformerConfiguration.lists {
            // Layers mostly share the standard tables, which are one and the same array.
            if self[keyPath: list.path] == other[keyPath: list.path] { continue }
            do throws(RenderError) {
                try self[keyPath: list.path].merge(other[keyPath: list.path])
            } catch {
                throw RenderError(error.code, "failed to merge \(list.name) fieldSpec: \(error.message)")
            }
        }
        if nameReference != other.nameReference { try mergeNameReferences(other.nameReference) }
    }

    /// Puts every list in the order in which the tool keeps it after each merge: by kind. It decides which of two specs
    /// of one field is there first.
    mutating func sort() {
        for list in TransformerConfiguration.lists { self[keyPath: list.path].sortByKind() }
    }

    private mutating func mergeNameReferences(_ incoming: [NameReferenceSpec]) throws(RenderError) {
        struct Target: Hashable {
            var group: String
            var version: String
            var kind: String
        }
        func target(_ spec: NameReferenceSpec) -> Target {
            Target(group: spec.group, version: spec.version, kind: spec.kind)
        }
        var positions: [Target: Int] = [:]
        for (position, spec) in nameReference.enumerated() { positions[target(spec)] = position }
        for spec in incoming {
            guard let position = positions[target(spec)] else {
                positions[target(spec)] = nameReference.count
                nameReference.append(spec)
                continue
            }
            if nameReference[position].fields != spec.fields {
                try nameReference[position].fields.merge(spec.fields)
            }
        }
    }

    /// Every list of fields, by the name it has in configuration files.
    private static var lists: [(name: String, path: WritableKeyPath<TransformerConfiguration, [FieldSpec]>)] {
        [
            ("namePrefix", \.namePrefix), ("nameSuffix", \.nameSuffix), ("namespace", \.namespace),
            ("commonLabels", \.commonLabels), ("labels", \.labels), ("templateLabels", \.templateLabels),
            ("commonAnnotations", \.commonAnnotations), ("varReference", \.varReference), ("images", \.images),
            ("replicas", \.replicas),
        ]
    }

    // MARK: - Files

    /// Adds what the files of `configurations` name.
    ///
    /// - Throws: `RenderError` for a file that cannot be read or contradicts what is there.
    mutating func merge(files paths: [String], loader: KustomizeLoader) throws(RenderError) {
        for path in paths {
            let value = try PluginConfiguration.value(try loader.load(path), file: path)
            do throws(RenderError) {
                try merge(TransformerConfiguration(value))
            } catch {
                throw RenderError(error.code, error.message, file: error.file ?? path)
            }
        }
    }

    /// Reads the tables of a configuration file.
    init(_ value: Value) throws(RenderError) {
        self.init()
        var fields = try FieldDecoder(value, type: "TransformerConfig", mode: .configuration)
        for list in TransformerConfiguration.lists {
            self[keyPath: list.path] = try fields.list(list.name, of: "FieldSpec", FieldSpec.init)
        }
        nameReference = try fields.list("nameReference", of: "NameBackReferences") { fields throws(RenderError) in
            NameReferenceSpec(
                group: try fields.string("group"), version: try fields.string("version"),
                kind: try fields.string("kind"),
                fields: try fields.list("fieldSpecs", of: "FieldSpec", FieldSpec.init))
        }
        try fields.finish()
    }
}
