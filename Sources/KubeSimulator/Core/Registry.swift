import Values

/// The resources that the server serves, by group, version and name.
struct Registry: Sendable {
    private(set) var groups: [String] = []
    private var versions: [String: [String]] = [:]
    private var definitions: [String: [ResourceDefinition]] = [:]
    private var byPath: [ResourceKey: ResourceDefinition] = [:]
    private var storageDefinitions: [ResourceID: ResourceDefinition] = [:]

    private struct ResourceKey: Hashable {
        let group: String
        let version: String
        let resource: String
    }

    /// The resources that a server has by itself.
    static let builtin = Registry()

    private init() {
        for entry in ResourceTable.builtin.entries { add(ResourceDefinition(entry)) }
    }

    mutating func add(_ definition: ResourceDefinition) {
        let group = definition.group
        if versions[group] == nil { groups.append(group) }
        if versions[group]?.contains(definition.version) != true {
            versions[group, default: []].append(definition.version)
            if definition.isCustom { versions[group]?.sort(by: Registry.versionOrder) }
        }
        definitions[definition.apiVersion, default: []].removeAll { $0.resource == definition.resource }
        definitions[definition.apiVersion, default: []].append(definition)
        byPath[ResourceKey(group: group, version: definition.version, resource: definition.resource)] = definition
        let isStorage = definition.custom.map { $0.storageVersion == $0.version } ?? true
        if storageDefinitions[definition.storage] == nil || (definition.isCustom && isStorage) {
            storageDefinitions[definition.storage] = definition
        }
    }

    /// Removes all versions of a custom resource.
    mutating func remove(group: String, resource: String) {
        for version in versions[group] ?? [] {
            definitions["\(group)/\(version)"]?.removeAll { $0.resource == resource }
            byPath[ResourceKey(group: group, version: version, resource: resource)] = nil
            if definitions["\(group)/\(version)"]?.isEmpty == true {
                definitions["\(group)/\(version)"] = nil
                versions[group]?.removeAll { $0 == version }
            }
        }
        if versions[group]?.isEmpty == true {
            versions[group] = nil
            groups.removeAll { $0 == group }
        }
        storageDefinitions[ResourceID(group: group, resource: resource)] = nil
    }

    func versions(of group: String) -> [String] { versions[group] ?? [] }

    func resources(_ group: String, _ version: String) -> [ResourceDefinition] {
        definitions[group.isEmpty ? version : "\(group)/\(version)"] ?? []
    }

    func definition(_ group: String, _ version: String, _ resource: String) -> ResourceDefinition? {
        byPath[ResourceKey(group: group, version: version, resource: resource)]
    }

    /// The definition in whose version objects are stored.
    func storageDefinition(_ id: ResourceID) -> ResourceDefinition? { storageDefinitions[id] }

    func definition(group: String, version: String, kind: String) -> ResourceDefinition? {
        resources(group, version).first { $0.kind == kind }
    }

    func definition(group: String, kind: String) -> ResourceDefinition? {
        for version in versions(of: group) {
            if let definition = definition(group: group, version: version, kind: kind) { return definition }
        }
        return nil
    }

    /// Every stored resource once.
    var storages: [ResourceDefinition] {
        storageDefinitions.values.sorted { ($0.group, $0.resource) < ($1.group, $1.resource) }
    }

    /// The order of versions in discovery: `v2`, `v1`, `v1beta2`, `v1alpha1`, then others by text.
    static func versionOrder(_ left: String, _ right: String) -> Bool {
        guard let first = rank(left) else { return rank(right) == nil && left < right }
        guard let second = rank(right) else { return true }
        return first.lexicographicallyPrecedes(second)
    }

    private static func rank(_ version: String) -> [Int]? {
        guard version.first == "v" else { return nil }
        let rest = version.dropFirst()
        let major = rest.prefix { $0.isNumber }
        guard let number = Int(major) else { return nil }
        let tail = rest.dropFirst(major.count)
        if tail.isEmpty { return [0, -number, 0] }
        for (order, word) in [(1, "beta"), (2, "alpha")] where tail.hasPrefix(word) {
            guard let minor = Int(tail.dropFirst(word.count)) else { return nil }
            return [order, -number, -minor]
        }
        return nil
    }
}
