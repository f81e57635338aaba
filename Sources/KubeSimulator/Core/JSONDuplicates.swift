import KubeModel
import Values

/// Reads JSON as the server does when keys repeat: objects under one key are merged, of other values the last wins.
struct JSONDuplicates {
    /// Deeper than what the reader of JSON lets pass.
    private static let depthLimit = 1024

    private let bytes: [UInt8]
    private var position = 0
    private var path: [String] = []
    /// The fields that stand more than once, as the server names them.
    private(set) var duplicates: [String] = []

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The value of JSON text that is known to be well-formed; nil where no key repeats.
    mutating func merged() -> Value? {
        let value = read(depth: 0)
        return duplicates.isEmpty ? nil : value
    }

    private mutating func skipSpace() {
        while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) { position += 1 }
    }

    private mutating func read(depth: Int) -> Value {
        skipSpace()
        guard position < bytes.count, depth < JSONDuplicates.depthLimit else {
            position = bytes.count
            return .null
        }
        switch bytes[position] {
        case 0x7B: return object(depth: depth)
        case 0x5B: return array(depth: depth)
        default: return scalar()
        }
    }

    private mutating func scalar() -> Value {
        let start = position
        if bytes[position] == 0x22 {
            position += 1
            while position < bytes.count, bytes[position] != 0x22 { position += bytes[position] == 0x5C ? 2 : 1 }
            position += 1
        } else {
            while position < bytes.count, ![0x2C, 0x7D, 0x5D, 0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) {
                position += 1
            }
        }
        return (try? Value(json: Array(bytes[start..<min(position, bytes.count)]))) ?? .null
    }

    private mutating func array(depth: Int) -> Value {
        position += 1
        var elements: [Value] = []
        while true {
            skipSpace()
            guard position < bytes.count, bytes[position] != 0x5D else { break }
            path.append("[\(elements.count)]")
            elements.append(read(depth: depth + 1))
            path.removeLast()
            skipSpace()
            if position < bytes.count, bytes[position] == 0x2C { position += 1 }
        }
        position += 1
        return .array(elements)
    }

    private mutating func object(depth: Int) -> Value {
        position += 1
        var members = Object()
        while true {
            skipSpace()
            guard position < bytes.count, bytes[position] == 0x22 else { break }
            let key = scalar().stringValue ?? ""
            skipSpace()
            position += 1
            path.append(key)
            let isRepeated = members.contains(key: key)
            if isRepeated { duplicates.append(pathText) }
            let value = read(depth: depth + 1)
            path.removeLast()
            members[key] = members[key].map { JSONDuplicates.merge($0, value) } ?? value
            skipSpace()
            if position < bytes.count, bytes[position] == 0x2C { position += 1 }
        }
        position += 1
        return .object(members)
    }

    private static func merge(_ first: Value, _ second: Value) -> Value {
        guard case .object(var members) = first, case .object(let more) = second else { return second }
        for member in more { members[member.key] = members[member.key].map { merge($0, member.value) } ?? member.value }
        return .object(members)
    }

    private var pathText: String {
        var text = ""
        for step in path { text += step.hasPrefix("[") || text.isEmpty ? step : ".\(step)" }
        return text
    }
}

/// Values as Go prints them with `%v`.
enum GoText {
    static func show(_ value: Value) -> String { GoForm.plain(value) }
}

/// Metadata in the order in which the server writes it.
enum MetadataOrder {
    private static let order = [
        "name", "generateName", "namespace", "selfLink", "uid", "resourceVersion", "generation", "creationTimestamp",
        "deletionTimestamp", "deletionGracePeriodSeconds", "labels", "annotations", "ownerReferences", "finalizers",
        "managedFields",
    ]

    /// Puts a place for the version in, which the store fills.
    static func arrange(_ object: inout Value, reservesVersion: Bool) {
        guard case .object(let members)? = object["metadata"] else { return }
        var sorted: [Object.Member] = []
        sorted.reserveCapacity(members.count + 1)
        for key in order {
            if let value = members[key] {
                sorted.append(.init(key: key, value: value))
            } else if key == "resourceVersion", reservesVersion {
                sorted.append(.init(key: key, value: "0"))
            }
        }
        object["metadata"] = .object(Object(uniqueMembers: sorted))
    }
}
