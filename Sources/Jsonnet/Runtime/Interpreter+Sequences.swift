extension Interpreter {
    /// `std.length`.
    func length(of value: Datum) throws(Failure) -> Int {
        switch value {
        case .string(let string): return scalarCount(string)
        case .array(let array): return array.pointee.count
        case .object(let object): return visibleFieldCount(object)
        case .function(let function): return parameters(of: function).count { !$0.isOptional }
        default: throw Failure(unexpected: value)
        }
    }

    /// What an index gives, found when somebody looks at it.
    func deferredIndex(_ target: Datum, _ position: Int) -> Datum {
        let frame = heap.frame(parent: nil, slots: 2)
        frame.slots[0] = target
        frame.slots[1] = .number(Double(position))
        return .thunk(thunk(common.index, frame))
    }

    /// The parts of anything with a length: the characters of a string, else what its indices give.
    func pieces(of value: Datum) throws(Failure) -> ArrayRef {
        switch value {
        case .string(let string): return try characters(of: string)
        case .array(let array): return array
        default: return try makeArray(try length(of: value)) { deferredIndex(value, $0) }
        }
    }
}
