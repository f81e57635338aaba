import KubeClient
import Values

extension APIServer {
    /// The largest request body in bytes.
    static let bodyLimit = 3 * 1024 * 1024

    /// The media type of a request's body, in lower case and without parameters.
    static func mediaType(_ headers: KubeHeaders) -> String {
        MediaRange((headers["Content-Type"] ?? "")[...]).type
    }

    /// The media type of a request's body as it was sent, without parameters.
    static func sentMediaType(_ headers: KubeHeaders) -> String {
        let text = headers["Content-Type"] ?? ""
        return MediaRange.isPlain(text) ? text : MediaRange.trim(text.prefix { $0 != ";" })
    }

    /// The value of the body of a POST or a PUT.
    mutating func bodyValue(_ context: RequestContext) throws(APIError) -> Value {
        let type = APIServer.mediaType(context.headers)
        let accepted = ["application/json", "application/yaml", "application/vnd.kubernetes.protobuf"]
        guard type.isEmpty || accepted.contains(type) else {
            let list = context.definition.isCustom ? Array(accepted.dropLast()) : accepted
            throw APIError(
                415, "UnsupportedMediaType",
                "the body of the request was in an unknown format - accepted media types include: \(list.joined(separator: ", "))"
            )
        }
        switch context.body {
        case .value(let value): return value
        case .bytes(let bytes):
            guard bytes.count <= APIServer.bodyLimit else {
                throw .tooLarge("limit is \(APIServer.bodyLimit)")
            }
            if type == "application/vnd.kubernetes.protobuf" {
                guard bytes.starts(with: [0x6B, 0x38, 0x73, 0x00]) else {
                    throw BodyText.unrecognized(
                        context.definition,
                        "provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]", bytes)
                }
                guard let value = ProtobufObject.decode(bytes) else {
                    throw .badRequest("the body of the request could not be decoded as a known protobuf message")
                }
                return value
            }
            return try read(bytes, isYAML: type == "application/yaml", context)
        case nil: return try read([], isYAML: false, context)
        }
    }

    /// Reads the body of a POST or a PUT; repeated keys are noted.
    private mutating func read(_ bytes: [UInt8], isYAML: Bool, _ context: RequestContext) throws(APIError) -> Value {
        let definition = context.definition
        if isYAML {
            do throws(ParseError) {
                let (value, repeated) = try YAMLDuplicates.read(bytes)
                repeatedKeys = repeated
                return value
            } catch {
                throw BodyText.unrecognized(definition, YAMLDuplicates.failure(error), bytes)
            }
        }
        var mended = bytes
        if String(validating: bytes, as: UTF8.self) == nil {
            mended = Array(String(decoding: bytes, as: UTF8.self).utf8)
        }
        let value: Value
        do throws(ParseError) {
            value = try Value(json: mended)
        } catch {
            let why = "couldn't get version/kind; json parse error: \(GoJSON.failure(bytes))"
            throw definition.isCustom && !bytes.isEmpty
                ? BodyText.unrecognized(definition, why, bytes) : BodyText.unrecognized(definition, why, bytes)
        }
        if case .null = value { return .object(Object()) }
        guard case .object(let members) = value else {
            throw BodyText.unrecognized(definition, BodyText.notAnObject(value), bytes)
        }
        for name in ["apiVersion", "kind"] {
            if let member = members[name], member.stringValue == nil, member != .null {
                throw BodyText.unrecognized(definition, BodyText.badTypeMember(name, member), bytes)
            }
        }
        if (members["apiVersion"]?.stringValue ?? "").split(separator: "/", omittingEmptySubsequences: false).count > 2
        {
            throw BodyText.unrecognized(
                definition, "unexpected GroupVersion string: \(members["apiVersion"]?.stringValue ?? "")", bytes)
        }
        return try mergedDuplicates(mended, context) ?? value
    }

    /// The value where keys repeat, reported as `fieldValidation` wants it; nil where none do.
    mutating func mergedDuplicates(_ bytes: [UInt8], _ context: RequestContext) throws(APIError) -> Value? {
        var scanner = JSONDuplicates(bytes)
        guard let merged = scanner.merged() else { return nil }
        duplicateFields = scanner.duplicates.map { "duplicate field \"\($0)\"" }
        return merged
    }

    func parse(_ bytes: [UInt8], isYAML: Bool, _ context: RequestContext) throws(APIError) -> Value {
        do throws(ParseError) {
            return isYAML ? try Value(yaml: bytes) : try Value(json: bytes)
        } catch {
            throw .badRequest("couldn't get version/kind; json parse error: \(GoJSON.failure(bytes))")
        }
    }

