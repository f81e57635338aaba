/// The members of a JSON or YAML object: unique keys in the order they were written.
///
/// Most objects in a manifest hold a dozen short keys, where scanning beats hashing; above
/// ``indexingThreshold`` members a hash index is kept as well, so look-up stays constant-time in a ConfigMap with
/// thousands of keys. Assigning to an existing key keeps its place; a new key goes to the end.
///
/// Keys are compared by their bytes, so that two spellings of one character are two keys, as they are to Kubernetes.
/// Equality disregards order. Compare ``keys`` as well where order matters.
@frozen
public struct Object: Sendable {
    /// A key and its value.
    @frozen
    public struct Member: Sendable {
        /// The key, unique within its object.
        public let key: String
        /// What the key stands for.
        public var value: Value

        /// A member of an object.
        @inlinable
        public init(key: String, value: Value) {
            self.key = key
            self.value = value
        }
    }

    /// Members beyond this number are found through a hash index.
    @inlinable
    public static var indexingThreshold: Int { 16 }

    @usableFromInline
    internal var members: [Member]

    /// Position by key; nil while there are at most ``indexingThreshold`` members.
    @usableFromInline
    internal private(set) var index: KeyIndex?

    /// An object without members.
    @inlinable
    public init() {
        members = []
        index = nil
    }

    /// An object with room for `minimumCapacity` members.
    ///
    /// - Parameter minimumCapacity: number of members that will be added without growing.
    public init(minimumCapacity: Int) {
        members = []
        members.reserveCapacity(minimumCapacity)
        index = nil
    }

    /// An object from members in order; of several with one key the last value wins, in the first one's place.
    public init(_ members: some Sequence<(key: String, value: Value)>) {
        self.init()
        for (key, value) in members { self[key] = value }
    }

    /// An object from members already known to have different keys; costs no look-up.
    ///
    /// - Parameter members: members with unique keys. The caller vouches for that.
    public init(uniqueMembers members: [Member]) {
        self.members = members
        index = members.count > Object.indexingThreshold ? KeyIndex(members) : nil
    }

    /// An object from members of which several may have one key: the last value wins, in the first one's place.
    init(lastOfEach members: consuming [Member]) {
        self.init(minimumCapacity: members.count)
        for member in members { self[member.key] = member.value }
    }

    /// Position of a key among the members, nil when there is none.
    public func position(of key: String) -> Int? {
        if let index { return index.find(key) { members[$0].key.hasSameBytes(as: key) } }
        for position in members.indices where members[position].key.hasSameBytes(as: key) { return position }
        return nil
    }

    /// Position of a key that is likely to stand at some place: where it does, one comparison finds it.
    package func position(of key: String, near guess: Int) -> Int? {
        if guess < members.count, members[guess].key.hasSameBytes(as: key) { return guess }
        return position(of: key)
    }

    /// What objects that share their storage have in common; two that are alive and have equal ones are equal.
    package var storageIdentity: UInt {
        members.withUnsafeBufferPointer { UInt(bitPattern: $0.baseAddress) }
    }

    /// The value of a key; assigning nil removes the member.
    ///
    /// Removing is linear in the number of members, everything else constant beyond the threshold.
    public subscript(key: String) -> Value? {
        get {
            guard let position = position(of: key) else { return nil }
            return members[position].value
        }
        set {
            guard let newValue else {
                removeValue(forKey: key)
                return
            }
            if let position = position(of: key) {
                members[position].value = newValue
            } else {
                appendNew(key, newValue)
            }
        }
        _modify {
            guard let position = position(of: key) else {
                var slot: Value?
                defer { if let slot { appendNew(key, slot) } }
                yield &slot
                return
            }
            // Parks null in the member so that the payload stays uniquely referenced while the caller changes it.
            var slot: Value? = members[position].value
            members[position].value = .null
            defer {
                if let slot {
                    members[position].value = slot
                } else {
                    removeValue(forKey: key)
                }
            }
            yield &slot
        }
    }

