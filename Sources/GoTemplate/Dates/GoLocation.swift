#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The rules of one time zone.
public struct GoLocation: Sendable {
    /// An offset from UTC and its abbreviation.
    struct Zone: Sendable {
        var offset: Int
        var abbreviation: String
    }

    /// The name it was asked for by.
    public let name: String
    private let zones: [Zone]
    private let transitions: [(at: Int64, zone: Int)]
    private let rule: ZoneRule?

    /// Universal time.
    public static let utc = GoLocation(name: "UTC", offset: 0)

    /// The zone of the host, which is UTC for every rendering, by another name.
    public static let local = GoLocation(name: "Local", zones: [Zone(offset: 0, abbreviation: "UTC")])

    private init(name: String, zones: [Zone]) {
        self.name = name
        self.zones = zones
        transitions = []
        rule = nil
    }

    /// A zone of one offset, in seconds east of Greenwich.
    public init(name: String, offset: Int) {
        self.init(name: name, zones: [Zone(offset: offset, abbreviation: name)])
    }

    /// The zone of a name from the machine's time zone database; nil where there is none.
    public static let system: @Sendable (String) -> GoLocation? = { name in
        if name == "Local" { return .local }
        if name.isEmpty || name == "UTC" { return .utc }
        let isPlain = name.utf8.allSatisfy {
            WordText.isLetter(UInt32($0)) || WordText.isDigit(UInt32($0)) || "_-+/".utf8.contains($0)
        }
        guard isPlain, !name.hasPrefix("/"), let bytes = contents(of: "/usr/share/zoneinfo/" + name) else { return nil }
        return GoLocation(name: name, file: bytes)
    }

    private static func contents(of path: String) -> [UInt8]? {
        guard let file = fopen(path, "rb") else { return nil }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 18)
        let count = fread(&bytes, 1, bytes.count, file)
        guard count > 0 else { return nil }
        return Array(bytes[..<count])
    }

    /// Reads the TZif format; nil for anything else.
    public init?(name: String, file: [UInt8]) {
        var reader = ZoneFileReader(file)
        guard let content = reader.read() else { return nil }
        self.name = name
        zones = content.zones
        transitions = content.transitions
        rule = ZoneRule(content.footer)
    }

    /// The offset and abbreviation in force at a moment.
    func zone(at seconds: Int64) -> Zone {
        guard let first = transitions.first, seconds >= first.at else {
            if transitions.isEmpty, let rule { return rule.zone(at: seconds) }
            return zones.first { _ in true } ?? Zone(offset: 0, abbreviation: "UTC")
        }
        if let last = transitions.last, seconds >= last.at, let rule { return rule.zone(at: seconds) }
        var low = 0
        var high = transitions.count
        while low + 1 < high {
            let middle = (low + high) / 2
            if transitions[middle].at <= seconds { low = middle } else { high = middle }
        }
        return zones[transitions[low].zone]
    }

    /// The offset of an abbreviation, if the zone uses it.
    func offset(ofAbbreviation abbreviation: String) -> Int? {
        zones.first { $0.abbreviation == abbreviation }?.offset
    }
}

/// Reads version 2 and 3 time zone files.
private struct ZoneFileReader {
    struct Content {
        var zones: [GoLocation.Zone] = []
        var transitions: [(at: Int64, zone: Int)] = []
        var footer = ""
    }

    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    private mutating func number(_ size: Int) -> Int64? {
        guard position + size <= bytes.count else { return nil }
        var value: Int64 = size == 4 && bytes[position] & 0x80 != 0 ? -1 : 0
        for byte in bytes[position..<(position + size)] { value = value << 8 | Int64(byte) }
        position += size
        return value
    }

    private mutating func header() -> [Int]? {
        guard position + 44 <= bytes.count, bytes[position..<(position + 4)].elementsEqual("TZif".utf8) else {
            return nil
        }
        position += 20
        var counts: [Int] = []
        for _ in 0..<6 {
            guard let count = number(4), count >= 0, count < 100_000 else { return nil }
            counts.append(Int(count))
        }
        return counts
    }

    mutating func read() -> Content? {
        guard let old = header(), bytes.count > 4 else { return nil }
        let version = bytes[4]
        guard version >= UInt8(ascii: "2") else { return block(old, wide: 4) }
        position += old[3] * 5 + old[4] * 6 + old[5] + old[2] * 8 + old[1] + old[0]
        guard let counts = header(), var content = block(counts, wide: 8) else { return nil }
        let rest = bytes[min(position, bytes.count)...].drop { $0 == 10 }.prefix { $0 != 10 }
        content.footer = String(decoding: rest, as: UTF8.self)
        return content
    }

    private mutating func block(_ counts: [Int], wide: Int) -> Content? {
        let (standards, universals, leaps) = (counts[1], counts[0], counts[2])
        let (times, types, characters) = (counts[3], counts[4], counts[5])
        var moments: [Int64] = []
        for _ in 0..<times {
            guard let moment = number(wide) else { return nil }
            moments.append(moment)
        }
        guard position + times + types * 6 + characters <= bytes.count else { return nil }
        let indexes = bytes[position..<(position + times)].map(Int.init)
        position += times
        var raw: [(Int, Int)] = []
        for _ in 0..<types {
            guard let offset = number(4) else { return nil }
            raw.append((Int(offset), Int(bytes[position + 1])))
            position += 2
        }
        let names = Array(bytes[position..<(position + characters)])
        position += characters + leaps * (wide + 4) + standards + universals
        var content = Content()
        content.zones = raw.map { offset, name in
            let abbreviation = name < names.count ? names[name...].prefix { $0 != 0 } : []
            return GoLocation.Zone(offset: offset, abbreviation: String(decoding: abbreviation, as: UTF8.self))
        }
        guard indexes.allSatisfy({ $0 < types }), types > 0 else { return nil }
        content.transitions = zip(moments, indexes).map { (at: $0, zone: $1) }
        return content
    }
}
