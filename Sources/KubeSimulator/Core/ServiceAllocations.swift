import Values

/// Cluster addresses and node ports in use.
struct ServiceAllocations: Sendable {
    private var addresses: Set<UInt32> = []
    private var ports: Set<Int64> = []
    private let base: UInt32
    private let size: UInt32 = 1 << 16
    private var next: UInt32 = 256
    private var nextPort: Int64 = 30_000
    /// The lowest and highest node port.
    static let portRange: ClosedRange<Int64> = 30_000...32_767

    /// - Parameter network: `10.96.0.0/16`.
    init(network: String) {
        base = ServiceAllocations.number(String(network.prefix { $0 != "/" })) ?? 0x0A60_0000
    }

    /// The first address of the range, which belongs to the API server.
    var first: String { ServiceAllocations.text(base + 1) }
    /// The range's own address, which stands in where nothing is allocated.
    var placeholder: String { ServiceAllocations.text(base) }

    mutating func reserve(_ address: String) {
        if let number = ServiceAllocations.number(address) { addresses.insert(number) }
    }

    func contains(_ address: String) -> Bool { ServiceAllocations.number(address).map(addresses.contains) ?? false }

    func isInRange(_ address: String) -> Bool {
        guard let number = ServiceAllocations.number(address) else { return false }
        return number > base && number < base + size - 1
    }

    mutating func allocate() -> String {
        for _ in 0..<size {
            let candidate = base + next
            next = next + 1 >= size - 1 ? 256 : next + 1
            if addresses.insert(candidate).inserted { return ServiceAllocations.text(candidate) }
        }
        return placeholder
    }

    func isPortTaken(_ port: Int64) -> Bool { ports.contains(port) }
    mutating func reservePort(_ port: Int64) { ports.insert(port) }

    mutating func allocatePort() -> Int64 {
        for _ in 0..<ServiceAllocations.portRange.count {
            let candidate = nextPort
            nextPort = nextPort >= ServiceAllocations.portRange.upperBound ? 30_000 : nextPort + 1
            if ports.insert(candidate).inserted { return candidate }
        }
        return 0
    }

    mutating func releasePort(_ port: Int64) { ports.remove(port) }

    mutating func releaseAddress(_ address: String) {
        if let number = ServiceAllocations.number(address) { addresses.remove(number) }
    }

    mutating func release(_ service: Value) {
        for address in service["spec"]?["clusterIPs"]?.arrayValue ?? [] { releaseAddress(address.stringValue ?? "") }
        for port in ServiceAllocations.nodePorts(service) { ports.remove(port) }
    }

    static func nodePorts(_ service: Value) -> [Int64] {
        var result = (service["spec"]?["ports"]?.arrayValue ?? []).compactMap { $0["nodePort"]?.intValue }
        if let health = service["spec"]?["healthCheckNodePort"]?.intValue { result.append(health) }
        return result
    }

    private static func text(_ number: UInt32) -> String {
        "\(number >> 24).\(number >> 16 & 255).\(number >> 8 & 255).\(number & 255)"
    }

    /// An IPv4 address as a number; nil where the text is none.
    static func number(_ text: String) -> UInt32? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var result: UInt32 = 0
        for part in parts {
            guard let number = UInt8(part), String(number) == part else { return nil }
            result = result << 8 | UInt32(number)
        }
        return result
    }
}
