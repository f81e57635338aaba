/// One evaluation: its memory, its limits, and the files it read.
final class Interpreter {
    let heap: Heap
    let symbols = Symbols()
    let settings: JsonnetVM.Settings
    let importer: any JsonnetImporter
    /// Receives what `std.trace` says.
    var traceOutput: (String) -> Void = { _ in }

    /// Calls, fields and thunks under way.
    var depth = 0
    private let maximumDepth: Int
    private var steps = 0
    private var nextCheckpoint = 1024
    private let stackFloor: UInt

    /// A call in tail position that the function under way asks its caller to make in its stead.
    var pendingCode: Unmanaged<FunctionNode>?
    var pendingFrame: FrameRef?

    /// Half of the first chunk of memory, so that a small program needs no other; more arguments go to the heap.
    static let argumentCapacity = 2048
    /// Arguments of the library's functions under way.
    let argumentStack: UnsafeMutablePointer<Datum>
    var argumentTop = 0
    /// Where the library function under way was called, for those that ask.
    var callSite: Site?

    /// The nodes of all files, released from the end.
    private var nodes: [Node] = []
    /// Imported files by the path the importer gave them.
    var files: [String: ImportedFile] = [:]
    /// Variables of the host that were asked for.
    var externals: [String: Datum] = [:]
    var externalVariables: [String: JsonnetVM.Variable] = [:]
    var natives: [String: Builtin] = [:]
    private var characters: UnsafeMutablePointer<StringRef?>
    let emptyString: StringRef
    /// `std` as an object, where a program uses it as one, by file.
    var libraries: [String: ObjectRef] = [:]
    /// Functions of the library that the program named.
    var libraryFunctions: [String: FunctionRef] = [:]
    let common: CommonNodes

    /// - Parameter stackBytes: stack that may be used below the caller.
    init(settings: JsonnetVM.Settings, importer: any JsonnetImporter, stackBytes: Int) {
        self.settings = settings
        self.importer = importer
        heap = Heap(maximumBytes: settings.maximumMemory)
        maximumDepth = settings.maximumStackFrames
        stackFloor = stackAddress() - UInt(stackBytes)
        argumentStack = heap.buffer(of: Datum.self, count: Interpreter.argumentCapacity)
        characters = heap.buffer(of: StringRef?.self, count: 128)
        characters.initialize(repeating: nil, count: 128)
        emptyString = heap.cell(
            StringCell(base: heap.buffer(of: UInt8.self, count: 1), byteCount: 0, scalarCount: 0, symbol: -1))
        common = CommonNodes()
    }

    deinit {
        // Parents come after their children, so no release reaches further than one level.
        while nodes.popLast() != nil {}
    }

    /// Hands a node's ownership to the evaluation.
    func own<Code: Node>(_ node: Code) -> Code {
        nodes.append(node)
        return node
    }

    /// Counts the beginning of a call, a field or a thunk; ``leave()`` counts its end.
    @inline(__always)
    func enter() throws(Failure) {
        depth += 1
        steps &+= 1
        if depth > maximumDepth || steps >= nextCheckpoint || stackAddress() < stackFloor { try checkpoint() }
    }

    @inline(__always)
    func leave() { depth -= 1 }

    /// Counts a step that has no depth: a tail call, a round of a loop.
    @inline(__always)
    func step() throws(Failure) {
        steps &+= 1
        if steps >= nextCheckpoint || stackAddress() < stackFloor { try checkpoint() }
    }

    @inline(never)
    private func checkpoint() throws(Failure) {
        if depth > maximumDepth || stackAddress() < stackFloor {
            throw Failure(Failure.stackOverflow, code: .limitExceeded)
        }
        nextCheckpoint = steps + 1024
        guard steps <= settings.maximumSteps else {
            throw Failure("evaluation took more than \(settings.maximumSteps) steps", code: .limitExceeded)
        }
        guard !heap.isExhausted else { throw outOfMemory }
    }

    var outOfMemory: Failure {
        Failure("evaluation needs more than \(settings.maximumMemory) bytes of memory", code: .limitExceeded)
    }

    /// Makes sure that so many bytes may be taken before somebody takes them.
    func ensureRoom(count: Int, of size: Int = 1) throws(Failure) {
        let (bytes, overflow) = count.multipliedReportingOverflow(by: size)
        guard !overflow, heap.hasRoom(for: bytes) else { throw outOfMemory }
    }

    /// Deepest nesting of a value that is written as text, whose indentation grows with the square of it.
    private static let maximumNesting = 4_000

    /// Makes sure that text under way stays within bounds.
    ///
    /// - Parameters:
    ///   - depth: nesting of the value that comes next.
    ///   - written: bytes written so far.
    func checkOutput(depth: Int, written: Int) throws(Failure) {
        try step()
        guard depth < Interpreter.maximumNesting else { throw Failure(Failure.stackOverflow, code: .limitExceeded) }
        try ensureRoom(count: written, of: 2)
    }

    /// Makes sure that the longest that escaping makes of a string fits beside the text under way.
    @inline(__always)
    func ensureRoomForEscapes(_ string: StringRef, written: Int = 0) throws(Failure) {
        let count = string.pointee.byteCount
        guard count > 1 << 16 else { return }
        try ensureRoom(count: count &+ written / 4, of: 6)
    }

    /// Makes sure that recursing over data does not run out of stack.
    @inline(__always)
    func guardStack() throws(Failure) {
        if stackAddress() < stackFloor { throw Failure(Failure.stackOverflow, code: .limitExceeded) }
    }

    /// A string of one code point.
    func character(_ scalar: UInt32) -> StringRef {
        if scalar < 128, let known = characters[Int(scalar)] { return known }
        let bytes = heap.buffer(of: UInt8.self, count: 4)
        let count = UTF8Text.encode(scalar, into: bytes)
        let string = heap.cell(StringCell(base: bytes, byteCount: count, scalarCount: 1, symbol: -1))
        if scalar < 128 { characters[Int(scalar)] = string }
        return string
    }
}
