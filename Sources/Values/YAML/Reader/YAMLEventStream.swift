internal import CLibYAML

/// libyaml's parser over bytes that outlive it: one event at a time.
struct YAMLEventStream: ~Copyable {
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let event: UnsafeMutablePointer<yaml_event_t>
    private let bytes: UnsafeBufferPointer<UInt8>
    private let linesBefore: Int
    private var cursor = (character: 0, offset: 0)
    /// The kind of the event.
    private(set) var kind = YAML_NO_EVENT

    /// A parser at the start of `bytes`, which must stay in place as long as it lives.
    ///
    /// - Parameter linesBefore: lines of the text before these bytes; all places count from the start of the text.
    init(_ bytes: UnsafeBufferPointer<UInt8>, linesBefore: Int) throws(BoxedParseError) {
        self.bytes = bytes
        self.linesBefore = linesBefore
        parser = .allocate(capacity: 1)
        event = .allocate(capacity: 1)
        event.initialize(to: yaml_event_t())
        parser.initialize(to: yaml_parser_t())
        guard yaml_parser_initialize(parser) == 1 else {
            throw .error(ParseError(.limitExceeded, "there is no memory for a YAML parser", line: 1, column: 1))
        }
        yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
    }

    deinit {
        yaml_event_delete(event)
        yaml_parser_delete(parser)
        event.deallocate()
        parser.deallocate()
    }

    /// Goes to the next event; what the event before pointed to is gone.
    @inline(never)
    mutating func advance() throws(BoxedParseError) {
        yaml_event_delete(event)
        guard yaml_parser_parse(parser, event) == 1 else { throw failure() }
        kind = event.pointee.type
    }

    /// Where the event starts.
    var mark: YAMLMark { @inline(__always) get { YAMLMark(event.pointee.start_mark, linesBefore: linesBefore) } }

    /// Where the event ends.
    var endMark: YAMLMark { YAMLMark(event.pointee.end_mark, linesBefore: linesBefore) }

    /// How a scalar event is written.
    var scalarStyle: yaml_scalar_style_t { event.pointee.data.scalar.style }

    /// Whether a collection's start event is written with brackets or braces.
    func isFlow(isMapping: Bool) -> Bool {
        isMapping
            ? event.pointee.data.mapping_start.style == YAML_FLOW_MAPPING_STYLE
            : event.pointee.data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE
    }

    /// The tag of a collection's start event.
    func collectionTag(isMapping: Bool) -> String? {
        YAMLEventStream.string(isMapping ? event.pointee.data.mapping_start.tag : event.pointee.data.sequence_start.tag)
    }

    /// The text of a scalar event.
    var text: UnsafeBufferPointer<UInt8> {
        @inline(__always) get {
            UnsafeBufferPointer(start: event.pointee.data.scalar.value, count: event.pointee.data.scalar.length)
        }
    }

    /// Whether a scalar event is plain and without a tag, so that its text decides what it is.
    var isPlainImplicit: Bool { @inline(__always) get { event.pointee.data.scalar.plain_implicit != 0 } }

    /// Whether a scalar event is neither quoted nor a block.
    var isPlain: Bool { event.pointee.data.scalar.style == YAML_PLAIN_SCALAR_STYLE }

    /// Whether a scalar event is in double quotes.
    var isDoubleQuoted: Bool { event.pointee.data.scalar.style == YAML_DOUBLE_QUOTED_SCALAR_STYLE }

    /// Whether a scalar event is a folded block.
    var isFolded: Bool { event.pointee.data.scalar.style == YAML_FOLDED_SCALAR_STYLE }

    /// The bytes that the event was read from.
    mutating func source() -> UnsafeBufferPointer<UInt8> {
        let start = offset(ofCharacter: Int(event.pointee.start_mark.index))
        let end = offset(ofCharacter: Int(event.pointee.end_mark.index))
        return UnsafeBufferPointer(rebasing: bytes[start..<max(start, end)])
    }

    /// Where a character starts; libyaml counts characters. What is asked for only grows.
    private mutating func offset(ofCharacter index: Int) -> Int {
        while cursor.character < index, cursor.offset < bytes.count {
            repeat { cursor.offset += 1 } while cursor.offset < bytes.count && bytes[cursor.offset] & 0xC0 == 0x80
            cursor.character += 1
        }
        return cursor.offset
    }

    /// Whether `\/` stands anywhere in the text.
    lazy var hasEscapedSlash: Bool = {
        var isEscape = false
        for byte in bytes {
            if isEscape, byte == UInt8(ascii: "/") { return true }
            isEscape = byte == UInt8(ascii: "\\")
        }
        return false
    }()

    /// The tag of a scalar event.
    var scalarTag: String? { YAMLEventStream.string(event.pointee.data.scalar.tag) }

    /// Whether a scalar event has a tag.
    var hasScalarTag: Bool { @inline(__always) get { event.pointee.data.scalar.tag != nil } }

    /// The anchor of a scalar event.
    var scalarAnchor: String? { @inline(__always) get { YAMLEventStream.string(event.pointee.data.scalar.anchor) } }

    /// The anchor of a sequence's or a mapping's start.
    @inline(never)
    func collectionAnchor(isMapping: Bool) -> String? {
        YAMLEventStream.string(
            isMapping ? event.pointee.data.mapping_start.anchor : event.pointee.data.sequence_start.anchor)
    }

    /// The anchor that an alias event names.
    var aliasName: String { YAMLEventStream.string(event.pointee.data.alias.anchor) ?? "" }

    @inline(__always)
    private static func string(_ text: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        guard let text else { return nil }
        return String(cString: text)
    }

    /// libyaml's error, with the place it names.
    @inline(never)
    private func failure() -> BoxedParseError {
        let state = parser.pointee
        let problem = state.problem.map { String(cString: $0) } ?? "the YAML text cannot be read"
        if state.error == YAML_READER_ERROR {
            var error = ParseError(.encoding, problem, in: bytes, at: min(state.problem_offset, bytes.count))
            error.line += linesBefore
            return .error(error)
        }
        if state.error == YAML_MEMORY_ERROR {
            return .error(
                ParseError(.limitExceeded, "there is no memory to read the YAML text", line: 1, column: 1))
        }
        var message = problem
        if let context = state.context.map({ String(cString: $0) }) {
            let isElsewhere = state.context_mark.line != state.problem_mark.line
            let place = isElsewhere ? " at \(YAMLMark(state.context_mark, linesBefore: linesBefore))" : ""
            message = "\(context)\(place): \(problem)"
        }
        let mark = YAMLMark(state.problem_mark, linesBefore: linesBefore)
        return .error(ParseError(.syntax, message, line: Int(mark.line), column: Int(mark.column)))
    }
}

/// A place in a YAML text, counted from 1.
struct YAMLMark: CustomStringConvertible {
    var line: Int32
    var column: Int32

    @inline(__always)
    init(_ mark: yaml_mark_t, linesBefore: Int) {
        line = Int32(truncatingIfNeeded: linesBefore &+ Int(mark.line)) &+ 1
        column = Int32(truncatingIfNeeded: mark.column) &+ 1
    }

    var description: String { "\(line):\(column)" }
}
