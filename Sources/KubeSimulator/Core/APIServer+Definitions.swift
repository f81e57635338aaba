import KubeClient
import Values

/// The life of CustomResourceDefinitions: names are accepted, objects go before their definition does.
extension APIServer {
    static let cleanupFinalizer = "customresourcecleanup.apiextensions.k8s.io"

    /// The name of the definition behind a custom resource.
    private func definitionName(_ definition: ResourceDefinition) -> String {
        "\(definition.resource).\(definition.group)"
    }

    /// Whether a custom resource's definition is on its way out.
    func isTerminating(_ definition: ResourceDefinition) -> Bool {
        guard definition.isCustom, let value = object(.definitions, "", definitionName(definition)) else {
            return false
        }
        return value["metadata"]?["deletionTimestamp"] != nil
    }

    /// Marks a definition for deletion.
    mutating func markDefinition(_ object: Value, _ name: String, isDryRun: Bool) -> Value {
        guard let definition = registry.storageDefinition(.definitions) else { return object }
        var value = object
        value["metadata"]?["deletionTimestamp"] = .string(now.text)
        let finalizers = value["metadata"]?.list("finalizers") ?? []
        if !finalizers.contains(.string(APIServer.cleanupFinalizer)) {
            value["metadata"]?["finalizers"] = .array(finalizers + [.string(APIServer.cleanupFinalizer)])
        }
        CustomDefinitions.setTerminating(
            &value, "InstanceDeletionPending",
            "CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon", now: now)
        MetadataOrder.arrange(&value, reservesVersion: false)
        return isDryRun ? value : commit(value, definition, "", name)
    }

    /// Deletes the objects of a definition that is on its way out, and then the definition.
    mutating func cleanDefinition(_ name: String) {
        let now = now
        systemUpdate(.definitions, "", name, manager: "kube-apiserver") {
            CustomDefinitions.setTerminating(
                &$0, "InstanceDeletionInProgress", "CustomResource deletion is in progress", now: now)
        }
        guard let spec = object(.definitions, "", name)?["spec"] else { return }
        let resource = ResourceID(group: spec.text("group"), resource: spec["names"]?.text("plural") ?? "")
        for entry in store.list(resource, namespace: nil) { systemDelete(resource, entry.namespace, entry.name) }
        finishDefinition(resource)
    }

    /// Removes a definition that is on its way out once no object of it is left.
    mutating func finishDefinition(_ resource: ResourceID) {
        let name = "\(resource.resource).\(resource.group)"
        guard let value = object(.definitions, "", name), value["metadata"]?["deletionTimestamp"] != nil,
            store.buckets[resource]?.count ?? 0 == 0, let definition = registry.storageDefinition(.definitions)
        else { return }
        let others = (value["metadata"]?.list("finalizers") ?? []).filter { $0 != .string(APIServer.cleanupFinalizer) }
        if others.isEmpty {
            erase(definition, "", name)
        } else {
            systemUpdate(.definitions, "", name, manager: "kube-apiserver") {
                $0["metadata"]?["finalizers"] = .array(others)
            }
        }
    }

    /// Accepts the names of a new definition as far as no other one of its group has them.
    mutating func acceptNames(_ name: String) {
        guard let value = object(.definitions, "", name), !CustomDefinitions.isEstablished(value) else { return }
        let used = usedNames(in: value["spec"]?.text("group") ?? "", besides: name)
        let now = now
        systemUpdate(.definitions, "", name, manager: "kube-apiserver") {
            $0["status"] = CustomDefinitions.establishedStatus($0, used: used, now: now)
        }
    }

    /// Lets the definitions of a group try again that were refused their names.
    mutating func retryNames(in group: String) {
        for entry in store.list(.definitions, namespace: nil) where entry.object.value["spec"]?.text("group") == group {
            acceptNames(entry.name)
        }
    }

    private mutating func usedNames(in group: String, besides name: String) -> CustomDefinitions.UsedNames {
        var used = CustomDefinitions.UsedNames()
        for entry in store.list(.definitions, namespace: nil)
        where entry.name != name && entry.object.value["spec"]?.text("group") == group {
            let names = entry.object.value["status"]?["acceptedNames"]
            for key in ["plural", "singular"] { used.resources.insert(names?.text(key) ?? "") }
            for short in names?.list("shortNames") ?? [] { used.resources.insert(short.stringValue ?? "") }
            for key in ["kind", "listKind"] { used.kinds.insert(names?.text(key) ?? "") }
        }
        return used
    }
}

extension CustomDefinitions {
    /// The names that other definitions of a group have.
    struct UsedNames {
        var resources: Set<String> = []
        var kinds: Set<String> = []
    }

    static func setTerminating(_ value: inout Value, _ reason: String, _ message: String, now: Timestamp) {
        var conditions = value["status"]?.list("conditions") ?? []
        let position = conditions.firstIndex { $0.text("type") == "Terminating" }
        var condition =
            position.map { conditions[$0] } ?? [
                "type": "Terminating", "status": "True", "lastTransitionTime": .string(now.text),
            ]
        condition["reason"] = .string(reason)
        condition["message"] = .string(message)
        if let position { conditions[position] = condition } else { conditions.append(condition) }
        value.set(.array(conditions), at: ["status", "conditions"])
    }

    /// The status that the server's own controllers write: names accepted or not, established or not.
    static func establishedStatus(_ value: Value, used: UsedNames, now: Timestamp) -> Value {
        let wanted = value["spec", "names"] ?? .object(Object())
        var accepted: Object = ["plural": "", "kind": ""]
        var refusal: (reason: String, message: String)?
        func accept(_ key: String, _ taken: Set<String>, _ reason: String) {
            let text = wanted.text(key)
            if taken.contains(text), !text.isEmpty {
                refusal = (reason, "\(Value.string(text).jsonText(.compact)) is already in use")
            } else if !text.isEmpty {
                accepted[key] = .string(text)
            }
        }
        accept("plural", used.resources, "PluralConflict")
        accept("singular", used.resources, "SingularConflict")
        let shorts = wanted.list("shortNames").compactMap(\.stringValue)
        let clashes = shorts.filter(used.resources.contains)
        if !clashes.isEmpty {
            let list = clashes.map { "\"\($0)\" is already in use" }.joined(separator: ", ")
            refusal = ("ShortNamesConflict", clashes.count == 1 ? list : "[\(list)]")
        } else if !shorts.isEmpty {
            accepted["shortNames"] = .array(shorts.map(Value.string))
        }
        accept("kind", used.kinds, "KindConflict")
        accept("listKind", used.kinds, "ListKindConflict")
        if let categories = wanted["categories"] { accepted["categories"] = categories }
        return [
            "conditions": .array(conditions(refusal, now: now)), "acceptedNames": .object(accepted),
            "storedVersions": value["status"]?["storedVersions"] ?? [],
        ]
    }

    private static func conditions(_ refusal: (reason: String, message: String)?, now: Timestamp) -> [Value] {
        func condition(_ type: String, _ reason: String, _ message: String) -> Value {
            [
                "type": .string(type), "status": refusal == nil ? "True" : "False",
                "lastTransitionTime": .string(now.text), "reason": .string(reason), "message": .string(message),
            ]
        }
        guard let refusal else {
            return [
                condition("NamesAccepted", "NoConflicts", "no conflicts found"),
                condition(
                    "Established", "InitialNamesAccepted", "the initial names have been accepted"),
            ]
        }
        return [
            condition("NamesAccepted", refusal.reason, refusal.message),
            condition("Established", "NotAccepted", "not all names are accepted"),
        ]
    }
}