    private mutating func appendNew(_ key: String, _ value: Value) {
        members.append(Member(key: key, value: value))
        if index != nil {
            index?.insert(key, members.count - 1)
        } else if members.count > Object.indexingThreshold {
            index = KeyIndex(members)
        }
    }

    /// Removes a member and tells its value; nil when there was none. The others keep their order.
    @discardableResult
    public mutating func removeValue(forKey key: String) -> Value? {
        guard let position = position(of: key) else { return nil }
        let removed = members.remove(at: position)
        if index != nil {
            index = members.count > Object.indexingThreshold ? KeyIndex(members) : nil
        }
        return removed.value
    }

    /// Removes all members for which the predicate holds, in one pass.
    public mutating func removeAll(where shouldRemove: (Member) throws -> Bool) rethrows {
        try members.removeAll(where: shouldRemove)
        index = members.count > Object.indexingThreshold ? KeyIndex(members) : nil
    }

    /// Orders the members by key, by the bytes of their UTF-8 as Go does.
    public mutating func sortKeys() {
        members.sort { KeyOrder.precedesByBytes($0.key, $1.key) }
        if index != nil { index = KeyIndex(members) }
    }

    /// Orders the members as Go's YAML library orders a map's keys: letters after everything else, and runs of digits by
    /// their number, so that `item2` stands before `item10`.
    public mutating func sortKeysNaturally() {
        members.sort { NaturalOrder.precedes($0.key, $1.key) }
        if index != nil { index = KeyIndex(members) }
    }

    /// The keys in order.
    public var keys: [String] { members.map(\.key) }

    /// The values in order.
    public var values: [Value] { members.map(\.value) }

    /// Whether the key is there, with any value, null included.
    public func contains(key: String) -> Bool { position(of: key) != nil }

    /// Replaces every value, keeping keys and order.
    ///
    /// - Parameter transform: receives the key and the value, gives the new value.
    public func mapValues<Failure: Error>(
        _ transform: (String, Value) throws(Failure) -> Value
    ) throws(Failure) -> Object {
        var copy = self
        for position in copy.members.indices {
            copy.members[position].value = try transform(copy.members[position].key, copy.members[position].value)
        }
        return copy
    }

    /// Lets a closure change a value in place by position; ``position(of:)`` finds one.
    @inlinable
    public mutating func withValue<Result, Failure: Error>(
        at position: Int, _ body: (inout Value) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(&members[position].value)
    }
}

extension Object: RandomAccessCollection {
    /// Position of the first member.
    @inlinable
    public var startIndex: Int { 0 }

    /// Number of members.
    @inlinable
    public var endIndex: Int { members.count }

    /// The member at a position.
    @inlinable
    public subscript(position: Int) -> Member { members[position] }
}

extension Object: Hashable {
    /// Equal when both have the same keys with equal values, in any order.
    public static func == (left: Object, right: Object) -> Bool {
        guard left.members.count == right.members.count else { return false }
        if left.storageIdentity == right.storageIdentity { return true }
        // Fast path: same order, which is also what copies of one object have.
        var position = 0
        while position < left.members.count, left.members[position].key.hasSameBytes(as: right.members[position].key) {
            guard left.members[position].value == right.members[position].value else { return false }
            position += 1
        }
        while position < left.members.count {
            let member = left.members[position]
            guard let other = right[member.key], other == member.value else { return false }
            position += 1
        }
        return true
    }

    /// Feeds the members to a hasher so that order does not count.
    public func hash(into hasher: inout Hasher) {
        var combined = 0
        for member in members {
            var memberHasher = Hasher()
            memberHasher.combine(member.key)
            memberHasher.combine(member.value)
            combined ^= memberHasher.finalize()
        }
        hasher.combine(combined)
    }
}

extension Object: ExpressibleByDictionaryLiteral {
    /// An object written as a literal; the last of several equal keys wins.
    public init(dictionaryLiteral elements: (String, Value)...) {
        self.init()
        for (key, value) in elements { self[key] = value }
    }
}
