/// Slash-separated paths, as Go's `path` package has them; `os…` are the same here.
enum PathFunctions {
    static var all: [TemplateFunction] {
        ["", "os"].flatMap { prefix in
            [
                TemplateFunction(named(prefix, "base"), "s") { call in .string(base(call.string(0))) },
                TemplateFunction(named(prefix, "dir"), "s") { call in .string(directory(call.string(0))) },
                TemplateFunction(named(prefix, "clean"), "s") { call in .string(clean(call.string(0))) },
                TemplateFunction(named(prefix, "ext"), "s") { call in .string(fileExtension(call.string(0))) },
                TemplateFunction(named(prefix, "isAbs"), "s") { call in .bool(call.string(0).hasPrefix("/")) },
            ]
        }
    }

    private static func named(_ prefix: String, _ name: String) -> String {
        prefix.isEmpty ? name : prefix + name.prefix(1).uppercased() + name.dropFirst()
    }

    static func clean(_ path: String) -> String {
        if path.isEmpty { return "." }
        let isRooted = path.hasPrefix("/")
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part != ".." {
                parts.append(part)
            } else if let last = parts.last, last != ".." {
                parts.removeLast()
            } else if !isRooted {
                parts.append(part)
            }
        }
        let joined = parts.joined(separator: "/")
        if isRooted { return "/" + joined }
        return joined.isEmpty ? "." : joined
    }

    static func base(_ path: String) -> String {
        if path.isEmpty { return "." }
        guard let last = path.split(separator: "/").last else { return "/" }
        return String(last)
    }

    static func directory(_ path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return clean("") }
        return clean(String(path[...slash]))
    }

    static func fileExtension(_ path: String) -> String {
        let name = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { path[path.utf8.index(after: $0)...] } ?? path[...]
        guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")) else { return "" }
        return String(name[dot...])
    }
}