    /// A sent object as the kind's type holds it.
    ///
    /// - Parameter known: the object as it was before, of which the sent one may have parts.
    mutating func decodeObject(
        _ sent: Value, _ context: RequestContext, _ options: WriteOptions, isUnstructured: Bool = false,
        known: Value? = nil
    ) throws(APIError) -> Value {
        let definition = context.definition
        let value = try typed(sent, definition)
        guard let type = definition.typeIndex else { return try decodeCustom(value, definition, options) }
        var codec = TypedCodec()
        codec.isUnstructured = isUnstructured
        let decoded: Value
        do throws(TypedCodec.Failure) {
            decoded = try codec.decode(value, as: type, known: known)
        } catch {
            throw .badRequest(
                "\(definition.kind) in version \"\(definition.version)\" cannot be handled as a \(definition.kind): \(error.message)"
            )
        }
        try reportUnknown(codec.unknownFields, definition, options)
        return decoded
    }

    private mutating func decodeCustom(
        _ value: Value, _ definition: ResourceDefinition, _ options: WriteOptions
    ) throws(APIError) -> Value {
        guard let custom = definition.custom else { return value }
        var unknown: [String] = []
        let metadata = try decodeMetadata(value, definition, &unknown)
        var decoded = CustomObjects.pruned(value, custom, unknown: &unknown)
        if let metadata { decoded["metadata"] = metadata }
        try reportUnknown(unknown, definition, options)
        return decoded
    }

    private func decodeMetadata(
        _ value: Value, _ definition: ResourceDefinition, _ unknown: inout [String]
    ) throws(APIError) -> Value? {
        guard let metadata = value["metadata"], let type = TypeTable.builtin.index("meta.v1.ObjectMeta") else {
            return nil
        }
        var codec = TypedCodec()
        do throws(TypedCodec.Failure) {
            let decoded = try codec.decode(metadata, as: type)
            unknown += codec.unknownFields.map { "metadata.\($0)" }
            return decoded
        } catch {
            throw .badRequest(
                "\(definition.kind) in version \"\(definition.version)\" cannot be handled as a \(definition.kind): \(error.message)"
            )
        }
    }

    mutating func reportUnknown(
        _ unknown: [String], _ definition: ResourceDefinition, _ options: WriteOptions
    ) throws(APIError) {
        if unknown.isEmpty, duplicateFields.isEmpty, repeatedKeys.isEmpty { return }
        var problems = duplicateFields + unknown.map { "unknown field \"\($0)\"" }
        duplicateFields = []
        let repeated = repeatedKeys
        repeatedKeys = []
        if !repeated.isEmpty {
            problems =
                options.validation == .strict
                ? ["yaml: unmarshal errors:\n  \(repeated.joined(separator: "\n  "))"] + problems : repeated + problems
        }
        guard !problems.isEmpty else { return }
        switch options.validation {
        case .ignore: return
        case .warn: warnings += problems
        case .strict:
            let list = problems.joined(separator: ", ")
            throw .badRequest(
                "\(definition.kind) in version \"\(definition.version)\" cannot be handled as a \(definition.kind): strict decoding error: \(list)"
            )
        }
    }

    /// Checks kind and version of a body; fills them in for built-in kinds.
    private func typed(_ sent: Value, _ definition: ResourceDefinition) throws(APIError) -> Value {
        guard case .object(let members) = sent else {
            throw BodyText.unrecognized(definition, BodyText.notAnObject(sent), sent.jsonBytes())
        }
        let kind = members["kind"]
        let version = members["apiVersion"]
        if case .string(let kindText)? = kind, case .string(let versionText)? = version {
            if kindText == definition.kind, versionText == definition.apiVersion { return sent }
        }
        let kindText = kind?.stringValue ?? ""
        let versionText = version?.stringValue ?? ""
        if definition.isCustom { return try typedCustom(sent, kindText, versionText, definition) }
        if kindText.isEmpty || versionText.isEmpty {
            var filled = sent
            if kindText.isEmpty { filled["kind"] = .string(definition.kind) }
            if versionText.isEmpty { filled["apiVersion"] = .string(definition.apiVersion) }
            if kindText.isEmpty == versionText.isEmpty
                || (kindText.isEmpty ? versionText == definition.apiVersion : kindText == definition.kind)
            {
                return filled
            }
        }
        throw wrongType(
            kindText.isEmpty ? definition.kind : kindText, versionText.isEmpty ? definition.apiVersion : versionText,
            sent, definition)
    }

    /// Why a body does not even fit the kind that it names; nil where it does.
    private func typeFailure(_ sent: Value, _ definition: ResourceDefinition) -> String? {
        guard let type = definition.typeIndex else { return nil }
        var codec = TypedCodec()
        do throws(TypedCodec.Failure) {
            _ = try codec.decode(sent, as: type)
            return nil
        } catch {
            return error.message
        }
    }

