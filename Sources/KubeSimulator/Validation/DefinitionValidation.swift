import Values

/// The rules for CustomResourceDefinitions.
///
/// The server checks them in a form of its own, in which what all versions share stands at the top of `spec`; so do
/// the places in its messages.
struct DefinitionValidation {
    private let object: Value
    private let spec: Value
    private(set) var findings = Findings()

    init(_ object: Value) {
        self.object = object
        spec = object["spec"] ?? .object(Object())
    }

    /// What is wrong with a new definition.
    static func validate(_ object: Value, _ findings: inout Findings) {
        var validation = DefinitionValidation(object)
        validation.name()
        validation.checkSpec()
        validation.storedVersions()
        validation.approval(old: nil)
        validation.preserving(old: nil)
        findings.add(validation.findings.errors)
    }

    /// What is wrong with a changed definition.
    static func validateUpdate(_ object: Value, old: Value, _ findings: inout Findings) {
        var validation = DefinitionValidation(object)
        validation.checkSpec()
        validation.immutable(old)
        validation.storedVersions()
        validation.approval(old: old)
        validation.preserving(old: old)
        findings.add(validation.findings.errors)
    }

    private mutating func name() {
        let name = object["metadata"]?.text("name") ?? ""
        let wanted = "\(spec["names"]?.text("plural") ?? "").\(spec.text("group"))"
        if name != wanted, !name.isEmpty {
            findings.add(
                .invalid("metadata.name", .string(name), "must be spec.names.plural+\".\"+spec.group"))
        }
    }

    private mutating func immutable(_ old: Value) {
        let before = old["spec"] ?? .null
        func same(_ path: [String], _ field: String) -> FieldError? {
            let value = spec.value(at: path)
            return value == before.value(at: path) ? nil : .invalid(field, value ?? "", "field is immutable")
        }
        var errors: [FieldError?] = []
        if CustomDefinitions.isEstablished(old) {
            errors.append(same(["scope"], "spec.scope"))
            errors.append(same(["names", "kind"], "spec.names.kind"))
        }
        errors.append(same(["group"], "spec.group"))
        errors.append(same(["names", "plural"], "spec.names.plural"))
        for case .some(let error) in errors { findings.add(error) }
    }

    // MARK: - Spec

    private mutating func checkSpec() {
        group()
        findings.oneOf(spec["scope"], "spec.scope", ["Cluster", "Namespaced"], isRequired: true)
        let versions = spec.list("versions")
        schemas(versions)
        let shared = SharedVersionParts(versions)
        for (index, version) in versions.enumerated() {
            let field = "spec.versions[\(index)]"
            label(version.text("name"), "\(field).name")
            parts(version, field, schema: "\(field).schema", skips: shared)
        }
        counts(versions, shared)
        if let first = versions.first?.text("name"), !first.isEmpty { label(first, "spec.version") }
        for name in ["plural", "singular", "kind", "listKind"] where (spec["names"]?.text(name) ?? "").isEmpty {
            findings.required("spec.names.\(name)")
        }
        names()
        if let first = versions.first { parts(first, "spec", schema: "spec.validation", takes: shared) }
        conversion()
    }

    private mutating func group() {
        let group = spec.text("group")
        if group.isEmpty { return findings.required("spec.group") }
        let problems = NameRules.subdomain(group)
        if !problems.isEmpty {
            findings.add(.invalid("spec.group", .string(group), problems.joined(separator: ",")))
        } else if !group.contains(".") {
            findings.add(.invalid("spec.group", .string(group), "should be a domain with at least one dot"))
        }
    }

    private mutating func schemas(_ versions: [Value]) {
        for (index, version) in versions.enumerated()
        where version.isTrue("served") && version["schema"]?["openAPIV3Schema"] == nil {
            findings.required("spec.versions[\(index)].schema.openAPIV3Schema")
        }
    }

    private mutating func label(_ text: String, _ field: String) {
        let problems = NameRules.label1035(text)
        if !problems.isEmpty { findings.add(.invalid(field, .string(text), problems.joined(separator: ","))) }
    }

    private mutating func counts(_ versions: [Value], _ shared: SharedVersionParts) {
        let shown = spec["versions"].map { _ in Value.array(versions.map { shared.shown($0) }) } ?? .null
        if Set(versions.map { $0.text("name") }).count != versions.count {
            findings.add(.invalid("spec.versions", shown, "must contain unique version names"))
        }
        if versions.count(where: { $0.isTrue("storage") }) != 1 {
            findings.add(.invalid("spec.versions", shown, "must have exactly one version marked as storage version"))
        }
    }

