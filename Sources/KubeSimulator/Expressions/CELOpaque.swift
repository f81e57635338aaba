import KubeModel
import Values

/// Functions of quantities, versions, addresses, URLs and formats.
enum CELOpaque {
    static func apply(_ name: String, _ values: [CELValue]) throws(CELError) -> CELValue? {
        if name.hasPrefix("format.") { return named(String(name.dropFirst(7)), values) }
        switch values.first {
        case .string(let text)? where values.count == 1: return try made(name, text)
        case .quantity(let quantity)?: return try ofQuantity(name, quantity, values)
        case .opaque("url", let text)?: return SimpleURL(text).flatMap { ofURL(name, $0) }
        case .opaque("ip", let text)?: return ofAddress(name, text)
        case .opaque("cidr", let text)?: return ofRange(name, text, values)
        case .opaque("semver", let text)?: return ofVersion(name, text, values)
        case .opaque("format", let format)?:
            guard name == "validate", case .string(let text)? = values.last, values.count == 2 else { return nil }
            let problems = check(format, text)
            return .optional(problems.isEmpty ? nil : .list(problems.map(CELValue.string)))
        default: return nil
        }
    }

    private static func made(_ name: String, _ text: String) throws(CELError) -> CELValue? {
        switch name {
        case "isQuantity": return .bool((try? Quantity(text)) != nil)
        case "quantity":
            guard let quantity = try? Quantity(text) else {
                throw CELError(
                    "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'")
            }
            return .quantity(quantity)
        case "isURL": return .bool(SimpleURL(text) != nil)
        case "url":
            guard SimpleURL(text) != nil else {
                throw CELError("URL parse error during conversion from string: \(text)")
            }
            return .opaque("url", text)
        case "isIP": return .bool(AddressRules.isAddress(text))
        case "ip.isCanonical":
            guard AddressRules.isAddress(text) else { throw CELError("IP Address '\(text)' parse error") }
            return .bool(text == text.lowercased())
        case "ip":
            guard AddressRules.isAddress(text) else {
                throw CELError("IP Address '\(text)' parse error during conversion from string")
            }
            return .opaque("ip", text)
        case "isCIDR": return .bool(AddressRange(text) != nil)
        case "cidr":
            guard AddressRange(text) != nil else {
                throw CELError("network address parse error during conversion from string: \(text)")
            }
            return .opaque("cidr", text)
        case "isSemver": return .bool(SimpleVersion(text) != nil)
        case "semver":
            guard SimpleVersion(text) != nil else { throw CELError("Invalid semver: \(text)") }
            return .opaque("semver", text)
        default: return nil
        }
    }

    private static func ofQuantity(
        _ name: String, _ quantity: Quantity, _ values: [CELValue]
    ) throws(CELError) -> CELValue? {
        let zero = Quantity(Int64(0))
        if values.count == 1 {
            switch name {
            case "sign": return .int(quantity == zero ? 0 : quantity < zero ? -1 : 1)
            case "isInteger": return .bool(quantity.wholeUnits.map { Quantity($0) == quantity } ?? false)
            case "asInteger":
                guard let whole = quantity.wholeUnits, Quantity(whole) == quantity else {
                    throw CELError("cannot convert value to integer")
                }
                return .int(whole)
            case "asApproximateFloat":
                return .double(quantity.thousandths.map { Double($0) / 1000 } ?? Double(quantity.wholeUnits ?? 0))
            default: return nil
            }
        }
        let other: Quantity
        switch values[1] {
        case .quantity(let right): other = right
        case .int(let number): other = Quantity(number)
        default: return nil
        }
        switch name {
        case "add": return .quantity(quantity + other)
        case "sub": return .quantity(quantity - other)
        case "compareTo": return .int(quantity == other ? 0 : quantity < other ? -1 : 1)
        case "isGreaterThan": return .bool(other < quantity)
        case "isLessThan": return .bool(quantity < other)
        default: return nil
        }
    }

