#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Addresses as bytes, as certificates and networks hold them.
package enum IPAddress {
    /// The four or sixteen bytes of an address; nil where the text is a name.
    package static func bytes(_ text: String) -> [UInt8]? {
        var four = in_addr()
        if inet_pton(AF_INET, text, &four) == 1 { return withUnsafeBytes(of: &four) { Array($0) } }
        var six = in6_addr()
        if inet_pton(AF_INET6, text, &six) == 1 { return withUnsafeBytes(of: &six) { Array($0) } }
        return nil
    }

    /// Whether an address is this machine's own.
    static func isLoopback(_ address: [UInt8]) -> Bool {
        address.count == 4 ? address[0] == 127 : address == [UInt8](repeating: 0, count: 15) + [1]
    }

    /// Whether two addresses of one kind begin with the same bits.
    static func share(_ left: [UInt8], _ right: [UInt8], bits: Int) -> Bool {
        guard left.count == right.count else { return false }
        return left.indices.allSatisfy { index in
            let count = min(max(bits - index * 8, 0), 8)
            return (left[index] ^ right[index]) >> UInt8(8 - count) == 0
        }
    }
}
