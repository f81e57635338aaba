#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Wall-clock time from the C library, so that this module needs no Foundation.
enum UnixClock {
    static var now: (seconds: Int64, nanoseconds: Int64) {
        var moment = timespec()
        clock_gettime(CLOCK_REALTIME, &moment)
        return (Int64(moment.tv_sec), Int64(moment.tv_nsec))
    }
}
