/// Comparing bytes eight at a time.
enum ByteComparison {
    /// Whether both have the same bytes.
    @inline(__always)
    static func isEqual(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Bool {
        let count = left.count
        guard count == right.count else { return false }
        guard count > 0, let left = left.baseAddress, let right = right.baseAddress else { return true }
        if count < 8 {
            for position in 0..<count where left[position] != right[position] { return false }
            return true
        }
        let leftRaw = UnsafeRawPointer(left)
        let rightRaw = UnsafeRawPointer(right)
        var position = 0
        // The last word overlaps the one before, so that no tail is left over.
        while true {
            let isSame =
                leftRaw.loadUnaligned(fromByteOffset: position, as: UInt64.self)
                == rightRaw.loadUnaligned(fromByteOffset: position, as: UInt64.self)
            if !isSame { return false }
            if position &+ 8 >= count { return true }
            position = min(position &+ 8, count &- 8)
        }
    }
}
