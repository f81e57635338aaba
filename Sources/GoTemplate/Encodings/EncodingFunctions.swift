internal import Values

/// JSON, YAML, TOML and base 64: sprig's functions and Helm's own.
enum EncodingFunctions {
    static var sprig: [TemplateFunction] {
        [
            TemplateFunction("b64enc", "s") { call in .string(Base64.standard.encode(call.bytes(0))) },
            TemplateFunction("b32enc", "s") { call in .string(Base64.base32.encode(call.bytes(0))) },
            TemplateFunction("b64dec", "s") { call in decoded(Base64.standard, call) },
            TemplateFunction("b32dec", "s") { call in decoded(Base64.base32, call) },
            TemplateFunction("toPrettyJson", "a") { call in try orEmpty { try json(call, indent: 2) } },
            TemplateFunction("mustToPrettyJson", "a") { call in .string(try json(call, indent: 2)) },
            TemplateFunction("toRawJson", "a") { call in .string(try json(call, escapesHTML: false)) },
            TemplateFunction("mustToRawJson", "a") { call in .string(try json(call, escapesHTML: false)) },
            TemplateFunction("toJson", "a") { call in try orEmpty { try json(call) } },
            TemplateFunction("mustToJson", "a") { call in .string(try json(call)) },
            TemplateFunction("mustFromJson", "s") { call in try GoJSONReader.read(call.bytes(0)) },
            TemplateFunction("fromJson", "s") { call in (try? GoJSONReader.read(call.bytes(0))) ?? .null },
        ]
    }

    private static func json(_ call: FunctionCall, escapesHTML: Bool = true, indent: Int? = nil) throws -> String {
        try GoJSONWriter.text(call[0], escapesHTML: escapesHTML, indent: indent, limit: call.maximumBytes)
    }

    /// The text, or the empty one where it cannot be made for another reason than its size.
    private static func orEmpty(_ text: () throws -> String) throws -> GoValue {
        do {
            return .string(try text())
        } catch let failure as FunctionFailure where failure.isLimit {
            throw failure
        } catch {
            return .string("")
        }
    }

    private static func decoded(_ encoding: Base64, _ call: FunctionCall) -> GoValue {
        switch encoding.decode(call.bytes(0)) {
        case .success(let bytes): .bytes(bytes)
        case .failure(let failure): .string(failure.message)
        }
    }

    static var helm: [TemplateFunction] {
        [
            TemplateFunction("toYaml", "a") { call in try orEmpty { try yaml(call) } },
            TemplateFunction("mustToYaml", "a") { call in .string(try yaml(call)) },
            TemplateFunction("toYamlPretty", "a") { call in .string(prettyYAML(call)) },
            TemplateFunction("fromYaml", "s") { call in map { try parsedYAML(call.bytes(0)) } },
            TemplateFunction("fromYamlArray", "s") { call in array { try parsedYAML(call.bytes(0)) } },
            TemplateFunction("fromJson", "s") { call in map(isYAML: false) { try GoJSONReader.read(call.bytes(0)) } },
            TemplateFunction("fromJsonArray", "s") { call in
                array(isYAML: false) { try GoJSONReader.read(call.bytes(0)) }
            },
            TemplateFunction("toToml", "a") { call in
                do {
                    return .string(try TOMLWriter.text(call[0]))
                } catch let failure as FunctionFailure where failure.message.hasPrefix("toml:") {
                    return .string(failure.message)
                }
            },
            TemplateFunction("mustToToml", "a") { call in .string(try TOMLWriter.text(call[0])) },
            TemplateFunction("fromToml", "s") { call in
                do {
                    return .map(try TOMLReader.read(call.bytes(0)))
                } catch {
                    return failed(error)
                }
            },
        ]
    }

    private static func failed(_ error: any Error) -> GoValue {
        .map(GoMap([("Error", .string(String(describing: error)))]))
    }

    /// `sigs.k8s.io/yaml`: through JSON, so numbers are JSON's.
    private static func yaml(_ call: FunctionCall) throws -> String {
        guard let tree = call[0].jsonTree(nodes: nodes(call)) else {
            // Finds the words for what cannot be written.
            _ = try GoJSONWriter.bytes(call[0], limit: call.maximumBytes / 64)
            throw FunctionFailure("value is too large to be written as YAML", isLimit: true)
        }
        var bytes = try tree.readAsYAML().yamlBytes(.go, sortedKeys: true)
        if bytes.last == 10 { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Most values in a tree: a text of many is longer than a text may be.
    private static func nodes(_ call: FunctionCall) -> Int { min(GoValue.mostNodes, call.maximumBytes / 4) }

    private static func prettyYAML(_ call: FunctionCall) -> String {
        var bytes = (call[0].prettyTree(nodes: nodes(call)) ?? .null).yamlBytes(.goIndented, sortedKeys: true)
        if bytes.last == 10 { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func parsedYAML(_ bytes: [UInt8]) throws -> GoValue {
        do {
            return GoValue(
                try Value(yaml: bytes, limits: .template, keepingLastOfEqualKeys: true), wholeNumbersAsFloats: true)
        } catch {
            throw FunctionFailure("error converting YAML to JSON: \(GoYAMLMessage.text(error))")
        }
    }

    private static func map(isYAML: Bool = true, _ read: () throws -> GoValue) -> GoValue {
        do {
            let value = try read()
            if value.isNil { return .map(isYAML ? GoMap() : GoMap(nilOf: .any)) }
            guard case .map = value else { throw mismatch(value, "map[string]interface {}", isYAML) }
            return value
        } catch {
            return failed(error)
        }
    }

    private static func array(isYAML: Bool = true, _ read: () throws -> GoValue) -> GoValue {
        do {
            let value = try read()
            if value.isNil { return .list(GoList([], isNil: !isYAML)) }
            guard case .list = value else { throw mismatch(value, "[]interface {}", isYAML) }
            return value
        } catch {
            return .array([.string(String(describing: error))])
        }
    }

    private static func mismatch(_ value: GoValue, _ type: String, _ isYAML: Bool) -> FunctionFailure {
        let prefix = isYAML ? "error unmarshaling JSON: while decoding JSON: " : ""
        return FunctionFailure(
            "\(prefix)json: cannot unmarshal \(GoJSONReader.kind(value)) into Go value of type \(type)")
    }
}

extension ParseLimits {
    /// Bounds for texts that templates parse.
    static let template = ParseLimits(maximumBytes: 64 << 20, maximumDepth: 200, maximumNodes: 5_000_000)
}
