internal import SourceTrees

/// The components that an entry of an Application's `components` stands for: `kustomize edit add component`, which Argo CD
/// calls, takes each for a pattern of Go's `filepath.Glob`.
struct ComponentPattern {
    private let files: LocalFiles

    init(_ files: LocalFiles) { self.files = files }

    /// The paths that match a pattern, in order; the pattern itself where there are none, since it may still be the
    /// address of a folder elsewhere.
    func paths(matching pattern: String) -> [String] {
        guard ComponentPattern.isPattern(pattern) else { return [pattern] }
        // Hidden names are left out unless the pattern asks for them.
        let takesHidden = ComponentPattern.isHidden(pattern)
        let found = matches(pattern).filter { takesHidden || !ComponentPattern.isHidden($0) }
        return found.isEmpty ? [pattern] : found
    }

    private static func isPattern(_ text: String) -> Bool {
        text.utf8.contains { byte in
            switch byte {
            case UInt8(ascii: "*"), UInt8(ascii: "?"), UInt8(ascii: "["), UInt8(ascii: "\\"): true
            default: false
            }
        }
    }

    private static func isHidden(_ path: String) -> Bool { path.split(separator: "/").last?.hasPrefix(".") ?? false }

    /// Expands the folders of a path before what is in them.
    private func matches(_ pattern: String) -> [String] {
        let parts = pattern.split(separator: "/", omittingEmptySubsequences: false)
        guard let last = parts.last, let name = try? PathGlob(String(last), syntax: .segments) else { return [] }
        let folder = parts.dropLast().joined(separator: "/")
        let folders = ComponentPattern.isPattern(folder) ? matches(folder) : [folder]
        return folders.flatMap { folder in
            names(in: folder).filter { name.matches($0) }.map { ComponentPattern.joined(folder, $0) }
        }
    }

    /// The names in a folder, in the order of their bytes.
    private func names(in folder: String) -> [String] {
        guard let place = try? files.root.appending(folder), let entries = try? files.tree.list(place) else {
            return []
        }
        return entries.map(\.name).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// A name behind a folder, without parts that lead nowhere.
    private static func joined(_ folder: String, _ name: String) -> String {
        var parts: [Substring] = []
        for part in "\(folder)/\(name)".split(separator: "/") where part != "." {
            if part == "..", let last = parts.last, last != ".." { parts.removeLast() } else { parts.append(part) }
        }
        return parts.joined(separator: "/")
    }
}
