#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Keeps deep recursion from overflowing the stack: where little is left, work goes on on a thread with a fresh one.
///
/// Templates may nest a thousand includes deep, which no thread's stack is sure to hold.
struct StackSpace {
    private var entry: UInt?
    private var budget: UInt = 160 << 10

    private static let freshSize = 256 << 20

    /// Whether more of the current stack is used since the first question than is safe to take for granted.
    mutating func isScarce() -> Bool {
        var marker: UInt8 = 0
        let here = withUnsafePointer(to: &marker) { UInt(bitPattern: $0) }
        guard let entry else {
            self.entry = here
            return false
        }
        return here < entry && entry - here > budget
    }

    /// Runs a closure on a thread with a large stack and waits for it.
    ///
    /// Without such a thread the closure is not run, and nil is returned.
    mutating func onFreshStack<Result>(_ body: @escaping () -> Result) -> Result? {
        let outer = self
        entry = nil
        budget = UInt(StackSpace.freshSize) - (1 << 20)
        defer { self = outer }
        return StackSpace.run(body)
    }

    private final class Work {
        var body: (() -> Void)?
    }

    private static func run<Result>(_ body: @escaping () -> Result) -> Result? {
        var result: Result?
        let work = Work()
        withoutActuallyEscaping(body) { body in
            work.body = { result = body() }
            start(work)
            work.body = nil
        }
        return result
    }

    private static func start(_ work: Work) {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        pthread_attr_setstacksize(&attributes, freshSize)
        defer { pthread_attr_destroy(&attributes) }
        let context = Unmanaged.passRetained(work).toOpaque()
        #if canImport(Darwin)
            var thread: pthread_t?
            let code = pthread_create(
                &thread, &attributes,
                { raw in
                    Unmanaged<Work>.fromOpaque(raw).takeRetainedValue().body?()
                    return nil
                }, context)
            guard code == 0, let thread else {
                Unmanaged<Work>.fromOpaque(context).release()
                return
            }
        #else
            var thread = pthread_t()
            let code = pthread_create(
                &thread, &attributes,
                { raw in
                    guard let raw else { return nil }
                    Unmanaged<Work>.fromOpaque(raw).takeRetainedValue().body?()
                    return nil
                }, context)
            guard code == 0 else {
                Unmanaged<Work>.fromOpaque(context).release()
                return
            }
        #endif
        pthread_join(thread, nil)
    }
}
