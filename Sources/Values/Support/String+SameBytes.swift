extension String {
    /// Whether both have the same UTF-8 bytes.
    ///
    /// `==` takes strings for equal that only look the same, such as `é` and `e` with an accent; to JSON, YAML and Go they
    /// are different keys.
    @inline(__always)
    package func hasSameBytes(as other: String) -> Bool {
        let left = unsafeBitCast(self, to: (UInt64, UInt64).self)
        let right = unsafeBitCast(other, to: (UInt64, UInt64).self)
        // Whatever the two words mean, strings made of equal words are one and the same.
        if left.0 == right.0, left.1 == right.1 { return true }
        if left.1 & right.1 & SmallText.flag != 0, SmallText.isSupported { return false }
        guard utf8.count == other.utf8.count else { return false }
        return hasSameLongBytes(as: other)
    }

    @inline(never)
    private func hasSameLongBytes(as other: String) -> Bool {
        utf8.withContiguousStorageIfAvailable { left in
            other.utf8.withContiguousStorageIfAvailable { ByteComparison.isEqual(left, $0) }
        }.flatMap { $0 } ?? utf8.elementsEqual(other.utf8)
    }
}
