internal import GoTemplate
internal import Values

/// The suffix by which the name of generated data changes with its content.
enum NameHash {
    /// The first ten digits of the content's SHA-256, spelled without the letters and digits that make words.
    static func suffix(of resource: KustomizeResource) -> String {
        let digits = Digests.hex(Digests.sha256(content(of: resource.value))).utf8.prefix(10)
        return String(
            decoding: digits.map { digit -> UInt8 in
                switch digit {
                case UInt8(ascii: "0"): UInt8(ascii: "g")
                case UInt8(ascii: "1"): UInt8(ascii: "h")
                case UInt8(ascii: "3"): UInt8(ascii: "k")
                case UInt8(ascii: "a"): UInt8(ascii: "m")
                case UInt8(ascii: "e"): UInt8(ascii: "t")
                default: digit
                }
            }, as: UTF8.self)
    }

    /// What counts: the data and, of a Secret, its type. The name is left empty, so equal data gives equal suffixes.
    private static func content(of object: Value) -> [UInt8] {
        let kind = object["kind"]?.stringValue ?? ""
        var content: Value
        switch kind {
        case "ConfigMap":
            content = ["data": field("data", of: object), "kind": "ConfigMap", "name": ""]
            if let binary = object["binaryData"], binary.objectValue != nil { content["binaryData"] = numbers(binary) }
        case "Secret":
            content = [
                "data": field("data", of: object), "kind": "Secret", "name": "", "type": field("type", of: object),
            ]
            if let texts = object["stringData"], texts.objectValue != nil { content["stringData"] = numbers(texts) }
        default: content = object
        }
        return content.jsonBytes(.go, sortedKeys: true)
    }

    private static func field(_ name: String, of object: Value) -> Value {
        switch object[name] {
        case nil, .null: ""
        case .object(let members): numbers(.object(members))
        // A list is no map, and what the tool makes of it is nothing.
        case .array: .null
        case .some(let scalar): .string(ScalarText.text(of: scalar) ?? "")
        }
    }

    /// Numbers pass through floating point, as they do in the tool.
    private static func numbers(_ value: Value) -> Value {
        switch value {
        case .int(let number) where number.magnitude > 1 << 53: .double(Double(number))
        case .unsigned(let number): .double(Double(number))
        case .array(let elements): .array(elements.map(numbers))
        case .object(let object): .object(object.mapValues { _, value in numbers(value) })
        default: value
        }
    }
}

/// Appends the hash of their content to the names of resources that ask for it.
struct HashTransformer: KustomizeTransformer {
    func transform(_ resources: inout ResourceMap) throws(RenderError) {
        resources.updateAll { resource in
            guard resource.needsHash else { return }
            let name = "\(resource.name)-\(NameHash.suffix(of: resource))"
            resource.storePreviousID()
            resource.value["metadata"]?["name"] = .string(name)
        }
    }
}
