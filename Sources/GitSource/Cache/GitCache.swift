/// Where repositories are kept.
///
/// One bare repository per URL, whatever way it is spelled, shared by everything in this process and by other processes
/// on the same folder: whoever fetches takes a lock, readers need none.
public struct GitCache: Hashable, Sendable {
    /// The folder.
    public let directory: String

    /// A cache in a folder, which is made when it is first needed.
    ///
    /// - Parameter path: absolute, or from the folder the process runs in; on a file system that locks files.
    public static func directory(_ path: String) -> GitCache { GitCache(directory: path) }

    /// The place of one repository.
    func location(of url: GitURL) -> CacheLocation {
        let readable = url.cacheKey.utf8.drop { $0 != UInt8(ascii: "/") }.map { byte -> UInt8 in
            let character = Character(Unicode.Scalar(byte))
            return character.isASCII && (character.isLetter || character.isNumber || character == ".") ? byte : 0x2d
        }
        let name = String(decoding: readable.drop { $0 == 0x2d || $0 == 0x2e }.suffix(60), as: UTF8.self)
        return CacheLocation(folder: directory, name: "\(name)-\(ContentName.short(of: url.cacheKey, bytes: 8)).git")
    }
}

/// The files of one repository in the cache.
struct CacheLocation: Hashable, Sendable {
    let folder: String
    let name: String

    var repository: String { "\(folder)/\(name)" }
    var objects: String { "\(repository)/objects" }
    var lock: String { "\(folder)/\(name).lock" }
}
