internal import SemanticVersions

/// A map with string keys, in the order of their bytes, which is the order templates visit them in.
public final class GoMap {
    /// A map's type: its name and what a missing key reads as.
    public struct MapType: Sendable {
        enum Zero: Sendable {
            case null
            case string
            case bytes
        }

        /// The name as `%T` prints it.
        public let name: String
        let zero: Zero

        /// `map[string]interface {}`
        public static let any = MapType(name: "map[string]interface {}", zero: .null)
        /// `map[string]string`
        public static let strings = MapType(name: "map[string]string", zero: .string)

        /// A named map type of `interface {}` values.
        public static func named(_ name: String) -> MapType { MapType(name: name, zero: .null) }
        /// A named map type of bytes.
        public static func bytes(named name: String) -> MapType { MapType(name: name, zero: .bytes) }

        var zeroValue: GoValue {
            switch zero {
            case .null: .null
            case .string: .string("")
            case .bytes: .list(GoList([], type: .bytes, isNil: true))
            }
        }

        var elementName: String {
            switch zero {
            case .null: "interface {}"
            case .string: "string"
            case .bytes: "[]uint8"
            }
        }

        /// Whether Go would pass it for a `map[string]interface {}`.
        var isAssignableToAny: Bool { zero == .null }
    }

    // Both change in the setter of the subscript alone, which calls nothing that could look at them.
    /// The keys in order.
    @exclusivity(unchecked) public private(set) var keys: [String]
    /// The values, in the order of the keys.
    @exclusivity(unchecked) public private(set) var values: [GoValue]
    /// The type.
    public let type: MapType
    /// Whether it is a nil map: prints the same, but is `null` in JSON.
    public let isNil: Bool
    /// Methods by name, for named types such as `.Files`.
    let methods: (@Sendable (String) -> TemplateFunction?)?

    /// An empty map.
    public convenience init(type: MapType = .any) { self.init([], type: type) }

    /// A nil map.
    public convenience init(nilOf type: MapType) { self.init([], type: type, isNil: true) }

    /// A map from entries; the last of equal keys wins.
    ///
    /// - Parameter methods: what templates can call on it; the function finds the map in ``FunctionCall/receiver``.
    public init(
        _ entries: [(String, GoValue)], type: MapType = .any,
        methods: (@Sendable (String) -> TemplateFunction?)? = nil, isNil: Bool = false
    ) {
        self.isNil = isNil
        keys = []
        values = []
        self.type = type
        self.methods = methods
        let sorted = entries.enumerated().sorted { left, right in
            if ByteText.precedes(left.element.0, right.element.0) { return true }
            return ByteText.equal(left.element.0, right.element.0) && left.offset < right.offset
        }
        keys.reserveCapacity(sorted.count)
        values.reserveCapacity(sorted.count)
        for (_, entry) in sorted {
            if let last = keys.last, ByteText.equal(last, entry.0) {
                values[values.count - 1] = entry.1
            } else {
                keys.append(entry.0)
                values.append(entry.1)
            }
        }
    }

    init(sortedKeys: [String], values: [GoValue], type: MapType = .any) {
        keys = sortedKeys
        self.values = values
        self.type = type
        methods = nil
        isNil = false
    }

    /// Number of entries.
    public var count: Int { keys.count }

    private func position(of key: String) -> (index: Int, found: Bool) {
        if keys.count <= 8 {
            for index in keys.indices where ByteText.equal(keys[index], key) { return (index, true) }
        }
        var low = 0
        var high = keys.count
        while low < high {
            let middle = (low + high) / 2
            if ByteText.precedes(keys[middle], key) { low = middle + 1 } else { high = middle }
        }
        return (low, low < keys.count && ByteText.equal(keys[low], key))
    }

    /// The value of a key; assigning nil removes the entry.
    public subscript(key: String) -> GoValue? {
        get {
            if keys.count <= 8 {
                for index in keys.indices where ByteText.equal(keys[index], key) { return values[index] }
                return nil
            }
            let (index, found) = position(of: key)
            return found ? values[index] : nil
        }
        set {
            let (index, found) = position(of: key)
            guard let newValue else {
                if found {
                    keys.remove(at: index)
                    values.remove(at: index)
                }
                return
            }
            if found {
                values[index] = newValue
            } else {
                keys.insert(key, at: index)
                values.insert(newValue, at: index)
            }
        }
    }

    /// The entries in order.
    public var entries: Zip2Sequence<[String], [GoValue]> { zip(keys, values) }
}

extension GoValue {
    /// A copy with copies of all maps below; beyond five hundred levels, where only a map inside itself leads, and beyond
    /// ten million values it shares.
    var deepCopy: GoValue {
        var budget = GoValue.mostNodes
        return copied(depth: 0, &budget)
    }

    private func copied(depth: Int, _ budget: inout Int) -> GoValue {
        budget &-= 1
        guard depth < 500, budget > 0 else { return self }
        switch self {
        case .map(let map):
            return .map(
                GoMap(
                    sortedKeys: map.keys, values: map.values.map { $0.copied(depth: depth + 1, &budget) },
                    type: map.type))
        case .list(let list):
            let elements = list.elements.map { $0.copied(depth: depth + 1, &budget) }
            return .list(GoList(elements, type: list.type, isNil: list.isNil))
        case .object(let object) where object is VersionValue:
            // Go's copy has none of the fields that are not exported.
            return .object(VersionValue(SemanticVersion(major: 0)))
        default: return self
        }
    }
}
