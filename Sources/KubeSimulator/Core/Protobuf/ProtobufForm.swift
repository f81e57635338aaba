import Values

/// The kinds whose answers are served in binary form, as the server's own types write them.
///
/// These are kinds that are small and often read by machines; for others clients are served their next choice.
enum ProtobufForm {
    /// A type a line, `TYPE: NAME=NUMBER:CODE …`. Codes: `s` text, `i` number, `b` truth value, `B` bytes, `t` time, `j` JSON,
    /// `@TYPE` message, `*CODE` list, `{CODE` map of texts; `!` marks what is written where there is nothing, too.
    private static let source = """
        ObjectMeta: name=1:s! generateName=2:s! namespace=3:s! selfLink=4:s! uid=5:s! resourceVersion=6:s! generation=7:i! creationTimestamp=8:t! deletionTimestamp=9:t deletionGracePeriodSeconds=10:i labels=11:{s annotations=12:{s ownerReferences=13:*@OwnerReference finalizers=14:*s managedFields=17:*@ManagedFieldsEntry
        OwnerReference: kind=1:s! name=3:s! uid=4:s! apiVersion=5:s! controller=6:b blockOwnerDeletion=7:b
        ManagedFieldsEntry: manager=1:s! operation=2:s! apiVersion=3:s! time=4:t fieldsType=6:s! fieldsV1=7:j subresource=8:s!
        ListMeta: selfLink=1:s! resourceVersion=2:s! continue=3:s! remainingItemCount=4:i
        Status: metadata=1:@ListMeta! status=2:s! message=3:s! reason=4:s! details=5:@StatusDetails code=6:i!
        StatusDetails: name=1:s! group=2:s! kind=3:s! causes=4:*@StatusCause retryAfterSeconds=5:i! uid=6:s!
        StatusCause: reason=1:s! message=2:s! field=3:s!
        PartialObjectMetadata: metadata=1:@ObjectMeta!
        ConfigMap: metadata=1:@ObjectMeta! data=2:{s binaryData=3:{B immutable=4:b
        Secret: metadata=1:@ObjectMeta! data=2:{B type=3:s! stringData=4:{s immutable=5:b
        Lease: metadata=1:@ObjectMeta! spec=2:@LeaseSpec!
        LeaseSpec: holderIdentity=1:s leaseDurationSeconds=2:i acquireTime=3:t renewTime=4:t leaseTransitions=5:i strategy=6:s preferredHolder=7:s
        APIGroupDiscovery: metadata=1:@ObjectMeta! versions=2:*@APIVersionDiscovery
        APIVersionDiscovery: version=1:s! resources=2:*@APIResourceDiscovery freshness=3:s!
        APIResourceDiscovery: resource=1:s! responseKind=2:@GroupVersionKind scope=3:s! singularResource=4:s! verbs=5:*s shortNames=6:*s categories=7:*s subresources=8:*@APISubresourceDiscovery
        APISubresourceDiscovery: subresource=1:s! responseKind=2:@GroupVersionKind acceptedTypes=3:*@GroupVersionKind verbs=4:*s
        GroupVersionKind: group=1:s! version=2:s! kind=3:s!
        """

    /// Which of the types are kinds, with their versions.
    private static let kinds: [String: String] = [
        "Status": "v1", "ConfigMap": "v1", "Secret": "v1", "Lease": "coordination.k8s.io/v1",
        "PartialObjectMetadata": "meta.k8s.io/v1", "APIGroupDiscovery": "apidiscovery.k8s.io/v2",
    ]

    private indirect enum Code: Sendable {
        case text, number, truth, bytes, time, json
        case message(String)
        case list(Code)
        case map(Code)

        init(_ text: Substring) {
            switch text.first {
            case "i": self = .number
            case "b": self = .truth
            case "B": self = .bytes
            case "t": self = .time
            case "j": self = .json
            case "@": self = .message(String(text.dropFirst()))
            case "*": self = .list(Code(text.dropFirst()))
            case "{": self = .map(Code(text.dropFirst()))
            default: self = .text
            }
        }
    }

