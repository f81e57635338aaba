internal import Dispatch
internal import Synchronization

/// Work on many things that have nothing to do with one another, on all cores and with the outcome of doing one after
/// the other: results stand in the order of what they are made from, and of several failures the first one counts.
enum ParallelWork {
    /// Fewer elements than this are not worth starting other threads.
    private static let minimum = 64

    /// Elements that one thread takes at a time. Small enough that all cores finish together, large enough that taking
    /// them costs nothing.
    private static let portion = 32

    /// Changes every element in place.
    ///
    /// - Throws: what the closure throws for the first element for which it does so. Others may be changed by then.
    static func update<Element: Sendable, Failure: Error>(
        _ elements: inout [Element], _ body: @Sendable (inout Element) throws(Failure) -> Void
    ) throws(Failure) {
        guard elements.count >= minimum else {
            for position in elements.indices { try body(&elements[position]) }
            return
        }
        @Sendable func change(_ element: inout Element, _ position: Int) throws(Failure) { try body(&element) }
        try update(&elements, count: elements.count, place: { $0 }, change)
    }

    /// Changes the elements at some positions in place; the closure is told the position.
    ///
    /// - Parameter positions: ascending, each once.
    /// - Throws: what the closure throws for the first of them for which it does so. Others may be changed by then.
    static func update<Element: Sendable, Failure: Error>(
        _ elements: inout [Element], at positions: [Int],
        _ body: @Sendable (inout Element, Int) throws(Failure) -> Void
    ) throws(Failure) {
        guard positions.count >= minimum else {
            for position in positions { try body(&elements[position], position) }
            return
        }
        try update(&elements, count: positions.count, place: { positions[$0] }, body)
    }

    private static func update<Element: Sendable, Failure: Error>(
        _ elements: inout [Element], count: Int, place: @Sendable (Int) -> Int,
        _ body: @Sendable (inout Element, Int) throws(Failure) -> Void
    ) throws(Failure) {
        let first = FirstFailure<Failure>()
        elements.withUnsafeMutableBufferPointer { buffer in
            nonisolated(unsafe) let elements = buffer
            perform(count) { number in
                let position = place(number)
                do throws(Failure) {
                    try body(&elements[position], position)
                } catch {
                    first.note(error, at: position)
                }
            }
        }
        if let failure = first.failure { throw failure }
    }

    /// What a closure makes of each element, in order.
    static func map<Element: Sendable, Result: Sendable>(
        _ elements: [Element], _ transform: @Sendable (Element) -> Result
    ) -> [Result] {
        guard elements.count >= minimum else { return elements.map(transform) }
        return elements.withUnsafeBufferPointer { buffer in
            nonisolated(unsafe) let elements = buffer
            return results(elements.count) { transform(elements[$0]) }
        }
    }

    /// What a closure makes of each element, in order, while it may change the element.
    static func map<Element: Sendable, Result: Sendable>(
        changing elements: inout [Element], _ transform: @Sendable (inout Element) -> Result
    ) -> [Result] {
        elements.withUnsafeMutableBufferPointer { buffer in
            guard buffer.count >= minimum else { return buffer.indices.map { transform(&buffer[$0]) } }
            nonisolated(unsafe) let elements = buffer
            return results(elements.count) { transform(&elements[$0]) }
        }
    }

    private static func results<Result: Sendable>(
        _ count: Int, _ result: @Sendable (Int) -> Result
    ) -> [Result] {
        [Result](unsafeUninitializedCapacity: count) { buffer, initialized in
            nonisolated(unsafe) let results = buffer
            perform(count) { results.initializeElement(at: $0, to: result($0)) }
            initialized = count
        }
    }

    /// Calls a closure once for each position below a count, for several of them at a time. No two threads are given one
    /// position, and all is done when this returns: that is what makes it safe to lend them buffers.
    private static func perform(_ count: Int, _ body: @Sendable (Int) -> Void) {
        let portions = (count + portion - 1) / portion
        DispatchQueue.concurrentPerform(iterations: portions) { number in
            for position in number * portion..<min(count, (number + 1) * portion) { body(position) }
        }
    }

    /// The failure at the lowest position so far.
    private final class FirstFailure<Failure: Error>: Sendable {
        private let found = Mutex<(position: Int, failure: Failure)?>(nil)

        var failure: Failure? { found.withLock { $0?.failure } }

        func note(_ failure: Failure, at position: Int) {
            found.withLock { found in
                if let known = found, known.position < position { return }
                found = (position, failure)
            }
        }
    }
}