    private mutating func names() {
        let names = spec["names"] ?? .null
        for name in ["plural", "singular"] where !names.text(name).isEmpty {
            label(names.text(name), "spec.names.\(name)")
        }
        for name in ["kind", "listKind"] where !names.text(name).isEmpty {
            let problems = NameRules.label1035(names.text(name).lowercased())
            if problems.isEmpty { continue }
            findings.add(
                .invalid(
                    "spec.names.\(name)", .string(names.text(name)),
                    "may have mixed case, but should otherwise match: \(problems.joined(separator: ","))"))
        }
        for (index, name) in names.list("shortNames").enumerated() {
            label(name.stringValue ?? "", "spec.names.shortNames[\(index)]")
        }
        if !names.text("kind").isEmpty, names.text("kind") == names.text("listKind") {
            findings.add(
                .invalid(
                    "spec.names.listKind", names["listKind"] ?? "", "kind and listKind may not be the same"))
        }
        for (index, name) in names.list("categories").enumerated() {
            label(name.stringValue ?? "", "spec.names.categories[\(index)]")
        }
    }

    // MARK: - Parts of versions

    /// Checks a version's schema, subresources and columns: those it shares with the others, or those it does not.
    private mutating func parts(
        _ version: Value, _ field: String, schema place: String, takes: SharedVersionParts? = nil,
        skips: SharedVersionParts? = nil
    ) {
        func concerns(_ part: String) -> Bool {
            takes.map { $0.names.contains(part) } ?? !(skips?.names.contains(part) ?? false)
        }
        if concerns("schema"), let schema = version["schema"]?["openAPIV3Schema"] {
            var checker = StructuralSchemaChecker(hasStatus: version["subresources"]?["status"] != nil)
            checker.check(schema, "\(place).openAPIV3Schema")
            findings.add(checker.errors)
        }
        if concerns("subresources") { subresources(version["subresources"], "\(field).subresources") }
        if concerns("additionalPrinterColumns") {
            for (index, column) in version.list("additionalPrinterColumns").enumerated() {
                self.column(column, "\(field).additionalPrinterColumns[\(index)]")
            }
        }
    }

    private mutating func subresources(_ subresources: Value?, _ field: String) {
        guard let scale = subresources?["scale"] else { return }
        for (name, part) in [("specReplicasPath", "spec"), ("statusReplicasPath", "status")] {
            let path = scale.text(name)
            if path.isEmpty {
                findings.required("\(field).scale.\(name)")
            } else if let problem = pathProblem(path) {
                findings.add(.invalid("\(field).scale.\(name)", .string(path), problem))
            } else if !path.hasPrefix(".\(part).") {
                findings.add(.invalid("\(field).scale.\(name)", .string(path), "should be a json path under .\(part)"))
            }
        }
        let path = scale.text("labelSelectorPath")
        guard !path.isEmpty else { return }
        if let problem = pathProblem(path) {
            findings.add(.invalid("\(field).scale.labelSelectorPath", .string(path), problem))
        } else if !path.hasPrefix(".spec."), !path.hasPrefix(".status.") {
            findings.add(
                .invalid(
                    "\(field).scale.labelSelectorPath", .string(path),
                    "should be a json path under either .spec or .status"))
        }
    }

    private func pathProblem(_ path: String) -> String? {
        path.hasPrefix(".") ? nil : "must be a simple json path starting with ."
    }

    private mutating func column(_ column: Value, _ field: String) {
        let types = ["boolean", "date", "integer", "number", "string"]
        let formats = ["byte", "date", "date-time", "double", "float", "int32", "int64", "password"]
        if column.text("name").isEmpty { findings.required("\(field).name") }
        let type = column.text("type")
        let typeHint = "must be one of \(types.joined(separator: ","))"
        if type.isEmpty {
            findings.required("\(field).type", typeHint)
        } else if !types.contains(type) {
            findings.add(.invalid("\(field).type", .string(type), typeHint))
        }
        let format = column.text("format")
        if !format.isEmpty, !formats.contains(format) {
            findings.add(
                .invalid(
                    "\(field).format", .string(format), "must be one of \(formats.joined(separator: ","))"))
        }
        let path = column.text("jsonPath")
        if path.isEmpty {
            findings.required("\(field).JSONPath")
        } else if let problem = pathProblem(path) {
            findings.add(.invalid("\(field).JSONPath", .string(path), problem))
        }
    }

    // MARK: - Conversion, status, approval

