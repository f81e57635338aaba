extension ParseError {
    /// An error at a byte offset, with line and column counted from the start of the text.
    ///
    /// Counting is linear in the offset, which is fine because it happens once per failed parse.
    @inline(never)
    init(_ code: Code, _ message: String, in bytes: UnsafeBufferPointer<UInt8>, at offset: Int) {
        var line = 1
        var column = 1
        for byte in bytes.prefix(max(0, offset)) {
            if byte == UInt8(ascii: "\n") {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
        self.init(code, message, line: line, column: column)
    }
}

extension ParseLimits {
    /// Depth that is safe for the recursion of readers, writers and destruction, whatever the caller asked for.
    var effectiveDepth: Int { min(max(1, maximumDepth), ParseLimits.deepestSupported) }

    /// Nesting beyond this would risk the stack of a small thread.
    static var deepestSupported: Int { 2_000 }

    /// Throws when the input is longer than allowed.
    func checkSize(_ count: Int) throws(ParseError) {
        guard count > maximumBytes else { return }
        throw ParseError(
            .limitExceeded, "the text has \(count) bytes, more than the \(maximumBytes) allowed", line: 1, column: 1)
    }
}
