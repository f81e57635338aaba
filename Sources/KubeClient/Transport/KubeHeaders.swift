/// Header fields: names compare without regard to case.
public struct KubeHeaders: Sendable, ExpressibleByDictionaryLiteral {
    /// Names and values in order.
    public var fields: [(name: String, value: String)]

    /// Header fields in order.
    public init(_ fields: [(name: String, value: String)] = []) { self.fields = fields }

    /// Header fields written as a literal.
    public init(dictionaryLiteral elements: (String, String)...) { fields = elements.map { ($0.0, $0.1) } }

    /// The first value of a field; assigning replaces all of that name, nil removes them.
    public subscript(name: String) -> String? {
        get { fields.first { KubeHeaders.equal($0.name, name) }?.value }
        set {
            fields.removeAll { KubeHeaders.equal($0.name, name) }
            if let newValue { fields.append((name, newValue)) }
        }
    }

    /// All values of a field in order; `Warning` comes once for each warning.
    public func values(_ name: String) -> [String] {
        fields.filter { KubeHeaders.equal($0.name, name) }.map(\.value)
    }

    /// Adds a value and keeps those that are there.
    public mutating func append(_ name: String, _ value: String) { fields.append((name, value)) }

    private static func lowercase(_ byte: UInt8) -> UInt8 { byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte }

    private static func equal(_ left: String, _ right: String) -> Bool {
        guard left.utf8.count == right.utf8.count else { return false }
        return zip(left.utf8, right.utf8).allSatisfy { lowercase($0) == lowercase($1) }
    }
}

extension KubeHeaders: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The names; values may be secret.
    public var description: String { fields.map(\.name).joined(separator: ", ") }

    /// The names.
    public var debugDescription: String { description }

    /// The names.
    public var customMirror: Mirror { Mirror(self, children: ["names": fields.map(\.name)]) }
}