    private static func ofURL(_ name: String, _ url: SimpleURL) -> CELValue? {
        switch name {
        case "getScheme": return .string(url.scheme)
        case "getHost": return .string(url.host)
        case "getHostname": return .string(url.hostName)
        case "getPort": return .string(url.port)
        case "getEscapedPath": return .string(url.path)
        case "getQuery":
            var map = CELMap()
            var gathered: [(String, [CELValue])] = []
            for pair in url.query.split(separator: "&") {
                let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
                let value = CELValue.string(parts.count > 1 ? parts[1] : "")
                if let index = gathered.firstIndex(where: { $0.0 == parts[0] }) {
                    gathered[index].1.append(value)
                } else {
                    gathered.append((parts[0], [value]))
                }
            }
            for (key, values) in gathered { _ = map.insert(.string(key), .list(values)) }
            return .map(map)
        default: return nil
        }
    }

    private static func ofAddress(_ name: String, _ text: String) -> CELValue? {
        switch name {
        case "family": .int(AddressRules.isIPv4(text) ? 4 : 6)
        case "isLoopback": .bool(AddressRules.isLoopback(text))
        case "isUnspecified": .bool(text == "0.0.0.0" || text == "::")
        default: nil
        }
    }

    private static func ofRange(_ name: String, _ text: String, _ values: [CELValue]) -> CELValue? {
        guard let range = AddressRange(text) else { return nil }
        switch (name, values.count) {
        case ("prefixLength", 1): return .int(Int64(range.length))
        case ("ip", 1): return .opaque("ip", String(text.prefix { $0 != "/" }))
        case ("containsIP", 2), ("containsCIDR", 2):
            let inner: String
            switch values[1] {
            case .string(let other), .opaque(_, let other): inner = other
            default: return nil
            }
            let other = AddressRange(inner.contains("/") ? inner : inner + (inner.contains(":") ? "/128" : "/32"))
            return .bool(other.map { range.contains($0) } ?? false)
        default: return nil
        }
    }

    private static func ofVersion(_ name: String, _ text: String, _ values: [CELValue]) -> CELValue? {
        guard let version = SimpleVersion(text) else { return nil }
        switch name {
        case "major": return .int(version.numbers[0])
        case "minor": return .int(version.numbers[1])
        case "patch": return .int(version.numbers[2])
        default: break
        }
        guard values.count == 2, case .opaque("semver", let text) = values[1], let other = SimpleVersion(text) else {
            return nil
        }
        switch name {
        case "compareTo": return .int(version == other ? 0 : version < other ? -1 : 1)
        case "isLessThan": return .bool(version < other)
        case "isGreaterThan": return .bool(other < version)
        default: return nil
        }
    }

    private static let formats: Set<String> = [
        "dns1123Label", "dns1123Subdomain", "dns1035Label", "qualifiedName", "labelValue", "uuid", "uri", "byte",
        "date",
        "datetime",
    ]

    private static func named(_ name: String, _ values: [CELValue]) -> CELValue? {
        if name == "named", case .string(let text)? = values.first {
            return .optional(formats.contains(text) ? .opaque("format", text) : nil)
        }
        return formats.contains(name) ? .opaque("format", name) : nil
    }

    private static func check(_ format: String, _ text: String) -> [String] {
        switch format {
        case "dns1123Label": NameRules.label(text)
        case "dns1123Subdomain": NameRules.subdomain(text)
        case "dns1035Label": NameRules.label1035(text)
        case "qualifiedName": NameRules.qualifiedName(text)
        case "labelValue": NameRules.labelValue(text)
        case "uri": SimpleURL(text) == nil ? ["invalid URI"] : []
        case "byte": Base64.isValid(text) ? [] : ["invalid base64"]
        case "date": Timestamp("\(text)T00:00:00Z") == nil ? ["invalid date"] : []
        case "datetime": Timestamp(text) == nil ? ["invalid datetime"] : []
        case "uuid":
            text.utf8.count == 36 && text.allSatisfy { $0.isHexDigit || $0 == "-" }
                ? [] : ["does not match the UUID format"]
        default: []
        }
    }
}

/// An absolute URL or path, split into its parts.
struct SimpleURL {
    var scheme = ""
    var host = ""
    var path = ""
    var query = ""

