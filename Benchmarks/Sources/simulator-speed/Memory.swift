#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// What the process holds.
enum Memory {
    /// Bytes of the heap in use, where the C library tells; otherwise zero.
    static var heapBytes: Int {
        #if canImport(Glibc)
            let info = mallinfo2()
            return Int(info.uordblks + info.hblkhd)
        #else
            return 0
        #endif
    }
}
