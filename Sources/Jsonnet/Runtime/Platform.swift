private import CStackSwitch

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Whether so many bytes are the same.
@inline(__always)
func equalBytes(_ left: UnsafePointer<UInt8>, _ right: UnsafePointer<UInt8>, _ count: Int) -> Bool {
    memcmp(left, right, count) == 0
}

/// The order of two byte strings: negative, zero, positive.
func compareBytes(
    _ left: UnsafePointer<UInt8>, _ leftCount: Int, _ right: UnsafePointer<UInt8>, _ rightCount: Int
)
    -> Int
{
    let order = Int(memcmp(left, right, min(leftCount, rightCount)))
    return order != 0 ? order : leftCount - rightCount
}

/// An address near the top of the stack.
@inline(__always)
func stackAddress() -> UInt {
    var mark: UInt8 = 0
    return withUnsafeMutablePointer(to: &mark) { UInt(bitPattern: $0) }
}

/// A stack of a chosen size, for code that recurses as deep as a program tells it to.
enum BigStack {
    private final class Job {
        let body: () -> Void
        init(_ body: @escaping () -> Void) { self.body = body }
    }

    /// Runs a closure on a stack of its own: on the caller's thread where the platform lets it change stacks, which
    /// costs less, and else on a thread that it waits for.
    ///
    /// - Parameter bytes: size of the stack; the system gives memory only to what is used of it.
    /// - Returns: whether there was such a stack.
    static func run(bytes: Int, _ body: () -> Void) -> Bool {
        withoutActuallyEscaping(body) { body in
            let job = Unmanaged.passRetained(Job(body))
            let wasCalled = call_on_own_stack(
                max(bytes, 0),
                { context in
                    if let context { Unmanaged<Job>.fromOpaque(context).takeRetainedValue().body() }
                }, job.toOpaque())
            if wasCalled == 1 { return true }
            var attributes = pthread_attr_t()
            pthread_attr_init(&attributes)
            defer { pthread_attr_destroy(&attributes) }
            guard pthread_attr_setstacksize(&attributes, bytes) == 0, start(job, &attributes) else {
                job.release()
                return false
            }
            return true
        }
    }

    #if canImport(Darwin)
        private static func start(_ job: Unmanaged<Job>, _ attributes: inout pthread_attr_t) -> Bool {
            var thread: pthread_t?
            let status = pthread_create(
                &thread, &attributes,
                { context in
                    Unmanaged<Job>.fromOpaque(context).takeRetainedValue().body()
                    return nil
                }, job.toOpaque())
            guard status == 0, let thread else { return false }
            pthread_join(thread, nil)
            return true
        }
    #else
        private static func start(_ job: Unmanaged<Job>, _ attributes: inout pthread_attr_t) -> Bool {
            var thread = pthread_t()
            let status = pthread_create(
                &thread, &attributes,
                { context in
                    if let context { Unmanaged<Job>.fromOpaque(context).takeRetainedValue().body() }
                    return nil
                }, job.toOpaque())
            guard status == 0 else { return false }
            pthread_join(thread, nil)
            return true
        }
    #endif
}

/// The remainder of a division as C has it.
@inline(__always)
func modulo(_ left: Double, _ right: Double) -> Double { fmod(left, right) }