    private mutating func conversion() {
        guard let conversion = spec["conversion"] else { return }
        let field = "spec.conversion"
        findings.oneOf(conversion["strategy"], "\(field).strategy", ["None", "Webhook"], isRequired: true)
        let webhook = conversion["webhook"]
        guard conversion.text("strategy") == "Webhook" else {
            if webhook?["clientConfig"] != nil {
                findings.add(
                    .forbidden(
                        "\(field).webhookClientConfig", "should not be set when strategy is not set to Webhook"))
            }
            if !(webhook?.list("conversionReviewVersions") ?? []).isEmpty {
                findings.add(
                    .forbidden(
                        "\(field).conversionReviewVersions", "should not be set when strategy is not set to Webhook"))
            }
            return
        }
        if let client = webhook?["clientConfig"] {
            if (client["url"] == nil) == (client["service"] == nil) {
                findings.required("\(field).webhookClientConfig", "exactly one of url or service is required")
            }
        } else {
            findings.required("\(field).webhookClientConfig", "required when strategy is set to Webhook")
        }
        let versions = webhook?.list("conversionReviewVersions") ?? []
        if versions.isEmpty {
            findings.required("\(field).conversionReviewVersions")
        } else if !versions.contains("v1"), !versions.contains("v1beta1") {
            findings.add(
                .invalid(
                    "\(field).conversionReviewVersions", .array(versions), "must include at least one of v1, v1beta1"))
        }
    }

    private mutating func storedVersions() {
        let field = "status.storedVersions"
        let stored = object["status"]?.list("storedVersions").compactMap(\.stringValue) ?? []
        guard !stored.isEmpty else {
            return findings.add(.invalid(field, .null, "must have at least one stored version"))
        }
        let versions = spec.list("versions").map { $0.text("name") }
        for (index, name) in stored.enumerated() where !versions.contains(name) {
            findings.add(
                .invalid(
                    "\(field)[\(index)]", .string(name),
                    "missing from spec.versions; \(name) was previously a storage version, and must remain in "
                        + "spec.versions until a storage migration ensures no data remains persisted in \(name) and "
                        + "removes \(name) from status.storedVersions"))
        }
    }

    private static let approvalKey = "api-approved.kubernetes.io"

    private mutating func approval(old: Value?) {
        let group = spec.text("group")
        let isProtected = ["k8s.io", "kubernetes.io"].contains { group == $0 || group.hasSuffix("." + $0) }
        let key = DefinitionValidation.approvalKey
        let text = object["metadata"]?["annotations"]?.text(key) ?? ""
        guard isProtected, old.map({ ($0["metadata"]?["annotations"]?.text(key) ?? "") != text }) ?? true else {
            return
        }
        let advice = "see https://github.com/kubernetes/enhancements/pull/1111"
        let field = "metadata.annotations[\(key)]"
        if text.isEmpty {
            findings.required(field, "protected groups must have approval annotation \"\(key)\", \(advice)")
        } else if !text.hasPrefix("unapproved"), !text.contains("://") {
            findings.add(
                .invalid(
                    field, .string(text),
                    "protected groups must have approval annotation \"\(key)\" with either a URL or a reason starting "
                        + "with \"unapproved\", \(advice)"))
        }
    }

    private mutating func preserving(old: Value?) {
        guard spec.isTrue("preserveUnknownFields"), old?["spec"]?.isTrue("preserveUnknownFields") != true else {
            return
        }
        findings.add(
            .invalid(
                "spec.preserveUnknownFields", true,
                "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead"
            ))
    }
}

/// What all versions of a definition have alike, which the server moves to the top of `spec`.
private struct SharedVersionParts {
    let names: Set<String>

    init(_ versions: [Value]) {
        let parts = ["schema", "subresources", "additionalPrinterColumns", "selectableFields"]
        names = Set(parts.filter { part in versions.allSatisfy { $0[part] == versions[0][part] } })
    }

    /// A version as the server's messages show it.
    func shown(_ version: Value) -> Value {
        func part(_ name: String) -> Value { names.contains(name) ? .null : version[name] ?? .null }
        return [
            "Name": version["name"] ?? "", "Served": version["served"] ?? false, "Storage": version["storage"] ?? false,
            "Deprecated": version["deprecated"] ?? false, "DeprecationWarning": version["deprecationWarning"] ?? .null,
            "Schema": part("schema"), "Subresources": part("subresources"),
            "AdditionalPrinterColumns": part("additionalPrinterColumns"), "SelectableFields": part("selectableFields"),
        ]
    }
}
