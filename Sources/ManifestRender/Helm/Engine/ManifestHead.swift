internal import Values

/// What Helm reads of a document before it orders it: kind, name and annotations.
///
/// It is read as Go's JSON package fills a struct: names of members are matched without regard to case, of several that
/// fit the last in order counts, and scalars are taken as text where text is wanted.
struct ManifestHead {
    private(set) var kind = ""
    private(set) var annotations: [String: String] = [:]

    /// A member of another type than it should be, in Go's words.
    struct Mismatch: Error {
        let message: String

        init(_ value: Value, _ target: String) {
            message = "json: cannot unmarshal \(value.goKind) into Go \(target)"
        }
    }

    init(_ value: Value) throws(Mismatch) {
        guard !value.isNull else { return }
        guard let object = value.objectValue else { throw Mismatch(value, "value of type util.SimpleHead") }
        for member in ManifestHead.sorted(object) where !member.value.isNull {
            switch member.key.lowercased() {
            case "apiversion": _ = try ManifestHead.text(member.value, "SimpleHead.apiVersion")
            case "kind": kind = try ManifestHead.text(member.value, "SimpleHead.kind")
            case "metadata": try readMetadata(member.value)
            default: break
            }
        }
    }

    private mutating func readMetadata(_ value: Value) throws(Mismatch) {
        guard let object = value.objectValue else {
            let type = #"struct { Name string "json:\"name\""; Annotations map[string]string "json:\"annotations\"" }"#
            throw Mismatch(value, "struct field SimpleHead.metadata of type \(type)")
        }
        for member in ManifestHead.sorted(object) where !member.value.isNull {
            switch member.key.lowercased() {
            case "name": _ = try ManifestHead.text(member.value, ".metadata.name")
            case "annotations": try readAnnotations(member.value)
            default: break
            }
        }
    }

    private mutating func readAnnotations(_ value: Value) throws(Mismatch) {
        guard let object = value.objectValue else {
            throw Mismatch(value, "struct field .metadata.annotations of type map[string]string")
        }
        for member in ManifestHead.sorted(object) {
            annotations[member.key] =
                member.value.isNull ? "" : try ManifestHead.text(member.value, ".metadata.annotations")
        }
    }

    private static func text(_ value: Value, _ field: String) throws(Mismatch) -> String {
        guard let text = value.looseText else { throw Mismatch(value, "struct field \(field) of type string") }
        return text
    }

    private static func sorted(_ object: Object) -> [Object.Member] {
        object.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    }
}

extension Value {
    /// What Go's JSON package calls this kind of value in its messages.
    var goKind: String { boolValue == nil ? SchemaValidator.type(of: self) : "bool" }
}
