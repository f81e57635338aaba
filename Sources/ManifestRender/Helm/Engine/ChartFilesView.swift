internal import GoTemplate
internal import Values

/// What templates see as `.Files`.
enum ChartFilesView {
    /// The files by path, with the methods Helm gives them.
    static func map(_ files: [ChartFile]) -> GoMap {
        map(files.map { ($0.name, .list(GoList(bytes: $0.data))) })
    }

    private static func map(_ entries: [(String, GoValue)]) -> GoMap {
        GoMap(entries, type: .bytes(named: "engine.files"), methods: { name in method(name) })
    }

    private static func bytes(_ call: FunctionCall, _ name: String) -> [UInt8]? {
        guard case .list(let list)? = call.receiver.mapValue?[name] else { return nil }
        return list.byteElements
    }

    private static func entries(_ call: FunctionCall) -> [(name: String, bytes: [UInt8])] {
        guard let map = call.receiver.mapValue else { return [] }
        return map.entries.map { key, value in
            guard case .list(let list) = value else { return (key, []) }
            return (key, list.byteElements ?? [])
        }
    }

    private static func method(_ name: String) -> TemplateFunction? {
        switch name {
        case "Get": return TemplateFunction(name, "s") { call in .bytes(bytes(call, call.string(0)) ?? []) }
        case "GetBytes":
            return TemplateFunction(name, "s") { call in .list(GoList(bytes: bytes(call, call.string(0)) ?? [])) }
        case "Lines":
            return TemplateFunction(name, "s") { call in
                guard var content = bytes(call, call.string(0)) else { return .strings([]) }
                if content.last == 10 { content.removeLast() }
                let lines = content.split(separator: 10, omittingEmptySubsequences: false)
                return .list(GoList(lines.map { .bytes(Array($0)) }, type: .strings))
            }
        case "Glob":
            return TemplateFunction(name, "s") { call in
                let pattern = FilePattern(glob: call.string(0)) ?? FilePattern(glob: "**")
                let entries = entries(call).filter { pattern?.matches($0.name) ?? true }
                return .map(map(entries.map { ($0.name, .list(GoList(bytes: $0.bytes))) }))
            }
        case "AsConfig":
            return TemplateFunction(name, "") { call in .string(yaml(call) { .bytes($0) }) }
        case "AsSecrets":
            return TemplateFunction(name, "") { call in .string(yaml(call) { .string(Base64Text.encode($0)) }) }
        default: return nil
        }
    }

    /// The files by the last part of their path, as a YAML map.
    private static func yaml(_ call: FunctionCall, _ content: ([UInt8]) -> GoValue) -> String {
        let entries = entries(call).map { entry -> (String, GoValue) in
            (entry.name.split(separator: "/").last.map(String.init) ?? entry.name, content(entry.bytes))
        }
        guard let tree = GoValue.map(GoMap(entries)).jsonTree else { return "" }
        var text = tree.yamlText(.go, sortedKeys: true)
        if text.hasSuffix("\n") { text.removeLast() }
        return text
    }
}

/// Base 64 of files for `.AsSecrets`.
enum Base64Text {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    static func encode(_ bytes: [UInt8]) -> String {
        var output: [UInt8] = []
        output.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            var word: UInt32 = 0
            for offset in 0..<3 { word = word << 8 | UInt32(offset < group.count ? group[start + offset] : 0) }
            for position in 0..<4 {
                let isPadding = position > group.count
                output.append(isPadding ? UInt8(ascii: "=") : alphabet[Int(word >> UInt32(18 - position * 6)) & 63])
            }
        }
        return String(decoding: output, as: UTF8.self)
    }
}
