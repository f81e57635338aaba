/// A stack that several levels of a recursive reader share, so that each list costs one exact allocation.
///
/// A reader pushes the elements of a list as it meets them and takes them off as an array when the list ends. Elements
/// are moved, never copied, and the stack's own memory is kept for the next list.
struct Scratch<Element>: ~Copyable {
    private var base: UnsafeMutablePointer<Element>
    private var capacity: Int
    private(set) var count = 0

    init(capacity: Int) {
        self.capacity = capacity
        base = .allocate(capacity: capacity)
    }

    deinit {
        base.deinitialize(count: count)
        base.deallocate()
    }

    /// The element at a position below ``count``; positions are the reader's own, never foreign.
    subscript(position: Int) -> Element {
        @inline(__always) unsafeAddress { UnsafePointer(base + position) }
        @inline(__always) unsafeMutableAddress { base + position }
    }

    @inline(__always)
    mutating func push(_ element: consuming Element) {
        if count == capacity { grow() }
        (base + count).initialize(to: element)
        count &+= 1
    }

    /// Takes everything from `start` on off the stack.
    @inline(__always)
    mutating func take(from start: Int) -> [Element] {
        let length = count &- start
        guard length > 0 else { return [] }
        // Reserving and appending compiles to code for this very element type; the initialiser that lends an
        // uninitialised buffer looks its type up at run time, for every list.
        var array: [Element] = []
        array.reserveCapacity(length)
        for position in start..<count { array.append((base + position).move()) }
        count = start
        return array
    }

    /// Drops everything from `start` on.
    mutating func drop(from start: Int) {
        (base + start).deinitialize(count: count - start)
        count = start
    }

    @inline(never)
    private mutating func grow() {
        let larger = UnsafeMutablePointer<Element>.allocate(capacity: capacity * 2)
        larger.moveInitialize(from: base, count: count)
        base.deallocate()
        base = larger
        capacity *= 2
    }
}
