/// Orders of keys.
package enum KeyOrder {
    /// Whether one key stands before another by the bytes of their UTF-8, as Go orders strings.
    package static func precedesByBytes(_ left: String, _ right: String) -> Bool {
        withBytes(left, right) { left, right in
            let common = min(left.count, right.count)
            var position = 0
            while position < common {
                if left[position] != right[position] { return left[position] < right[position] }
                position &+= 1
            }
            return left.count < right.count
        } ?? left.utf8.lexicographicallyPrecedes(right.utf8)
    }

    /// Lends the bytes of two strings; nil where a string does not store them in one piece.
    @inline(__always)
    static func withBytes<Result>(
        _ left: String, _ right: String,
        _ body: (UnsafeBufferPointer<UInt8>, UnsafeBufferPointer<UInt8>) -> Result
    ) -> Result? {
        left.utf8.withContiguousStorageIfAvailable { left in
            right.utf8.withContiguousStorageIfAvailable { body(left, $0) }
        }.flatMap { $0 }
    }
}

extension Object {
    /// Positions of the members in an order of their keys.
    func positions(by precedes: (String, String) -> Bool) -> [Int] {
        var positions = Array(indices)
        if count <= 16 {
            // Most objects are small and nearly in order already: insertion moves little.
            for end in positions.indices.dropFirst() {
                let position = positions[end]
                var target = end
                while target > 0, precedes(self[position].key, self[positions[target - 1]].key) {
                    positions[target] = positions[target - 1]
                    target -= 1
                }
                positions[target] = position
            }
        } else {
            positions.sort { precedes(self[$0].key, self[$1].key) }
        }
        return positions
    }
}
