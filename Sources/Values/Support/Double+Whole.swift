extension Double {
    /// The same number as an integer, where it is whole and fits.
    ///
    /// Unlike `Int64(exactly:)` this calls no function of the C mathematics library, which nothing else here needs linked.
    var wholeInt64: Int64? {
        guard self >= -0x1p63, self < 0x1p63 else { return nil }
        let whole = Int64(self)
        return Double(whole) == self ? whole : nil
    }

    /// The same number as an unsigned integer, where it is whole and fits.
    var wholeUInt64: UInt64? {
        guard self >= 0, self < 0x1p64 else { return nil }
        let whole = UInt64(self)
        return Double(whole) == self ? whole : nil
    }
}
