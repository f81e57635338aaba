internal import GoTemplate
internal import Values

/// One document of a rendered template.
struct ChartDocument: Sendable {
    /// The template's path.
    var source: String
    /// The document's text.
    var text: String
    /// What the document says.
    var value: Value
    var kind: String
    /// The events a hook runs at; nil for an ordinary object.
    var hookEvents: [String]?

    var isTest: Bool { hookEvents?.contains("test") ?? false }
}

/// Cuts rendered templates into documents and orders them as Helm installs them.
enum ManifestSorting {
    private static let events: Set<String> = [
        "pre-install", "post-install", "pre-delete", "post-delete", "pre-upgrade", "post-upgrade", "pre-rollback",
        "post-rollback", "test", "test-success",
    ]

    /// The documents of rendered templates: ordinary ones and hooks.
    static func sort(
        _ files: [String: String]
    ) throws(RenderError) -> (manifests: [ChartDocument], hooks: [ChartDocument]) {
        var manifests: [ChartDocument] = []
        var hooks: [ChartDocument] = []
        let paths = files.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        for path in paths {
            for text in split(files[path] ?? "") {
                guard let document = try document(text, path: path) else { continue }
                if document.hookEvents == nil { manifests.append(document) } else { hooks.append(document) }
            }
        }
        return (ordered(manifests), ordered(hooks))
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) }

    /// The pieces between lines that begin with `---`.
    ///
    /// White space on both sides belongs to the separator, so one that follows another at once is text of the piece.
    static func split(_ text: String) -> [String] {
        let bytes = Array(text.utf8)
        var pieces: [String] = []
        var start = bytes.firstIndex { !isSpace($0) } ?? bytes.count
        var position = start
        var isFirst = true
        func add(_ end: Int) {
            if start < end { pieces.append(String(decoding: bytes[start..<end], as: UTF8.self)) }
        }
        while position + 3 <= bytes.count {
            let isAtLine = position == start ? isFirst : bytes[position - 1] == 10
            guard isAtLine, bytes[position] == 45, bytes[position + 1] == 45, bytes[position + 2] == 45 else {
                position += 1
                continue
            }
            var end = position
            while end > start, isSpace(bytes[end - 1]) { end -= 1 }
            add(end)
            isFirst = false
            position += 3
            while position < bytes.count, isSpace(bytes[position]) { position += 1 }
            start = position
        }
        add(bytes.count)
        return pieces
    }

    private static func document(_ text: String, path: String) throws(RenderError) -> ChartDocument? {
        let value: Value
        do throws(ParseError) {
            value = try Value(yaml: text, limits: .chart, keepingLastOfEqualKeys: true)
        } catch {
            throw RenderError(
                .malformed,
                "YAML parse error on \(path): error converting YAML to JSON: \(GoYAMLMessage.text(error))",
                file: path, line: error.line, column: error.column)
        }
        let head: ManifestHead
        do throws(ManifestHead.Mismatch) { head = try ManifestHead(value) } catch {
            throw RenderError(
                .malformed,
                "YAML parse error on \(path): error unmarshaling JSON: while decoding JSON: \(error.message)",
                file: path)
        }
        var document = ChartDocument(source: path, text: text, value: value, kind: head.kind, hookEvents: nil)
        guard let annotation = head.annotations["helm.sh/hook"] else { return document }
        var names: [String] = []
        for name in annotation.split(separator: ",", omittingEmptySubsequences: false) {
            let event = name.trimmed.lowercased()
            guard events.contains(event) else { return nil }
            names.append(event == "test-success" ? "test" : event)
        }
        document.hookEvents = names
        return document
    }

    /// Helm's order of installation.
    private static let order: [String: Int] = {
        let kinds =
            "PriorityClass Namespace NetworkPolicy ResourceQuota LimitRange PodSecurityPolicy PodDisruptionBudget "
            + "ServiceAccount Secret SecretList ConfigMap StorageClass PersistentVolume PersistentVolumeClaim "
            + "CustomResourceDefinition ClusterRole ClusterRoleList ClusterRoleBinding ClusterRoleBindingList Role RoleList "
            + "RoleBinding RoleBindingList Service DaemonSet Pod ReplicationController ReplicaSet Deployment "
            + "HorizontalPodAutoscaler StatefulSet Job CronJob IngressClass Ingress APIService MutatingWebhookConfiguration "
            + "ValidatingWebhookConfiguration"
        var order: [String: Int] = [:]
        for (position, kind) in kinds.split(separator: " ").enumerated() { order[String(kind)] = position }
        return order
    }()

    private static func ordered(_ documents: [ChartDocument]) -> [ChartDocument] {
        documents.enumerated().sorted { left, right in
            let (first, second) = (left.element.kind, right.element.kind)
            switch (order[first], order[second]) {
            case (let a?, let b?): return a == b ? left.offset < right.offset : a < b
            case (nil, nil):
                return first == second ? left.offset < right.offset : first.utf8.lexicographicallyPrecedes(second.utf8)
            case (nil, _): return false
            case (_, nil): return true
            }
        }.map(\.element)
    }
}