    private func typedCustom(
        _ sent: Value, _ kind: String, _ version: String, _ definition: ResourceDefinition
    ) throws(APIError) -> Value {
        if kind.isEmpty {
            throw BodyText.unrecognized(
                definition, "Object 'Kind' is missing in '\(sent.jsonText(.compact))'", sent.jsonBytes())
        }
        if version.isEmpty {
            throw BodyText.unrecognized(
                definition, "Object 'apiVersion' is missing in '\(sent.jsonText(.compact))'", sent.jsonBytes())
        }
        if version != definition.apiVersion {
            throw .badRequest(
                "the API version in the data (\(version)) does not match the expected API version (\(definition.apiVersion))"
            )
        }
        let name = sent["metadata", "name"]?.stringValue ?? ""
        throw .invalid(
            group: definition.group, kind: kind, name: name,
            [.invalid("kind", .string(kind), "must be \(definition.kind)")])
    }

    private func wrongType(
        _ kind: String, _ version: String, _ sent: Value, _ definition: ResourceDefinition
    ) -> APIError {
        let slash = version.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        let group = slash.count == 2 ? slash[0] : ""
        let short = slash[slash.count - 1]
        let base = kind.hasSuffix("List") ? String(kind.dropLast(4)) : kind
        let found = registry.definition(group: group, version: short, kind: base)
        let isKnown = found != nil
        if let found, base == kind, let failure = typeFailure(sent, found) {
            return .badRequest(
                "\(kind) in version \"\(short)\" cannot be handled as a \(definition.kind): \(failure)")
        }
        if !isKnown {
            return .badRequest(
                "\(kind) in version \"\(definition.version)\" cannot be handled as a \(definition.kind): no kind \"\(kind)\" is registered for version \"\(version)\" in scheme \"k8s.io/kubernetes/pkg/api/legacyscheme/scheme.go:30\""
            )
        }
        if kind == definition.kind, group == definition.group {
            return .badRequest(
                "the API version in the data (\(version)) does not match the expected API version (\(definition.apiVersion))"
            )
        }
        let package = definition.group.isEmpty ? "core" : String(definition.group.prefix { $0 != "." })
        return .badRequest(
            "\(kind) in version \"\(short)\" cannot be handled as a \(definition.kind): converting (\(short).\(kind)) to (\(package).\(definition.kind)): unknown conversion"
        )
    }
}

/// Texts about bodies that cannot be read.
enum BodyText {
    /// Go's sentence for the first byte that is no JSON; nil where it is not that simple.
    static func syntaxFailure(_ bytes: [UInt8]) -> String? {
        guard let first = bytes.first(where: { $0 != 0x20 && $0 != 0x0A && $0 != 0x0D && $0 != 0x09 }) else {
            return "unexpected end of JSON input"
        }
        let starts: Set<UInt8> = [0x7B, 0x5B, 0x22, 0x2D, 0x74, 0x66, 0x6E]
        if starts.contains(first) || (0x30...0x39).contains(first) { return nil }
        return "invalid character '\(String(decoding: [first], as: UTF8.self))' looking for beginning of value"
    }

    private static func goKind(_ value: Value) -> String {
        switch value {
        case .string: "string"
        case .array: "array"
        case .bool: "bool"
        case .null: "null"
        case .object: "object"
        default: "number"
        }
    }

    static func notAnObject(_ value: Value) -> String {
        "couldn't get version/kind; json parse error: json: cannot unmarshal \(goKind(value)) into Go value of type "
            + "struct { APIVersion string \"json:\\\"apiVersion,omitempty\\\"\"; Kind string \"json:\\\"kind,omitempty\\\"\" }"
    }

    static func badTypeMember(_ name: String, _ value: Value) -> String {
        "couldn't get version/kind; json parse error: json: cannot unmarshal \(goKind(value)) into Go struct field .\(name) of type string"
    }

    /// The failure for a body in which the server does not even find a kind, with the bytes that it begins with.
    static func unrecognized(_ definition: ResourceDefinition, _ why: String, _ bytes: [UInt8]) -> APIError {
        .badRequest(
            "the object provided is unrecognized (must be of type \(definition.kind)): \(why) (\(shown(bytes)))")
    }

    private static func shown(_ bytes: [UInt8]) -> String {
        if bytes.isEmpty { return "<empty>" }
        let more = bytes.count > 30 ? " ..." : ""
        let first = bytes.prefix(30)
        if bytes[0] == 0x7B { return String(decoding: first, as: UTF8.self) + more }
        let digits = Array("0123456789abcdef")
        return String(first.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }) + more
    }
}
