#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Where results and messages go: results to stdout, everything else to stderr.
struct Terminal: Sendable {
    /// Whether results may carry colours.
    var isColoured: Bool
    /// Whether a person sees messages as they come.
    var isInteractive: Bool

    /// The process's own streams.
    static let standard = Terminal(
        isColoured: isatty(STDOUT_FILENO) == 1 && getenv("NO_COLOR") == nil, isInteractive: isatty(STDERR_FILENO) == 1)

    /// Writes a result.
    func print(_ text: String) { write(text.hasSuffix("\n") ? text : text + "\n", to: STDOUT_FILENO) }

    /// Writes a result as it is, without a line end of its own.
    func printRaw(_ bytes: [UInt8]) { write(bytes, to: STDOUT_FILENO) }

    /// Writes a message for a person.
    func message(_ text: String) { write(text + "\n", to: STDERR_FILENO) }

    /// Shows the state of long work on one line that the next state replaces; nothing where nobody is watching.
    func progress(_ text: String) {
        guard isInteractive else { return }
        write("\r\u{1B}[2K\(text)", to: STDERR_FILENO)
    }

    /// Takes the line of ``progress(_:)`` away.
    func endProgress() { progress("") }

    private func write(_ text: String, to descriptor: Int32) { write(Array(text.utf8), to: descriptor) }

    private func write(_ bytes: [UInt8], to descriptor: Int32) {
        bytes.withUnsafeBytes { buffer in
            var rest = buffer[...]
            while !rest.isEmpty {
                let base = UnsafeRawBufferPointer(rebasing: rest)
                let written = systemWrite(descriptor, base.baseAddress, base.count)
                // A closed pipe ends the output; there is nobody left to tell.
                guard written > 0 else { return }
                rest = rest.dropFirst(written)
            }
        }
    }
}

/// The system's `write`, by a name that no method hides.
func systemWrite(_ descriptor: Int32, _ base: UnsafeRawPointer?, _ count: Int) -> Int {
    write(descriptor, base, count)
}
