#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The time of day, read here and nowhere below.
enum WallTime {
    /// Seconds since 1970.
    static var seconds: Int64 { Int64(time(nil)) }
}
