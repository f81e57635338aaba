/// A path inside a source tree: relative, normalised, with `/` between components; the empty path is the root.
///
/// Making one is the only place where a text becomes a path, so nothing that holds a `TreePath` can lead out of
/// its tree: `..` that would climb above the root, absolute paths, and NUL bytes are refused here.
///
/// ```swift
/// let chart: TreePath = "charts/shop"
/// try chart.appending("../common/values.yaml")   // charts/common/values.yaml
/// try TreePath("../etc/passwd")                  // throws
/// ```
public struct TreePath: Hashable, Sendable, Comparable {
    /// The names from the root down; none is empty, `.` or `..`.
    public let components: [String]

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
    ///   root, ``TreeError/Code/invalidPath`` for a NUL byte.
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
        return TreePath(uncheckedComponents: components)
    }

    /// The path of an entry directly below this one.
    ///
    /// - Parameter name: a plain name as a tree lists it; a separator or `..` in it is a mistake of the tree.
    /// - Throws: ``TreeError`` with ``TreeError/Code/invalidPath`` where the name is no plain name.
    public func child(_ name: String) throws(TreeError) -> TreePath {
        guard !name.isEmpty, name != ".", name != "..", !name.utf8.contains(UInt8(ascii: "/")), !name.utf8.contains(0)
        else { throw TreeError(.invalidPath, path: name) }
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
