/// Loose conversions, as the `cast` package that sprig uses makes them.
enum Conversion {
    /// `toInt64`
    static func int64(_ value: GoValue) -> Int64 {
        switch value {
        case .int(let number): return Int64(number)
        case .int64(let number): return number
        case .number(let number): return number.typeName == "time.Duration" ? 0 : number.value
        case .float(let number): return truncated(number)
        case .bool(let flag): return flag ? 1 : 0
        case .string(let text): return GoNumberText.integer(text, base: 0) ?? 0
        default: return 0
        }
    }

    /// What Go on amd64 makes of a float beyond the range: the smallest integer.
    static func truncated(_ number: Double) -> Int64 { Int64(exactly: number.rounded(.towardZero)) ?? .min }

    /// `toFloat64`
    static func float(_ value: GoValue) -> Double {
        switch value {
        case .int(let number): return Double(number)
        case .int64(let number): return Double(number)
        case .number(let number):
            if number.typeName == "time.Duration" { return 0 }
            return number.isUnsigned ? Double(UInt64(bitPattern: number.value)) : Double(number.value)
        case .float(let number): return number
        case .bool(let flag): return flag ? 1 : 0
        case .string(let text): return GoNumberText.float(text) ?? 0
        default: return 0
        }
    }

    /// `strval`: bytes as text, anything else as `%v`.
    static func string(_ value: GoValue) -> String {
        switch value {
        case .string(let text): return text
        case .list(let list): if let bytes = list.byteElements { return ByteText.string(bytes) }
        default: break
        }
        return GoPrinter.text(value)
    }

    /// `strslice`: a list of strings, nil elements left out.
    static func strings(_ value: GoValue) -> [String] {
        switch value {
        case .list(let list): return list.elements.compactMap { $0.isNil ? nil : string($0) }
        case .invalid, .null: return []
        default: return [string(value)]
        }
    }
}
