extension Value {
    /// The value with every double that is whole and fits 64 bits as an integer, as the API server returns it: `1.0`
    /// becomes `1`.
    ///
    /// What is whole goes by the text that Go's `encoding/json` writes, so the result is what writing and reading as
    /// JSON gives. A value without such doubles is returned as it is, sharing all storage.
    public func normalizingWholeNumbers() -> Value { normalized() ?? self }

    /// The changed value; nil where there is nothing to change.
    private func normalized() -> Value? {
        switch self {
        case .double(let number): return Value.wholeNumber(number)
        case .array(var elements):
            var isChanged = false
            for position in elements.indices {
                guard let changed = elements[position].normalized() else { continue }
                elements[position] = changed
                isChanged = true
            }
            return isChanged ? .array(elements) : nil
        case .object(var object):
            var isChanged = false
            for position in object.indices {
                guard let changed = object[position].value.normalized() else { continue }
                object.withValue(at: position) { $0 = changed }
                isChanged = true
            }
            return isChanged ? .object(object) : nil
        default: return nil
        }
    }

    private static func wholeNumber(_ number: Double) -> Value? {
        if number.magnitude < 0x1p53 { return number.wholeInt64.map { .int($0) } }
        guard number.magnitude < 1e21 else { return nil }
        var bytes: [UInt8] = []
        DecimalText(number).appendJSON(to: &bytes)
        let text = String(decoding: bytes, as: UTF8.self)
        return Int64(text).map { .int($0) } ?? UInt64(text).map { .integer($0) }
    }
}
