/// A list of operations on a value (RFC 6902), with the semantics of the Kubernetes API server.
///
/// ```swift
/// let patch = try JSONPatch([["op": "replace", "path": "/spec/replicas", "value": 3]])
/// let scaled = try patch.apply(to: deployment)
/// ```
///
/// A patch either applies whole or not at all. Where Kubernetes' library departs from the RFC, so does this type:
///
/// - a position in a list may be negative and then counts from the end (`/-1` for `add` is the end), and may have
///   leading zeros;
/// - `replace` sets a member that is not there yet, and `copy` of a missing member writes null;
/// - `test` for null holds for a missing member, and a missing `value` is null;
/// - only `replace` and `test` take the empty path, which is the whole value.
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
        let value = element["value"] ?? .null
        func from() throws(PatchError) -> JSONPointer {
            guard let from = element["from"]?.stringValue else {
                throw PatchError(.invalidPatch, "`\(name)` needs a `from`")
            }
            return try JSONPointer(from)
        }
        switch name {
        case "add": return .add(pointer, value)
        case "remove": return .remove(pointer)
        case "replace": return .replace(pointer, value)
        case "move": return .move(from: try from(), to: pointer)
        case "copy": return .copy(from: try from(), to: pointer)
        case "test": return .test(pointer, value)
        default:
            throw PatchError(.invalidPatch, "`\(name)` is no operation; use add, remove, replace, move, copy or test")
        }
    }

    /// Applies the operations in order to a copy of the value.
    ///
    /// - Parameters:
    ///   - value: what to patch; it stays as it is.
    ///   - copyLimit: how many bytes all `copy` operations together may add, measured as JSON text, so that copies of
    ///     copies stay bounded. The default is the API server's.
    /// - Throws: ``PatchError`` with the operation's position.
    public func apply(to value: Value, copyLimit: Int = 3 << 20) throws(PatchError) -> Value {
        var application = Application(value: value, remainingCopies: copyLimit)
        for (position, operation) in operations.enumerated() {
            do throws(PatchError) {
                try application.apply(operation)
            } catch {
                throw PatchError(error.code, error.message, operation: position)
            }
        }
        return application.value
    }

    /// A patch half-way through.
    private struct Application {
        var value: Value
        var remainingCopies: Int

        mutating func apply(_ operation: Operation) throws(PatchError) {
            switch operation {
            case .add(let pointer, let new): try add(new, at: pointer)
            case .remove(let pointer): try JSONPatch.remove(from: &value, at: pointer)
            case .replace(let pointer, let new):
                try checkDepth(of: new, at: pointer)
                try JSONPatch.replace(in: &value, at: pointer, with: new)
            case .move(let from, let to):
                let moved = try JSONPatch.find(from, in: value) ?? .null
                try JSONPatch.remove(from: &value, at: from)
                try add(moved, at: to)
            case .copy(let from, let to):
                let source = try JSONPatch.find(from, in: value) ?? .null
                remainingCopies -= source.estimatedBytes(upTo: remainingCopies &+ 1)
                guard remainingCopies >= 0 else {
                    throw PatchError(.limitExceeded, "the patch's copies are larger than is allowed")
                }
                try add(source, at: to)
            case .test(let pointer, let expected):
                let found = pointer.tokens.isEmpty ? value : try JSONPatch.find(pointer, in: value)
                guard (found ?? .null) == expected else {
                    throw PatchError(.testFailed, "`\(pointer)` does not hold the expected value")
                }
            }
        }

        private mutating func add(_ new: Value, at pointer: JSONPointer) throws(PatchError) {
            try checkDepth(of: new, at: pointer)
            try JSONPatch.add(new, to: &value, at: pointer)
        }

        private func checkDepth(of new: Value, at pointer: JSONPointer) throws(PatchError) {
            let bound = ParseLimits.deepestSupported - pointer.tokens.count
            guard bound >= 0, new.isNestedAtMost(bound) else {
                throw PatchError(.limitExceeded, "the patch nests lists and objects too deeply")
            }
        }
    }
}
