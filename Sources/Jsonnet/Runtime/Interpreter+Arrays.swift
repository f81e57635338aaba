extension Interpreter {
    /// An array over elements that are in place.
    @inline(__always)
    func array(_ base: UnsafeMutablePointer<Datum>, _ count: Int) -> ArrayRef {
        heap.cell(ArrayCell(base: base, count: count, buffer: nil))
    }

    /// An array with a copy of elements.
    func array(_ elements: [Datum]) -> ArrayRef {
        let base = heap.buffer(of: Datum.self, count: elements.count)
        elements.withUnsafeBufferPointer { source in
            if let start = source.baseAddress { base.initialize(from: start, count: source.count) }
        }
        return array(base, elements.count)
    }

    /// The value of an element, which the array keeps.
    @inline(__always)
    func element(_ array: ArrayRef, _ index: Int) throws(Failure) -> Datum {
        try value(at: array.pointee.base + index)
    }

    /// The sum of two arrays; one at the end of its buffer grows in place, so that a loop that appends is linear.
    func concatenate(_ left: ArrayRef, _ right: ArrayRef) throws(Failure) -> ArrayRef {
        let leftCount = left.pointee.count
        let rightCount = right.pointee.count
        if leftCount == 0 { return right }
        if rightCount == 0 { return left }
        let total = leftCount + rightCount
        if let buffer = left.pointee.buffer {
            let start = UnsafeMutableRawPointer(buffer + 1).assumingMemoryBound(to: Datum.self)
            if left.pointee.base + leftCount == start + buffer.pointee.used,
                buffer.pointee.used + rightCount <= buffer.pointee.capacity
            {
                (left.pointee.base + leftCount).initialize(from: right.pointee.base, count: rightCount)
                buffer.pointee.used += rightCount
                return heap.cell(ArrayCell(base: left.pointee.base, count: total, buffer: buffer))
            }
        }
        try ensureRoom(count: total, of: 16)
        // Small sums are usually final; room to grow is left from the second time on.
        let capacity = leftCount >= 8 && rightCount <= leftCount ? total * 2 : total
        let buffer = heap.allocate(
            bytes: MemoryLayout<BufferCell>.stride + capacity * MemoryLayout<Datum>.stride
        ).assumingMemoryBound(to: BufferCell.self)
        buffer.initialize(to: BufferCell(used: total, capacity: capacity))
        let base = UnsafeMutableRawPointer(buffer + 1).assumingMemoryBound(to: Datum.self)
        base.initialize(from: left.pointee.base, count: leftCount)
        (base + leftCount).initialize(from: right.pointee.base, count: rightCount)
        return heap.cell(ArrayCell(base: base, count: total, buffer: buffer))
    }

    /// An array of texts.
    func array(strings: [StringRef]) -> Datum { .array(array(strings.map { .string($0) })) }
}
