/// A path inside a source tree: relative, normalised, with `/` between components; the empty path is the root.
///
/// Making one is the only place where a text becomes a path, so nothing that holds a `TreePath` can lead out of
/// its tree: `..` that would climb above the root, absolute paths, and NUL bytes are refused here.
///
/// ```swift
/// let chart: TreePath = "charts/shop"
/// try chart.appending("../common/values.yaml")   // charts/common/values.yaml
/// try TreePath(written)                          // throws where `written` is "../etc/passwd"
/// ```
public struct TreePath: Hashable, Sendable, Comparable {
    /// The names from the root down; none is empty, `.` or `..`.
    public let components: [String]

    /// Most components a path may have; deeper ones are refused so that nothing that walks a tree can be exhausted.
    public static let maximumDepth = 256

    /// The root of a tree.
    public static let root = TreePath(uncheckedComponents: [])

    /// A path from components already known to be plain names.
    init(uncheckedComponents components: [String]) {
        self.components = components
    }

    /// Reads a path as it is written in a manifest, relative to the root of the tree.
    ///
    /// Empty components and `.` are dropped, `..` is resolved lexically.
    /// - Parameter text: for example `charts/shop`, `./shop/`, or the empty string for the root.
    /// - Throws: ``TreeError`` with ``TreeError/Code/escapesRoot`` for an absolute path or one that climbs above the
    ///   root, ``TreeError/Code/invalidPath`` for a NUL byte or more than ``maximumDepth`` components.
    public init(_ text: String) throws(TreeError) {
        self = try TreePath.root.appending(text)
    }

    /// The path reached from this one by a relative path as it is written in a manifest.
    ///
    /// - Parameter text: a relative path; `..` climbs from here.
    /// - Throws: ``TreeError`` as ``init(_:)`` does.
    public func appending(_ text: String) throws(TreeError) -> TreePath {
        guard !text.hasPrefix("/") else { throw TreeError(.escapesRoot, path: text) }
        guard !text.utf8.contains(0) else { throw TreeError(.invalidPath, path: text) }
        var components = self.components
        for component in text.utf8.split(separator: UInt8(ascii: "/")) {
            switch Substring(component) {
            case ".": continue
            case "..":
                guard components.popLast() != nil else { throw TreeError(.escapesRoot, path: text) }
            case let name: components.append(String(name))
            }
        }
        guard components.count <= TreePath.maximumDepth else {
            throw TreeError(.invalidPath, path: text, detail: "more than \(TreePath.maximumDepth) components")
        }
        return TreePath(uncheckedComponents: components)
    }

    /// The path of an entry directly below this one.
    ///
    /// - Parameter name: a plain name as a tree lists it; a separator or `..` in it is a mistake of the tree.
    /// - Throws: ``TreeError`` with ``TreeError/Code/invalidPath`` where the name is no plain name.
    public func child(_ name: String) throws(TreeError) -> TreePath {
        guard !name.isEmpty, name != ".", name != "..", !name.utf8.contains(UInt8(ascii: "/")), !name.utf8.contains(0)
        else { throw TreeError(.invalidPath, path: name) }
        guard components.count < TreePath.maximumDepth else {
            throw TreeError(.invalidPath, path: name, detail: "more than \(TreePath.maximumDepth) components")
        }
        return TreePath(uncheckedComponents: components + [name])
    }

    /// This path with all of another below it.
    public func appending(_ path: TreePath) -> TreePath {
        TreePath(uncheckedComponents: components + path.components)
    }

    /// The path of the folder that holds this entry; the root is its own parent.
    public var parent: TreePath { TreePath(uncheckedComponents: Array(components.dropLast())) }

    /// The last component, empty for the root.
    public var name: String { components.last ?? "" }

    /// Whether this is the root.
    public var isRoot: Bool { components.isEmpty }

    /// Whether this path is the other or lies below it.
    public func isInside(_ folder: TreePath) -> Bool { components.starts(with: folder.components) }

    /// What remains of this path below a folder, nil where it does not lie inside.
    public func relative(to folder: TreePath) -> TreePath? {
        guard isInside(folder) else { return nil }
        return TreePath(uncheckedComponents: Array(components.dropFirst(folder.components.count)))
    }

    /// Paths are equal when their bytes are, as in Git; Unicode's equivalent spellings stay apart.
    public static func == (left: TreePath, right: TreePath) -> Bool {
        left.components.elementsEqual(right.components) { $0.utf8.elementsEqual($1.utf8) }
    }

    /// Hashes the components; spellings that Unicode holds equivalent share a hash.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(components)
    }

    /// Orders by the bytes of each component in turn.
    public static func < (left: TreePath, right: TreePath) -> Bool {
        left.components.lexicographicallyPrecedes(right.components) {
            $0.utf8.lexicographicallyPrecedes($1.utf8)
        }
    }
}

extension TreePath: CustomStringConvertible {
    /// The path with `/` between its components, `.` for the root.
    public var description: String { components.isEmpty ? "." : components.joined(separator: "/") }
}

extension TreePath: ExpressibleByStringLiteral {
    /// A path that stands in source code: read as from the root, so that nothing climbs above it.
    ///
    /// Only literals come this way; text from outside goes through ``init(_:)``, which refuses what leads out.
    public init(stringLiteral text: String) {
        var components: [String] = []
        for component in text.utf8.split(separator: UInt8(ascii: "/")).map({ String(Substring($0)) }) {
            switch component {
            case ".": continue
            case "..": _ = components.popLast()
            case let name where components.count < TreePath.maximumDepth: components.append(name)
            default: continue
            }
        }
        self.init(uncheckedComponents: components)
    }
}
