extension Interpreter {
    /// A string with the bytes of a Swift string.
    func string(_ text: String) -> StringRef {
        var text = text
        return text.withUTF8 { string($0) }
    }

    /// A string with a copy of bytes that are known to be UTF-8.
    func string(_ bytes: UnsafeBufferPointer<UInt8>) -> StringRef {
        guard let source = bytes.baseAddress, !bytes.isEmpty else { return emptyString }
        if bytes.count == 1 { return character(UInt32(source[0])) }
        let base = heap.buffer(of: UInt8.self, count: bytes.count)
        base.initialize(from: source, count: bytes.count)
        return heap.cell(StringCell(base: base, byteCount: bytes.count, scalarCount: -1, symbol: -1))
    }

    func string(_ bytes: [UInt8]) -> StringRef { bytes.withUnsafeBufferPointer { string($0) } }

    /// A string that shares bytes of another one.
    func piece(of base: UnsafeMutablePointer<UInt8>, from start: Int, to end: Int, isASCII: Bool) -> StringRef {
        let count = end - start
        if count <= 0 { return emptyString }
        if count == 1 { return character(UInt32(base[start])) }
        return heap.cell(
            StringCell(base: base + start, byteCount: count, scalarCount: isASCII ? count : -1, symbol: -1))
    }

    /// The bytes of a string.
    @inline(__always)
    func flat(_ string: StringRef) -> UnsafeMutablePointer<UInt8> {
        if let base = string.pointee.base { return base }
        return flatten(string)
    }

    func bytes(_ string: StringRef) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: flat(string), count: string.pointee.byteCount)
    }

    func text(_ string: StringRef) -> String { String(decoding: bytes(string), as: UTF8.self) }

    /// Writes a sum of strings out, without recursion.
    @inline(never)
    private func flatten(_ string: StringRef) -> UnsafeMutablePointer<UInt8> {
        let total = string.pointee.byteCount
        let base = heap.buffer(of: UInt8.self, count: total)
        var end = total
        var pending: [StringRef] = [string]
        // From the right, so that a string that grew at its end needs a stack of one.
        while let next = pending.popLast() {
            if let source = next.pointee.base {
                end -= next.pointee.byteCount
                (base + end).initialize(from: source, count: next.pointee.byteCount)
            } else if let left = next.pointee.left, let right = next.pointee.right {
                pending.append(left)
                pending.append(right)
            }
        }
        string.pointee.base = base
        string.pointee.left = nil
        string.pointee.right = nil
        return base
    }

    /// Number of code points.
    func scalarCount(_ string: StringRef) -> Int {
        if string.pointee.scalarCount >= 0 { return string.pointee.scalarCount }
        let count = UTF8Text.scalarCount(flat(string), string.pointee.byteCount)
        string.pointee.scalarCount = count
        return count
    }

    func isASCII(_ string: StringRef) -> Bool { scalarCount(string) == string.pointee.byteCount }

    /// The sum of two strings.
    ///
    /// A string at the end of its buffer grows in place; large sums are put off until somebody looks at them. Either
    /// way a string built piece by piece takes time linear in its length.
    func concatenate(_ left: StringRef, _ right: StringRef) -> StringRef {
        let leftCount = left.pointee.byteCount
        let rightCount = right.pointee.byteCount
        if leftCount == 0 { return right }
        if rightCount == 0 { return left }
        let total = leftCount + rightCount
        let known = left.pointee.scalarCount >= 0 && right.pointee.scalarCount >= 0
        let scalars = known ? left.pointee.scalarCount + right.pointee.scalarCount : -1
        if let leftBase = left.pointee.base, let rightBase = right.pointee.base {
            if let buffer = left.pointee.buffer {
                // The buffer's bytes follow its cell.
                let start = UnsafeMutableRawPointer(buffer + 1).assumingMemoryBound(to: UInt8.self)
                if leftBase + leftCount == start + buffer.pointee.used,
                    buffer.pointee.used + rightCount <= buffer.pointee.capacity
                {
                    (leftBase + leftCount).initialize(from: rightBase, count: rightCount)
                    buffer.pointee.used += rightCount
                    return heap.cell(
                        StringCell(
                            base: leftBase, byteCount: total, scalarCount: scalars, buffer: buffer, symbol: -1))
                }
            }
            if total <= 64 {
                let base = heap.buffer(of: UInt8.self, count: total)
                base.initialize(from: leftBase, count: leftCount)
                (base + leftCount).initialize(from: rightBase, count: rightCount)
                return heap.cell(StringCell(base: base, byteCount: total, scalarCount: scalars, symbol: -1))
            }
            if rightCount <= leftCount { return growing(leftBase, leftCount, rightBase, rightCount, scalars) }
        }
        return heap.cell(
            StringCell(base: nil, byteCount: total, scalarCount: scalars, left: left, right: right, symbol: -1))
    }

    private func growing(
        _ left: UnsafeMutablePointer<UInt8>, _ leftCount: Int, _ right: UnsafeMutablePointer<UInt8>, _ rightCount: Int,
        _ scalars: Int
    ) -> StringRef {
        let total = leftCount + rightCount
        let capacity = total * 2
        let buffer = heap.allocate(bytes: MemoryLayout<BufferCell>.stride + capacity)
            .assumingMemoryBound(to: BufferCell.self)
        buffer.initialize(to: BufferCell(used: total, capacity: capacity))
        let base = UnsafeMutableRawPointer(buffer + 1).assumingMemoryBound(to: UInt8.self)
        base.initialize(from: left, count: leftCount)
        (base + leftCount).initialize(from: right, count: rightCount)
        return heap.cell(
            StringCell(base: base, byteCount: total, scalarCount: scalars, buffer: buffer, symbol: -1))
    }

    func equal(_ left: StringRef, _ right: StringRef) -> Bool {
        if left == right { return true }
        let count = left.pointee.byteCount
        guard count == right.pointee.byteCount else { return false }
        return equalBytes(flat(left), flat(right), count)
    }

    /// The order of two strings by code point, which is that of their bytes.
    func compare(_ left: StringRef, _ right: StringRef) -> Int {
        compareBytes(flat(left), left.pointee.byteCount, flat(right), right.pointee.byteCount)
    }

    /// The symbol of a string as a field name.
    @inline(__always)
    func symbol(_ string: StringRef) -> Int32 {
        if string.pointee.symbol >= 0 { return string.pointee.symbol }
        return symbols.symbol(of: string, flat: flat(string))
    }

    func symbol(_ text: String) -> Int32 { symbol(string(text)) }

    /// The code points from one position to another.
    func substring(_ string: StringRef, _ start: Int, _ end: Int) -> StringRef {
        let base = flat(string)
        if isASCII(string) { return piece(of: base, from: start, to: end, isASCII: true) }
        let from = UTF8Text.byteOffset(of: start, in: base, string.pointee.byteCount)
        let length = UTF8Text.byteOffset(of: end - start, in: base + from, string.pointee.byteCount - from)
        if length <= 0 { return emptyString }
        return heap.cell(
            StringCell(base: base + from, byteCount: length, scalarCount: end - start, symbol: -1))
    }
}
