/// Why an archive could not be unpacked.
package enum ArchiveError: Error, Hashable {
    /// It does not begin as gzip does.
    case notGzip
    /// It ends too early, or its content contradicts its checksums or its own lengths.
    case damaged
    /// Unpacked it is larger than so many bytes.
    case tooLarge(limit: Int)
    /// It holds more than so many entries.
    case tooManyEntries(limit: Int)
    /// One of its files is larger than so many bytes.
    case fileTooLarge(path: String, limit: Int)
    /// One of its paths leads out of it.
    case illegalPath(String)
}

extension ArchiveError: CustomStringConvertible {
    /// What is wrong, to stand behind the archive's name.
    package var description: String {
        switch self {
        case .notGzip: "is no gzip file"
        case .damaged: "is damaged"
        case .tooLarge(let limit): "is larger than \(limit) bytes unpacked"
        case .tooManyEntries(let limit): "has more than \(limit) files"
        case .fileTooLarge(let path, let limit): "holds '\(path)', which is larger than \(limit) bytes"
        case .illegalPath(let path): "contains the illegal path '\(path)'"
        }
    }
}
