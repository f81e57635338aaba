/// The memory of one evaluation.
///
/// Cells are taken from large chunks by moving a pointer, and all are released together when the evaluation ends.
/// Frames that nothing kept hold of are used again, so that loops run in constant memory.
final class Heap {
    private var chunks: [UnsafeMutableRawPointer] = []
    private var cursor: UnsafeMutableRawPointer
    private var remaining: Int
    private var nextChunk = 1 << 18
    /// Bytes taken from the system.
    private(set) var reserved = 0
    private let maximumBytes: Int
    /// Whether the bound was passed; the interpreter looks at it at every call.
    private(set) var isExhausted = false
    /// Chains of frames to use again by number of slots, linked by their parents.
    private let spareFrames: UnsafeMutablePointer<FrameRef?>

    private static let spareSizes = 16

    /// - Parameter maximumBytes: most bytes to take from the system.
    init(maximumBytes: Int) {
        self.maximumBytes = maximumBytes
        let first = 1 << 16
        let chunk = UnsafeMutableRawPointer.allocate(byteCount: first, alignment: 16)
        chunks.append(chunk)
        cursor = chunk
        remaining = first
        reserved = first
        spareFrames = .allocate(capacity: Heap.spareSizes)
        spareFrames.initialize(repeating: nil, count: Heap.spareSizes)
    }

    deinit {
        for chunk in chunks { chunk.deallocate() }
        spareFrames.deallocate()
    }

    /// Memory for a cell, aligned to 16 bytes.
    @inline(__always)
    func allocate(bytes: Int) -> UnsafeMutableRawPointer {
        let size = (bytes + 15) & ~15
        if size > remaining { return allocateSlowly(size) }
        let result = cursor
        cursor += size
        remaining -= size
        return result
    }

    @inline(never)
    private func allocateSlowly(_ size: Int) -> UnsafeMutableRawPointer {
        let isLarge = size > nextChunk / 4
        let bytes = isLarge ? size : nextChunk
        let chunk = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 16)
        chunks.append(chunk)
        reserved += bytes
        if reserved > maximumBytes { isExhausted = true }
        if isLarge { return chunk }
        nextChunk = min(nextChunk * 2, 1 << 23)
        cursor = chunk + size
        remaining = bytes - size
        return chunk
    }

    /// Whether so many more bytes may be taken.
    func hasRoom(for bytes: Int) -> Bool { bytes >= 0 && bytes <= maximumBytes - min(reserved, maximumBytes) }

    @inline(__always)
    func cell<Cell>(_ value: Cell) -> UnsafeMutablePointer<Cell> {
        let pointer = allocate(bytes: MemoryLayout<Cell>.stride).assumingMemoryBound(to: Cell.self)
        pointer.initialize(to: value)
        return pointer
    }

    func buffer<Element>(of type: Element.Type, count: Int) -> UnsafeMutablePointer<Element> {
        allocate(bytes: MemoryLayout<Element>.stride * max(count, 1)).assumingMemoryBound(to: Element.self)
    }

    /// A frame with empty slots.
    @inline(__always)
    func frame(parent: FrameRef?, slots count: Int) -> FrameRef {
        let frame: FrameRef
        if count < Heap.spareSizes, let spare = spareFrames[count] {
            spareFrames[count] = spare.pointee.parent
            frame = spare
        } else {
            let bytes = MemoryLayout<FrameCell>.stride + count * MemoryLayout<Datum>.stride
            frame = allocate(bytes: bytes).assumingMemoryBound(to: FrameCell.self)
        }
        frame.initialize(
            to: FrameCell(
                parent: parent, object: nil, layer: 0, slotCount: Int32(truncatingIfNeeded: count), isCaptured: false))
        let slots = frame.slots
        for index in 0..<count { (slots + index).initialize(to: .absent) }
        return frame
    }

    /// Gives a frame back whose activation ended, unless something kept hold of it.
    @inline(__always)
    func recycle(_ frame: FrameRef) {
        let count = Int(frame.pointee.slotCount)
        guard !frame.pointee.isCaptured, count < Heap.spareSizes else { return }
        frame.pointee.parent = spareFrames[count]
        spareFrames[count] = frame
    }
}