    init?(_ text: String) {
        guard !text.isEmpty, text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else { return nil }
        var rest = Substring(text)
        if let end = rest.firstRange(of: "://") {
            scheme = String(rest[..<end.lowerBound])
            guard let first = scheme.utf8.first, (0x61...0x7A).contains(first | 0x20) else { return nil }
            rest = rest[end.upperBound...]
            let authority = rest.prefix { !"/?#".contains($0) }
            host = String(authority.split(separator: "@").last ?? authority)
            rest = rest.dropFirst(authority.count)
        } else if rest.first != "/" {
            return nil
        }
        rest = rest.prefix { $0 != "#" }
        path = String(rest.prefix { $0 != "?" })
        query = String(rest.dropFirst(path.count + 1))
    }

    var port: String {
        guard let colon = host.lastIndex(of: ":"), !host.hasSuffix("]") else { return "" }
        return String(host[host.index(after: colon)...])
    }

    var hostName: String {
        let name = port.isEmpty ? host : String(host.dropLast(port.count + 1))
        return name.hasPrefix("[") ? String(name.dropFirst().dropLast()) : name
    }
}

/// A network in CIDR form.
struct AddressRange {
    private let bits: [UInt8]
    let length: Int

    init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let length = Int(parts[1]), let bytes = AddressRange.bytes(String(parts[0])),
            (0...(bytes.count * 8)).contains(length)
        else { return nil }
        self.length = length
        bits = bytes
    }

    /// Whether the address is the first of its network.
    var isMasked: Bool { (length..<(bits.count * 8)).allSatisfy { bits[$0 / 8] & (0x80 >> UInt8($0 % 8)) == 0 } }

    func contains(_ other: AddressRange) -> Bool {
        guard bits.count == other.bits.count, other.length >= length else { return false }
        return (0..<length).allSatisfy { index in
            let mask = UInt8(0x80) >> UInt8(index % 8)
            return bits[index / 8] & mask == other.bits[index / 8] & mask
        }
    }

    private static func bytes(_ text: String) -> [UInt8]? {
        if AddressRules.isIPv4(text) { return text.split(separator: ".").compactMap { UInt8($0) } }
        guard AddressRules.isIPv6(text) else { return nil }
        let halves = text.split(separator: "::", omittingEmptySubsequences: false).map {
            $0.split(separator: ":").compactMap { UInt16($0, radix: 16) }
        }
        guard let front = halves.first else { return nil }
        let back = halves.count > 1 ? halves[1] : []
        guard front.count + back.count <= 8 else { return nil }
        let groups = front + Array(repeating: 0, count: 8 - front.count - back.count) + back
        return groups.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
    }
}

/// A semantic version, as far as comparing needs it.
struct SimpleVersion: Comparable {
    let numbers: [Int64]
    private let pre: [String]

    init?(_ text: String) {
        let core = text.prefix { $0 != "+" }
        let dash = core.firstIndex(of: "-") ?? core.endIndex
        let parts = core[..<dash].split(separator: ".", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { part in
            part.utf8.allSatisfy { (0x30...0x39).contains($0) } && (part == "0" || !part.hasPrefix("0"))
                ? Int64(part) : nil
        }
        guard parts.count == 3, numbers.count == 3 else { return nil }
        self.numbers = numbers
        pre = core[dash...].dropFirst().split(separator: ".").map(String.init)
    }

    static func < (left: SimpleVersion, right: SimpleVersion) -> Bool {
        if left.numbers != right.numbers { return left.numbers.lexicographicallyPrecedes(right.numbers) }
        if left.pre.isEmpty || right.pre.isEmpty { return !left.pre.isEmpty && right.pre.isEmpty }
        for (one, other) in zip(left.pre, right.pre) where one != other {
            switch (Int64(one), Int64(other)) {
            case (let one?, let other?): return one < other
            case (_?, nil): return true
            case (nil, _?): return false
            default: return byBytes(one, other)
            }
        }
        return left.pre.count < right.pre.count
    }
}
