internal import CLibGit2

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The library, started once for the process and never stopped.
enum LibGit2 {
    /// Starts the library at its first use. Starting is counted and thread-safe in the library itself, and a `static let`
    /// is made once, so nothing here is ever written twice.
    private static let started: Bool = {
        guard git_libgit2_init() > 0 else { return false }
        return SocketStream.register()
    }()

    /// Makes sure the library runs.
    static func start() throws(GitError) {
        guard started else { throw GitError(.unsupported, "libgit2 could not be started") }
    }

    /// What the last failed call of this thread said.
    static func lastMessage() -> (text: String, kind: git_error_t) {
        guard let error = git_error_last() else { return ("", GIT_ERROR_NONE) }
        let text = error.pointee.message.map { String(cString: $0) } ?? ""
        return (text, git_error_t(UInt32(bitPattern: error.pointee.klass)))
    }
}

extension ObjectID {
    init(_ oid: git_oid) {
        self = withUnsafeBytes(of: oid) { ObjectID(bytes: $0.prefix(20)) } ?? .zero
    }

    /// The identifier that no object has.
    static let zero = ObjectID(words: (0, 0, 0))

    var oid: git_oid {
        var oid = git_oid()
        withUnsafeMutableBytes(of: &oid) { $0.copyBytes(from: bytes) }
        return oid
    }
}

/// Lends an array of strings in the library's form.
func withStringArray<Result>(
    _ strings: [String], _ body: (UnsafePointer<git_strarray>) throws -> Result
) rethrows -> Result {
    var pointers = strings.map { strdup($0) }
    defer { for pointer in pointers { free(pointer) } }
    return try pointers.withUnsafeMutableBufferPointer { buffer in
        var array = git_strarray(strings: buffer.baseAddress, count: buffer.count)
        return try withUnsafePointer(to: &array) { try body($0) }
    }
}
