import Values

/// The rules for `metadata`, which all kinds share.
enum MetadataRules {
    static let annotationLimit = 256 * 1024

    static func validate(_ object: Value, _ definition: ResourceDefinition) -> [FieldError] {
        var errors: [FieldError] = []
        let metadata = object["metadata"] ?? .null
        let name = metadata.text("name")
        let rule = nameRule(definition)
        if let prefix = metadata["generateName"]?.stringValue, !prefix.isEmpty {
            let shown = prefix.last == "-" || prefix.last == "." ? String(prefix.dropLast()) + "a" : prefix
            errors += rule(shown).map { .invalid("metadata.generateName", .string(prefix), $0) }
        }
        if name.isEmpty {
            errors.append(.required("metadata.name", "name or generateName is required"))
        } else {
            errors += rule(name).map { .invalid("metadata.name", .string(name), $0) }
        }
        return errors + common(metadata)
    }

    private static func common(_ metadata: Value) -> [FieldError] {
        var errors: [FieldError] = []
        errors += labels(metadata["labels"], "metadata.labels")
        errors += annotations(metadata["annotations"], "metadata.annotations")
        errors += owners(metadata)
        errors += finalizers(metadata)
        return errors
    }

    /// References without those that stand there more than once.
    static func withoutRepeats(_ references: Value) -> Value {
        guard case .array(let list) = references else { return references }
        var seen: Set<Value> = []
        return .array(list.filter { seen.insert($0).inserted })
    }

    static func labels(_ labels: Value?, _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        guard let labels = labels?.objectValue, !labels.allSatisfy(isLabel) else { return errors }
        for member in labels.sorted(by: { byBytes($0.key, $1.key) }) {
            errors += NameRules.qualifiedName(member.key).map { .invalid(field, .string(member.key), $0) }
            let value = member.value.stringValue ?? ""
            errors += NameRules.labelValue(value).map { .invalid(field, .string(value), $0) }
        }
        return errors
    }

    private static func isLabel(_ member: Object.Member) -> Bool {
        guard case .string(let value) = member.value else { return false }
        return NameRules.qualifiedName(member.key).isEmpty && NameRules.labelValue(value).isEmpty
    }

    static func annotations(_ annotations: Value?, _ field: String) -> [FieldError] {
        guard let members = annotations?.objectValue, !members.isEmpty else { return [] }
        var errors: [FieldError] = []
        var size = 0
        for member in members.sorted(by: { byBytes($0.key, $1.key) }) {
            errors += NameRules.qualifiedName(member.key.lowercased()).map { .invalid(field, .string(member.key), $0) }
            size += member.key.utf8.count + (member.value.stringValue ?? "").utf8.count
        }
        if size > annotationLimit { errors.append(.tooLong(field, annotationLimit)) }
        return errors
    }

    private static func owners(_ metadata: Value) -> [FieldError] {
        var errors: [FieldError] = []
        var controllers: [Value] = []
        for reference in metadata.list("ownerReferences") {
            let field = "metadata.ownerReferences"
            let version = reference.text("apiVersion")
            if version.isEmpty {
                errors.append(.invalid("\(field).apiVersion", .string(version), "version must not be empty"))
            }
            if reference.text("kind").isEmpty { errors.append(.invalid("\(field).kind", "", "must not be empty")) }
            if reference.text("name").isEmpty { errors.append(.invalid("\(field).name", "", "must not be empty")) }
            if reference.text("uid").isEmpty { errors.append(.invalid("\(field).uid", "", "must not be empty")) }
            if version == "v1", reference.text("kind") == "Event" {
                errors.append(.invalid(field, reference, "/v1, Kind=Event is disallowed from being an owner"))
            }
            if reference.isTrue("controller") { controllers.append(reference) }
        }
        if controllers.count > 1 {
            errors.append(
                .invalid(
                    "metadata.ownerReferences", metadata["ownerReferences"] ?? .null,
                    "Only one reference can have Controller set to true. Found \"true\" in references for \(controllers[0].text("kind"))/\(controllers[0].text("name")) and \(controllers[1].text("kind"))/\(controllers[1].text("name"))"
                ))
        }
        return errors
    }

    private static let standardFinalizers: Set<String> = ["kubernetes", "foregroundDeletion", "orphan"]

    private static func finalizers(_ metadata: Value) -> [FieldError] {
        var errors: [FieldError] = []
        let names = metadata.list("finalizers").compactMap(\.stringValue)
        for name in names {
            let problems = NameRules.qualifiedName(name)
            errors += problems.map { .invalid("metadata.finalizers", .string(name), $0) }
        }
        if names.contains("orphan"), names.contains("foregroundDeletion") {
            errors.append(
                .invalid(
                    "metadata.finalizers", metadata["finalizers"] ?? .null,
                    "finalizer orphan and foregroundDeletion cannot be both set"))
        }
        for (index, name) in names.enumerated() where !name.contains("/") && !standardFinalizers.contains(name) {
            errors.append(
                .invalid(
                    "metadata.finalizers[\(index)]", .string(name),
                    "name is neither a standard finalizer name nor is it fully qualified"))
        }
        return errors
    }

    /// - Parameter isClean: whether ``full(_:)`` has found nothing.
    static func validateUpdate(
        _ object: Value, old: Value, _ definition: ResourceDefinition, isClean: Bool
    ) -> [FieldError] {
        var errors: [FieldError] = []
        let metadata = object["metadata"] ?? .null
        let before = old["metadata"] ?? .null
        if before["deletionTimestamp"] != nil {
            let known = Set(before.list("finalizers").compactMap(\.stringValue))
            let added = metadata.list("finalizers").compactMap(\.stringValue).filter { !known.contains($0) }
            if !added.isEmpty {
                let list = added.map { "\"\($0)\"" }.joined(separator: ", ")
                errors.append(
                    .forbidden(
                        "metadata.finalizers",
                        "no new finalizers can be added if the object is being deleted, found new finalizers []string{\(list)}"
                    ))
            }
        }
        if let uid = metadata["uid"], uid != before["uid"] {
            errors.append(.invalid("metadata.uid", uid, "field is immutable"))
        }
        for name in ["deletionTimestamp", "deletionGracePeriodSeconds"] where metadata[name] != before[name] {
            errors.append(.invalid("metadata.\(name)", metadata[name] ?? .null, "field is immutable"))
        }
        if isClean { return errors }
        return labels(metadata["labels"], "metadata.labels")
            + annotations(metadata["annotations"], "metadata.annotations")
            + owners(metadata) + errors
    }

    /// The checks that do not look at the state before.
    static func full(_ object: Value) -> [FieldError] { common(object["metadata"] ?? .null) }

    /// The rule for names of a kind.
    private static func nameRule(_ definition: ResourceDefinition) -> (String) -> [String] {
        if definition.custom != nil { return NameRules.subdomain }
        switch definition.kind {
        case "Namespace": return NameRules.label
        case "Service": return NameRules.label
        case "Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding": return NameRules.pathSegment
        default: return NameRules.subdomain
        }
    }
}
