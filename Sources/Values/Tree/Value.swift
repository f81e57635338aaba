/// One node of the tree that every layer of the engine speaks: what JSON and YAML can say, nothing more.
///
/// Manifests are read into a `Value` once and stay one through rendering, comparison and sending; no layer
/// re-parses or re-serialises on the way. Objects keep the order in which their keys were written, so output is
/// stable, but two objects with the same members in another order are equal.
///
/// ```swift
/// var deployment = try Value(yaml: text)
/// deployment["spec", "replicas"] == 3
/// deployment.set(.int(5), at: ["spec", "replicas"])
/// ```
///
/// Numbers keep their kind: `1` is ``int(_:)`` and `1.0` is ``double(_:)``, and the two are not equal. Whole numbers
/// that fit `Int64` are always ``int(_:)``; use ``integer(_:)`` to make a `Value` from a `UInt64`.
@frozen
public enum Value: Sendable {
    /// JSON's `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A whole number that fits 64 signed bits.
    case int(Int64)
    /// A whole number above `Int64.max` that fits 64 unsigned bits; smaller ones are ``int(_:)``.
    case unsigned(UInt64)
    /// Any other number.
    case double(Double)
    /// Text.
    case string(String)
    /// A list.
    case array([Value])
    /// Members in the order they were written.
    case object(Object)

    /// The canonical value of an unsigned number: ``int(_:)`` where it fits, ``unsigned(_:)`` above.
    @inlinable
    public static func integer(_ number: UInt64) -> Value {
        number <= UInt64(Int64.max) ? .int(Int64(number)) : .unsigned(number)
    }
}

extension Value {
    /// Whether both are seen to be equal without a look into lists and objects: those share their storage.
    package func isSame(as other: Value) -> Bool {
        switch (self, other) {
        case (.string(let a), .string(let b)): a.hasSameBytes(as: b)
        case (.object(let a), .object(let b)): a.count == b.count && a.storageIdentity == b.storageIdentity
        case (.array(let a), .array(let b)):
            a.count == b.count
                && a.withUnsafeBufferPointer { first in
                    b.withUnsafeBufferPointer { first.baseAddress == $0.baseAddress }
                }
        case (.array, _), (.object, _): false
        default: self == other
        }
    }
}

extension Value: Hashable {
    /// Equality as data: object members in any order, numbers by kind and value, strings by their bytes.
    public static func == (left: Value, right: Value) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let a), .bool(let b)): a == b
        case (.int(let a), .int(let b)): a == b
        case (.unsigned(let a), .unsigned(let b)): a == b
        case (.double(let a), .double(let b)): a == b
        case (.string(let a), .string(let b)): a.hasSameBytes(as: b)
        case (.array(let a), .array(let b)): a == b
        case (.object(let a), .object(let b)): a == b
        default: false
        }
    }

    /// Feeds the value to a hasher; members of an object count in no particular order.
    public func hash(into hasher: inout Hasher) {
        switch self {
        case .null: hasher.combine(0 as UInt8)
        case .bool(let value): hasher.combine(value)
        case .int(let value): hasher.combine(value)
        case .unsigned(let value): hasher.combine(value)
        case .double(let value): hasher.combine(value)
        case .string(let value): hasher.combine(value)
        case .array(let value): hasher.combine(value)
        case .object(let value): hasher.combine(value)
        }
    }
}
