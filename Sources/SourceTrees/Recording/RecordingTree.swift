import Synchronization

/// A tree that remembers what is read through it.
///
/// What a rendering read is its exact cache key: as long as ``TreeRecording/isUnchanged(in:)`` holds for a new commit,
/// rendering it again would give the same result.
///
/// ```swift
/// let recorder = RecordingTree(commit.tree)
/// let objects = try render(recorder)
/// if try recorder.recording.isUnchanged(in: newer.tree) { /* the objects still stand */ }
/// ```
/// Safe to read from several tasks at once; they all add to one recording.
public final class RecordingTree: SourceTree {
    /// The tree that is read.
    public let base: any SourceTree
    private let observations = Mutex<[TreeRecording.Question: TreeRecording.Answer]>([:])

    /// Records what is read from a tree.
    public init(_ base: any SourceTree) {
        self.base = base
    }

    /// What was read so far.
    public var recording: TreeRecording { TreeRecording(observations: observations.withLock { $0 }) }

    private func note(_ answer: TreeRecording.Answer, to subject: TreeRecording.Subject, at path: TreePath) {
        observations.withLock { $0[TreeRecording.Question(path: path, subject: subject)] = answer }
    }

    /// The entry at a path, nil where there is none.
    public func entry(at path: TreePath) throws(TreeError) -> TreeEntry? {
        do throws(TreeError) {
            let entry = try base.entry(at: path)
            note(entry.map { .entry($0.kind) } ?? .missing, to: .entry, at: path)
            return entry
        } catch {
            note(.failure(error.code), to: .entry, at: path)
            throw error
        }
    }

    /// The entries of a directory.
    public func entries(of directory: TreePath) throws(TreeError) -> [TreeEntry] {
        do throws(TreeError) {
            let entries = try base.entries(of: directory)
            note(.listing(entries), to: .listing, at: directory)
            return entries
        } catch {
            note(.failure(error.code), to: .listing, at: directory)
            throw error
        }
    }

    /// The bytes of a file.
    public func contents(of file: TreePath, limit: Int) throws(TreeError) -> [UInt8] {
        do throws(TreeError) {
            let bytes = try base.contents(of: file, limit: limit)
            note(.content(try base.digest(of: file)), to: .content(limit: limit), at: file)
            return bytes
        } catch {
            note(.failure(error.code), to: .content(limit: limit), at: file)
            throw error
        }
    }

    /// The digest of an entry.
    public func digest(of path: TreePath) throws(TreeError) -> ContentDigest {
        do throws(TreeError) {
            let digest = try base.digest(of: path)
            note(.content(digest), to: .digest, at: path)
            return digest
        } catch {
            note(.failure(error.code), to: .digest, at: path)
            throw error
        }
    }
}
