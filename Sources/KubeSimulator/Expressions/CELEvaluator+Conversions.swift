import KubeModel
import Values

extension CELEvaluator {
    /// The functions that make a value of another type, by name; each takes one value.
    private static let conversions: [String: @Sendable (CELValue) throws(CELError) -> CELValue] = [
        "dyn": { (value) throws(CELError) in value },
        "type": { (value) throws(CELError) in .type(value.typeName) },
        "size": size, "bool": bool, "int": int, "uint": uint, "double": double, "string": string, "bytes": bytes,
        "timestamp": timestamp, "duration": duration,
    ]

    /// A value made of another one; nil where the name is that of no such function.
    func conversion(_ name: String, _ values: [CELValue]) throws(CELError) -> CELValue? {
        guard values.count == 1, let convert = CELEvaluator.conversions[name] else { return nil }
        return try convert(values[0])
    }

    private static func misread(_ type: String) -> CELError {
        CELError("type conversion error from 'string' to '\(type)'")
    }

    @Sendable private static func size(_ value: CELValue) throws(CELError) -> CELValue {
        switch value {
        case .string(let text): return .int(Int64(text.unicodeScalars.count))
        case .bytes(let bytes): return .int(Int64(bytes.count))
        default:
            guard let count = value.count else { throw .noOverload }
            return .int(Int64(count))
        }
    }

    @Sendable private static func bool(_ value: CELValue) throws(CELError) -> CELValue {
        if case .bool = value { return value }
        guard case .string(let text) = value else { throw .noOverload }
        if ["1", "t", "T", "true", "TRUE", "True"].contains(text) { return .bool(true) }
        if ["0", "f", "F", "false", "FALSE", "False"].contains(text) { return .bool(false) }
        throw misread("bool")
    }

    @Sendable private static func int(_ value: CELValue) throws(CELError) -> CELValue {
        switch value {
        case .int: return value
        case .uint(let number):
            guard let whole = Int64(exactly: number) else { throw CELError("integer overflow") }
            return .int(whole)
        case .double(let number):
            guard number > -0x1p63, number < 0x1p63 else { throw CELError("integer overflow") }
            return .int(Int64(number))
        case .string(let text):
            guard let number = Int64(text) else { throw misread("int") }
            return .int(number)
        case .timestamp(let time): return .int(time.seconds)
        case .duration(let span): return .int(span)
        default: throw .noOverload
        }
    }

    @Sendable private static func uint(_ value: CELValue) throws(CELError) -> CELValue {
        switch value {
        case .uint: return value
        case .int(let number) where number >= 0: return .uint(UInt64(number))
        case .double(let number) where number >= 0 && number < 0x1p64: return .uint(UInt64(number))
        case .string(let text):
            guard let number = UInt64(text) else { throw misread("uint") }
            return .uint(number)
        case .int, .double: throw CELError("unsigned integer overflow")
        default: throw .noOverload
        }
    }

    @Sendable private static func double(_ value: CELValue) throws(CELError) -> CELValue {
        switch value {
        case .double: return value
        case .int(let number): return .double(Double(number))
        case .uint(let number): return .double(Double(number))
        case .string(let text):
            guard let number = Double(text) else { throw misread("double") }
            return .double(number)
        default: throw .noOverload
        }
    }

    @Sendable private static func string(_ value: CELValue) throws(CELError) -> CELValue {
        switch value {
        case .string, .bool, .int, .uint, .double, .timestamp, .duration: return .string(CELText.plain(value))
        case .bytes(let bytes):
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw CELError("invalid UTF-8 in bytes, cannot convert to string")
            }
            return .string(text)
        default: throw .noOverload
        }
    }

    @Sendable private static func bytes(_ value: CELValue) throws(CELError) -> CELValue {
        switch value {
        case .bytes: return value
        case .string(let text): return .bytes(Array(text.utf8))
        default: throw .noOverload
        }
    }

    @Sendable private static func timestamp(_ value: CELValue) throws(CELError) -> CELValue {
        switch value {
        case .timestamp: return value
        case .int(let seconds): return .timestamp(Timestamp(seconds: seconds))
        case .string(let text):
            guard let time = Timestamp(text) else { throw CELError("invalid timestamp: \(text)") }
            return .timestamp(time)
        default: throw .noOverload
        }
    }

    @Sendable private static func duration(_ value: CELValue) throws(CELError) -> CELValue {
        switch value {
        case .duration: return value
        case .int(let seconds): return .duration(try whole(seconds.multipliedReportingOverflow(by: 1_000_000_000)))
        case .string(let text):
            guard let span = GoDuration(text) else { throw CELError("invalid duration: \(text)") }
            return .duration(span.nanoseconds)
        default: throw .noOverload
        }
    }
}
