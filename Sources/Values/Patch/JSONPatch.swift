/// A list of operations on a value (RFC 6902), with the semantics of the Kubernetes API server.
///
/// ```swift
/// let patch = try JSONPatch([["op": "replace", "path": "/spec/replicas", "value": 3]])
/// let scaled = try patch.apply(to: deployment)
/// ```
///
/// A position in a list may be negative and then counts from the end, as Kubernetes' library allows; `-` is the place
/// after the last element. A patch either applies whole or not at all.
public struct JSONPatch: Sendable, Hashable {
    /// One operation.
    public enum Operation: Sendable, Hashable {
        /// Inserts into a list, sets in an object.
        case add(JSONPointer, Value)
        /// Removes what must be there.
        case remove(JSONPointer)
        /// Replaces what must be there.
        case replace(JSONPointer, Value)
        /// Removes from one place and adds at another.
        case move(from: JSONPointer, to: JSONPointer)
        /// Adds at one place what stands at another.
        case copy(from: JSONPointer, to: JSONPointer)
        /// Fails the patch unless the place holds this value.
        case test(JSONPointer, Value)
    }

    /// The operations in order.
    public var operations: [Operation]

    /// A patch of operations.
    public init(operations: [Operation]) { self.operations = operations }

    /// Reads a patch from its JSON form, a list of objects with `op`, `path`, and `value` or `from`.
    public init(_ value: Value) throws(PatchError) {
        guard case .array(let elements) = value else {
            throw PatchError(
                .invalidPatch, "a JSON patch is a list of operations, not a value of kind \(value.kindName)")
        }
        operations = []
        operations.reserveCapacity(elements.count)
        for (position, element) in elements.enumerated() {
            do throws(PatchError) {
                operations.append(try JSONPatch.read(element))
            } catch {
                throw PatchError(error.code, error.message, operation: position)
            }
        }
    }

    private static func read(_ element: Value) throws(PatchError) -> Operation {
        guard let name = element["op"]?.stringValue else {
            throw PatchError(.invalidPatch, "an operation needs `op`, one of add, remove, replace, move, copy, test")
        }
        guard let path = element["path"]?.stringValue else {
            throw PatchError(.invalidPatch, "`\(name)` needs a `path`")
        }
        let pointer = try JSONPointer(path)
        func value() throws(PatchError) -> Value {
            guard let value = element["value"] else { throw PatchError(.invalidPatch, "`\(name)` needs a `value`") }
            return value
        }
        func from() throws(PatchError) -> JSONPointer {
            guard let from = element["from"]?.stringValue else {
                throw PatchError(.invalidPatch, "`\(name)` needs a `from`")
            }
            return try JSONPointer(from)
        }
        switch name {
        case "add": return .add(pointer, try value())
        case "remove": return .remove(pointer)
        case "replace": return .replace(pointer, try value())
        case "move": return .move(from: try from(), to: pointer)
        case "copy": return .copy(from: try from(), to: pointer)
        case "test": return .test(pointer, element["value"] ?? .null)
        default:
            throw PatchError(.invalidPatch, "`\(name)` is no operation; use add, remove, replace, move, copy or test")
        }
    }

    /// Applies the operations in order to a copy of the value.
    ///
    /// - Parameters:
    ///   - value: what to patch; it stays as it is.
    ///   - copyLimit: how many nodes all `copy` operations together may add, so that copies of copies stay bounded.
    public func apply(to value: Value, copyLimit: Int = 1_000_000) throws(PatchError) -> Value {
        var result = value
        var copied = 0
        for (position, operation) in operations.enumerated() {
            do throws(PatchError) {
                try JSONPatch.apply(operation, to: &result, copied: &copied, copyLimit: copyLimit)
            } catch {
                throw PatchError(error.code, error.message, operation: position)
            }
        }
        return result
    }

    private static func apply(
        _ operation: Operation, to value: inout Value, copied: inout Int, copyLimit: Int
    ) throws(PatchError) {
        switch operation {
        case .add(let pointer, let new): try add(new, to: &value, at: pointer)
        case .remove(let pointer): try remove(from: &value, at: pointer.tokens[...])
        case .replace(let pointer, let new): try replace(in: &value, at: pointer.tokens[...], with: new)
        case .move(let from, let to):
            guard from == to || !to.tokens.starts(with: from.tokens) else {
                throw PatchError(.invalidPatch, "`\(from)` cannot move into itself")
            }
            try add(try remove(from: &value, at: from.tokens[...]), to: &value, at: to)
        case .copy(let from, let to):
            let source = try find(from, in: value)
            copied = copied.addingReportingOverflow(source.countNodes(upTo: copyLimit - copied + 1)).partialValue
            guard copied <= copyLimit else {
                throw PatchError(.limitExceeded, "the patch copies more than \(copyLimit) nodes")
            }
            try add(source, to: &value, at: to)
        case .test(let pointer, let expected):
            let found = try? find(pointer, in: value)
            guard (found ?? .null).isSameNumberOrValue(as: expected) else {
                throw PatchError(.testFailed, "`\(pointer)` does not hold the expected value")
            }
        }
    }
}
