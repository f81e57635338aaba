/// Unpacks DEFLATE data, as gzip holds it, up to a bound.
struct Inflater {
    /// Why data could not be unpacked.
    enum Failure: Error {
        case malformed
        case tooLarge
    }

    private let input: [UInt8]
    private var position: Int
    private var bits: UInt32 = 0
    private var bitCount = 0
    private var output: [UInt8] = []
    private let limit: Int

    private init(_ input: [UInt8], from position: Int, limit: Int) {
        self.input = input
        self.position = position
        self.limit = limit
    }

    /// The content of a gzip file.
    static func gunzip(_ bytes: [UInt8], limit: Int) throws(Failure) -> [UInt8] {
        guard bytes.count > 18, bytes[0] == 0x1F, bytes[1] == 0x8B, bytes[2] == 8 else { throw .malformed }
        let flags = bytes[3]
        var position = 10
        if flags & 4 != 0 {
            guard position + 2 <= bytes.count else { throw .malformed }
            position += 2 + Int(bytes[position]) + Int(bytes[position + 1]) << 8
        }
        for flag: UInt8 in [8, 16] where flags & flag != 0 {
            while position < bytes.count, bytes[position] != 0 { position += 1 }
            position += 1
        }
        if flags & 2 != 0 { position += 2 }
        var inflater = Inflater(bytes, from: position, limit: limit)
        try inflater.run()
        return inflater.output
    }

    private mutating func take(_ count: Int) throws(Failure) -> UInt32 {
        while bitCount < count {
            guard position < input.count else { throw .malformed }
            bits |= UInt32(input[position]) << UInt32(bitCount)
            position += 1
            bitCount += 8
        }
        let value = bits & (1 << UInt32(count) - 1)
        bits >>= UInt32(count)
        bitCount -= count
        return value
    }

    /// Code lengths as a canonical Huffman code.
    private struct Code {
        var counts = [Int](repeating: 0, count: 16)
        var symbols: [Int]

        init(_ lengths: ArraySlice<Int>) {
            symbols = []
            for length in lengths where length > 0 { counts[length] += 1 }
            var offsets = [Int](repeating: 0, count: 17)
            for length in 1..<16 { offsets[length + 1] = offsets[length] + counts[length] }
            symbols = [Int](repeating: 0, count: offsets[16])
            for (symbol, length) in lengths.enumerated() where length > 0 {
                symbols[offsets[length]] = symbol
                offsets[length] += 1
            }
        }
    }

    private mutating func symbol(_ code: borrowing Code) throws(Failure) -> Int {
        var value = 0
        var first = 0
        var index = 0
        for length in 1..<16 {
            value |= Int(try take(1))
            let count = code.counts[length]
            if value - first < count { return code.symbols[index + value - first] }
            index += count
            first = (first + count) << 1
            value <<= 1
        }
        throw .malformed
    }

    private mutating func run() throws(Failure) {
        var isLast = false
        while !isLast {
            isLast = try take(1) == 1
            switch try take(2) {
            case 0: try stored()
            case 1:
                var lengths = [Int](repeating: 8, count: 144) + [Int](repeating: 9, count: 112)
                lengths += [Int](repeating: 7, count: 24) + [Int](repeating: 8, count: 8)
                try block(Code(lengths[...]), Code([Int](repeating: 5, count: 30)[...]))
            case 2: try dynamic()
            default: throw .malformed
            }
        }
    }

    private mutating func stored() throws(Failure) {
        bits = 0
        bitCount = 0
        guard position + 4 <= input.count else { throw .malformed }
        let count = Int(input[position]) | Int(input[position + 1]) << 8
        position += 4
        guard position + count <= input.count else { throw .malformed }
        guard output.count + count <= limit else { throw .tooLarge }
        output += input[position..<(position + count)]
        position += count
    }

    private static let order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

    private mutating func dynamic() throws(Failure) {
        let literals = Int(try take(5)) + 257
        let distances = Int(try take(5)) + 1
        let count = Int(try take(4)) + 4
        guard literals <= 286, distances <= 30 else { throw .malformed }
        var lengths = [Int](repeating: 0, count: 19)
        for index in 0..<count { lengths[Inflater.order[index]] = Int(try take(3)) }
        let lengthCode = Code(lengths[...])
        lengths = []
        while lengths.count < literals + distances {
            let symbol = try symbol(lengthCode)
            switch symbol {
            case 0..<16: lengths.append(symbol)
            case 16:
                guard let last = lengths.last else { throw .malformed }
                lengths += [Int](repeating: last, count: 3 + Int(try take(2)))
            case 17: lengths += [Int](repeating: 0, count: 3 + Int(try take(3)))
            default: lengths += [Int](repeating: 0, count: 11 + Int(try take(7)))
            }
        }
        guard lengths.count == literals + distances else { throw .malformed }
        try block(Code(lengths[..<literals]), Code(lengths[literals...]))
    }

    private static let lengthBase = [
        3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227,
        258,
    ]
    private static let lengthBits = [
        0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
    ]
    private static let distanceBase = [
        1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097,
        6145,
        8193, 12289, 16385, 24577,
    ]

    private mutating func block(_ literals: Code, _ distances: Code) throws(Failure) {
        while true {
            let symbol = try symbol(literals)
            if symbol == 256 { return }
            if symbol < 256 {
                guard output.count < limit else { throw .tooLarge }
                output.append(UInt8(symbol))
                continue
            }
            guard symbol - 257 < Inflater.lengthBase.count else { throw .malformed }
            let length = Inflater.lengthBase[symbol - 257] + Int(try take(Inflater.lengthBits[symbol - 257]))
            let code = try self.symbol(distances)
            guard code < Inflater.distanceBase.count else { throw .malformed }
            let distance = Inflater.distanceBase[code] + Int(try take(max(code / 2 - 1, 0)))
            guard distance <= output.count else { throw .malformed }
            guard output.count + length <= limit else { throw .tooLarge }
            for _ in 0..<length { output.append(output[output.count - distance]) }
        }
    }
}
