/// Bytes that only ever grow at their end, until they become an array or a string.
///
/// Appending to an array checks at every byte that nobody shares it; nobody can share this.
struct ByteSink: ~Copyable {
    private var base: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    private(set) var count = 0

    init(capacity: Int = 256) {
        self.capacity = capacity
        base = .allocate(capacity: capacity)
    }

    deinit { base.deallocate() }

    /// The bytes so far, lent for as long as nothing is appended.
    var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: base, count: count) }

    /// The bytes as an array.
    func makeArray() -> [UInt8] { Array(bytes) }

    /// The bytes, which must be UTF-8, as a string.
    func makeString() -> String { String(decoding: bytes, as: UTF8.self) }

    /// Makes room for some more bytes, which are then written by hand.
    @inline(__always)
    private mutating func reserve(_ more: Int) {
        if count &+ more > capacity { grow(more) }
    }

    @inline(never)
    private mutating func grow(_ more: Int) {
        let (needed, overflows) = count.addingReportingOverflow(more)
        precondition(!overflows, "more bytes than memory can hold")
        let size = max(needed, capacity &* 2)
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: size)
        larger.update(from: base, count: count)
        base.deallocate()
        base = larger
        capacity = size
    }

    @inline(__always)
    mutating func append(_ byte: UInt8) {
        reserve(1)
        base[count] = byte
        count &+= 1
    }

    /// Appends one ASCII character.
    @inline(__always)
    mutating func append(ascii character: Unicode.Scalar) { append(UInt8(ascii: character)) }

    @inline(__always)
    mutating func append(_ text: StaticString) {
        append(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    @inline(__always)
    mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let source = bytes.baseAddress else { return }
        let length = bytes.count
        reserve(length)
        let target = base + count
        if length <= 16 {
            for position in 0..<length { target[position] = source[position] }
        } else {
            target.update(from: source, count: length)
        }
        count &+= length
    }

    /// Appends a part of some bytes.
    @inline(__always)
    mutating func append(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int) {
        guard let source = bytes.baseAddress else { return }
        append(UnsafeBufferPointer(start: source + start, count: end &- start))
    }

    /// Appends bytes made elsewhere.
    mutating func append(contentsOf bytes: [UInt8]) { bytes.withUnsafeBufferPointer { append($0) } }

    @inline(__always)
    mutating func append(_ byte: UInt8, count repetitions: Int) {
        reserve(repetitions)
        (base + count).update(repeating: byte, count: repetitions)
        count &+= repetitions
    }

    /// Appends a line feed and the spaces before the next line's content.
    @inline(__always)
    mutating func appendLineBreak(indent: Int) {
        append(0x0A)
        append(0x20, count: indent)
    }

    /// Appends an integer in decimal.
    mutating func append(decimal number: Int64) {
        if number < 0 { append(ascii: "-") }
        append(decimal: number.magnitude)
    }

    /// Appends an unsigned integer in decimal.
    mutating func append(decimal number: UInt64) {
        var digits = 1
        var bound: UInt64 = 10
        while digits < 20, number >= bound {
            digits &+= 1
            bound = digits < 20 ? bound &* 10 : bound
        }
        reserve(digits)
        var rest = number
        var position = count &+ digits
        repeat {
            position &-= 1
            base[position] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        } while rest > 0
        count &+= digits
    }
}
