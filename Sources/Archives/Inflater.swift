/// Unpacks DEFLATE data up to a bound.
struct Inflater {
    private let input: [UInt8]
    private let limit: Int
    /// The first byte that was not read.
    private(set) var position: Int
    private(set) var output: [UInt8]
    private var bits: UInt64 = 0
    private var bitCount = 0

    /// - Parameters:
    ///   - output: what was unpacked before; the bound counts it.
    init(_ input: [UInt8], from position: Int, appendingTo output: consuming [UInt8], limit: Int) {
        self.input = input
        self.position = position
        self.output = output
        self.limit = limit
    }

    /// Reads blocks up to the last one.
    mutating func run() throws(ArchiveError) {
        var isLast = false
        while !isLast {
            isLast = try take(1) == 1
            switch try take(2) {
            case 0: try stored()
            case 1:
                try block(try Inflater.fixedLiterals(), try HuffmanCode(lengths: [Int](repeating: 5, count: 30)[...]))
            case 2: try dynamic()
            default: throw .damaged
            }
        }
        returnBytes()
    }

    /// Reads blocks up to the empty stored one with which a sender flushes, which ends the input.
    mutating func runToFlush() throws(ArchiveError) {
        while position < input.count || bitCount > 0 {
            guard try take(1) == 0 else { throw .damaged }
            switch try take(2) {
            case 0:
                try stored()
            case 1:
                try block(try Inflater.fixedLiterals(), try HuffmanCode(lengths: [Int](repeating: 5, count: 30)[...]))
            case 2: try dynamic()
            default: throw .damaged
            }
        }
    }

    // MARK: - Bits

    private mutating func fill() {
        while bitCount <= 56, position < input.count {
            bits |= UInt64(input[position]) << UInt64(bitCount)
            position += 1
            bitCount += 8
        }
    }

    private mutating func drop(_ count: Int) throws(ArchiveError) {
        guard count <= bitCount else { throw .damaged }
        bits >>= UInt64(count)
        bitCount -= count
    }

    private mutating func take(_ count: Int) throws(ArchiveError) -> Int {
        if bitCount < count { fill() }
        let value = Int(bits & ((1 << UInt64(count)) - 1))
        try drop(count)
        return value
    }

    /// Gives back whole bytes that were read ahead, and drops the rest of the current one.
    private mutating func returnBytes() {
        position -= bitCount / 8
        bits = 0
        bitCount = 0
    }

    private mutating func symbol(_ code: borrowing HuffmanCode) throws(ArchiveError) -> Int {
        if bitCount < 15 { fill() }
        let entry = Int(code.table[Int(bits & UInt64(1 << HuffmanCode.tableBits - 1))])
        if entry != 0 {
            try drop(entry & 15)
            return entry >> 4
        }
        guard let (symbol, length) = code.walk(bits) else { throw .damaged }
        try drop(length)
        return symbol
    }

    // MARK: - Blocks

    private mutating func stored() throws(ArchiveError) {
        returnBytes()
        guard position + 4 <= input.count else { throw .damaged }
        let count = Int(input[position]) | Int(input[position + 1]) << 8
        position += 4
        guard position + count <= input.count else { throw .damaged }
        guard output.count + count <= limit else { throw .tooLarge(limit: limit) }
        output += input[position..<(position + count)]
        position += count
    }

    private static func fixedLiterals() throws(ArchiveError) -> HuffmanCode {
        var lengths = [Int](repeating: 8, count: 144) + [Int](repeating: 9, count: 112)
        lengths += [Int](repeating: 7, count: 24) + [Int](repeating: 8, count: 8)
        return try HuffmanCode(lengths: lengths[...])
    }

    private static let order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

    private mutating func dynamic() throws(ArchiveError) {
        let literals = try take(5) + 257
        let distances = try take(5) + 1
        let count = try take(4) + 4
        guard literals <= 286, distances <= 30 else { throw .damaged }
        var codeLengths = [Int](repeating: 0, count: 19)
        for index in 0..<count { codeLengths[Inflater.order[index]] = try take(3) }
        let lengthCode = try HuffmanCode(lengths: codeLengths[...])
        var lengths: [Int] = []
        while lengths.count < literals + distances {
            let symbol = try symbol(lengthCode)
            switch symbol {
            case 0..<16: lengths.append(symbol)
            case 16:
                guard let last = lengths.last else { throw .damaged }
                lengths += [Int](repeating: last, count: 3 + (try take(2)))
            case 17: lengths += [Int](repeating: 0, count: 3 + (try take(3)))
            default: lengths += [Int](repeating: 0, count: 11 + (try take(7)))
            }
        }
        guard lengths.count == literals + distances else { throw .damaged }
        try block(try HuffmanCode(lengths: lengths[..<literals]), try HuffmanCode(lengths: lengths[literals...]))
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
        6145, 8193, 12289, 16385, 24577,
    ]

    private mutating func block(_ literals: HuffmanCode, _ distances: HuffmanCode) throws(ArchiveError) {
        while true {
            let symbol = try symbol(literals)
            if symbol == 256 { return }
            if symbol < 256 {
                guard output.count < limit else { throw .tooLarge(limit: limit) }
                output.append(UInt8(symbol))
                continue
            }
            guard symbol - 257 < Inflater.lengthBase.count else { throw .damaged }
            let length = Inflater.lengthBase[symbol - 257] + (try take(Inflater.lengthBits[symbol - 257]))
            let code = try self.symbol(distances)
            guard code < Inflater.distanceBase.count else { throw .damaged }
            let distance = Inflater.distanceBase[code] + (try take(max(code / 2 - 1, 0)))
            guard distance <= output.count else { throw .damaged }
            guard output.count + length <= limit else { throw .tooLarge(limit: limit) }
            for _ in 0..<length { output.append(output[output.count - distance]) }
        }
    }
}
