internal import CLibGit2
import Synchronization

/// The objects of one repository on disk, read by many threads through as many handles as there are readers.
final class ObjectPool: GitObjects {
    /// A handle of the library's; used by one thread at a time.
    private final class Handle {
        let pointer: OpaquePointer

        init(_ pointer: OpaquePointer) {
            self.pointer = pointer
        }

        deinit { git_odb_free(pointer) }
    }

    /// Safe to send: while a handle is lent it is in no pool, so no two threads ever hold the same one.
    private struct Lent: @unchecked Sendable {
        let handle: Handle
    }

    private let directory: @Sendable () throws(GitError) -> String
    private let idle = Mutex<[Lent]>([])
    /// Handles kept for the next readers; more are closed when they come back.
    private static let maximumIdle = 16

    /// - Parameter directory: finds the `objects` folder; asked whenever a handle is opened.
    init(directory: @escaping @Sendable () throws(GitError) -> String) {
        self.directory = directory
    }

    private func withHandle<Result>(
        _ body: (OpaquePointer) throws(GitError) -> Result
    ) throws(GitError) -> Result {
        let lent: Lent
        if let kept = idle.withLock({ $0.popLast() }) { lent = kept } else { lent = try open() }
        defer {
            idle.withLock { if $0.count < Self.maximumIdle { $0.append(lent) } }
        }
        return try body(lent.handle.pointer)
    }

    private func open() throws(GitError) -> Lent {
        try LibGit2.start()
        var pointer: OpaquePointer?
        guard git_odb_open(&pointer, try directory()) == 0, let pointer else {
            throw GitError(.cache, "the objects cannot be opened: \(LibGit2.lastMessage().text)")
        }
        return Lent(handle: Handle(pointer))
    }

    /// Closes the handles that nobody uses, so that files of a repository that was replaced are let go.
    func reset() { idle.withLock { $0.removeAll() } }

    private func failure(_ doing: String) -> GitError {
        GitError(
            .corrupt,
            "\(doing) failed: \(LibGit2.lastMessage().text); remove the repository's folder in the cache to fetch it anew"
        )
    }

    func header(of id: ObjectID) throws(GitError) -> (kind: GitObjectKind, size: Int)? {
        try withHandle { (handle) throws(GitError) in
            var (size, type, oid) = (0, GIT_OBJECT_INVALID, id.oid)
            switch git_odb_read_header(&size, &type, handle, &oid) {
            case 0: return GitObjectKind(type).map { ($0, size) }
            case GIT_ENOTFOUND.rawValue: return nil
            default: throw failure("looking up the object \(id)")
            }
        }
    }

    func object(_ id: ObjectID) throws(GitError) -> (kind: GitObjectKind, bytes: [UInt8])? {
        try withHandle { (handle) throws(GitError) in
            var (object, oid): (OpaquePointer?, git_oid) = (nil, id.oid)
            switch git_odb_read(&object, handle, &oid) {
            case 0: break
            case GIT_ENOTFOUND.rawValue: return nil
            default: throw failure("reading the object \(id)")
            }
            defer { git_odb_object_free(object) }
            guard let kind = GitObjectKind(git_odb_object_type(object)) else { return nil }
            return (
                kind,
                Array(UnsafeRawBufferPointer(start: git_odb_object_data(object), count: git_odb_object_size(object)))
            )
        }
    }

    func object(startingWith prefix: String) throws(GitError) -> ObjectID? {
        let digits = prefix.lowercased()
        guard (4...40).contains(digits.utf8.count),
            var short = ObjectID(digits + String(repeating: "0", count: 40 - digits.utf8.count))?.oid
        else { return nil }
        return try withHandle { (handle) throws(GitError) in
            var found = git_oid()
            switch git_odb_exists_prefix(&found, handle, &short, digits.utf8.count) {
            case 0: return ObjectID(found)
            case GIT_ENOTFOUND.rawValue: return nil
            case GIT_EAMBIGUOUS.rawValue:
                throw GitError(.ambiguousRevision, "several objects begin with '\(prefix)'; write more digits")
            default: throw failure("looking up '\(prefix)'")
            }
        }
    }
}

extension GitObjectKind {
    init?(_ type: git_object_t) {
        switch type {
        case GIT_OBJECT_COMMIT: self = .commit
        case GIT_OBJECT_TREE: self = .tree
        case GIT_OBJECT_BLOB: self = .blob
        case GIT_OBJECT_TAG: self = .tag
        default: return nil
        }
    }
}