    private struct Field: Sendable {
        let name: String
        let number: Int
        let code: Code
        let isAlwaysWritten: Bool
    }

    private static let types: [String: [Field]] = {
        var result: [String: [Field]] = [:]
        for line in source.split(separator: "\n") {
            let words = line.split(separator: " ")
            result[String(words[0].dropLast())] = words.dropFirst().map { word in
                let parts = word.split(whereSeparator: { $0 == "=" || $0 == ":" })
                let isAlwaysWritten = parts[2].hasSuffix("!")
                return Field(
                    name: String(parts[0]), number: Int(parts[1]) ?? 0,
                    code: Code(isAlwaysWritten ? parts[2].dropLast() : parts[2]), isAlwaysWritten: isAlwaysWritten)
            }
        }
        return result
    }()

    /// Whether objects of a kind, and lists of them, are served in binary form.
    static func serves(_ definition: ResourceDefinition) -> Bool {
        !definition.isCustom && kinds[definition.kind] == definition.apiVersion
    }

    /// An answer in binary form; nil where its kind has none here.
    static func encode(_ value: Value) -> [UInt8]? {
        let (kind, version) = (value.text("kind"), value.text("apiVersion"))
        let item = kind.hasSuffix("List") ? String(kind.dropLast(4)) : kind
        guard kinds[item] == version else { return nil }
        var raw = ProtobufWriter()
        if item == kind {
            write(value, item, &raw)
        } else {
            raw.message(1) { write(value["metadata"] ?? .null, "ListMeta", &$0) }
            for element in value.list("items") { raw.message(2) { write(element, item, &$0) } }
        }
        var envelope = ProtobufWriter()
        envelope.message(1) {
            $0.text(1, version)
            $0.text(2, kind)
        }
        envelope.bytes(2, raw.bytes)
        envelope.text(3, "")
        envelope.text(4, "")
        return [0x6B, 0x38, 0x73, 0x00] + envelope.bytes
    }

    private static func write(_ value: Value, _ type: String, _ writer: inout ProtobufWriter) {
        for field in types[type] ?? [] {
            if let member = value[field.name], !member.isNull {
                write(member, field.number, field.code, &writer)
            } else if field.isAlwaysWritten {
                writeNothing(field, &writer)
            }
        }
    }

    private static func writeNothing(_ field: Field, _ writer: inout ProtobufWriter) {
        switch field.code {
        case .number, .truth: writer.number(field.number, 0)
        case .message(let type): writer.message(field.number) { write(.null, type, &$0) }
        default: writer.bytes(field.number, [])
        }
    }

    private static func write(_ value: Value, _ number: Int, _ code: Code, _ writer: inout ProtobufWriter) {
        switch code {
        case .text: writer.text(number, value.stringValue ?? "")
        case .number: writer.number(number, value.intValue ?? 0)
        case .truth: writer.number(number, value.boolValue == true ? 1 : 0)
        case .bytes: writer.bytes(number, Base64Text.decode(value.stringValue ?? "") ?? [])
        case .time: writer.message(number) { write(Timestamp(value.stringValue ?? ""), &$0) }
        case .json: writer.message(number) { $0.bytes(1, value.jsonBytes()) }
        case .message(let type): writer.message(number) { write(value, type, &$0) }
        case .list(let element): for item in value.arrayValue ?? [] { write(item, number, element, &writer) }
        case .map(let element):
            for member in (value.objectValue ?? Object()).sorted(by: { byBytes($0.key, $1.key) }) {
                writer.message(number) {
                    $0.text(1, member.key)
                    write(member.value, 2, element, &$0)
                }
            }
        }
    }

    /// A moment as seconds and nanoseconds; nothing for none.
    private static func write(_ time: Timestamp?, _ writer: inout ProtobufWriter) {
        guard let time else { return }
        writer.number(1, time.seconds)
        writer.number(2, (time.microseconds - time.seconds * 1_000_000) * 1000)
    }
}
