#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Tells the time of day; expiry dates of credentials and leases are compared with it.
public struct WallClock: Sendable {
    private let read: @Sendable () -> Timestamp

    /// A clock by a function.
    public init(_ read: @escaping @Sendable () -> Timestamp) { self.read = read }

    /// The machine's clock.
    public static let system = WallClock {
        let seconds = Date().timeIntervalSince1970
        return Timestamp(microseconds: Int64(exactly: (seconds * 1_000_000).rounded()) ?? 0)
    }

    /// The present moment.
    public var now: Timestamp { read() }
}
