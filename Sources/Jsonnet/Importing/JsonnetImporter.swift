/// Finds the files that programs import.
///
/// A program names a file by a path; what that means is the importer's affair. ``TreeImporter`` looks into a source
/// tree and its library folders; a test may answer from a dictionary.
public protocol JsonnetImporter: Sendable {
    /// The file that an import means.
    ///
    /// Called once for each pair of path and folder in an evaluation.
    ///
    /// - Parameters:
    ///   - path: what is written after `import`, or the file to evaluate.
    ///   - folder: ``JsonnetSource/folder`` of the file that imports, empty for the current folder.
    /// - Throws: ``JsonnetImportError``; its message becomes the program's error.
    func source(of path: String, importedFrom folder: String) throws(JsonnetImportError) -> JsonnetSource
}

/// A file as an importer found it.
public struct JsonnetSource: Hashable, Sendable {
    /// Tells the file from all others, and is what messages and `std.thisFile` show.
    public var path: String
    /// The content.
    public var bytes: [UInt8]

    /// A file.
    ///
    /// - Parameters:
    ///   - path: what tells the file from all others, with `/` between folders.
    ///   - bytes: the content, UTF-8 if it is code or text.
    public init(path: String, bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
    }

    /// Everything before the last `/` of the path, empty where there is none.
    public var folder: String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "" }
        return String(path[..<slash])
    }
}

/// Why an import found no file.
public struct JsonnetImportError: Error, Hashable, Sendable {
    /// A sentence that names the path.
    public var message: String

    /// An error.
    public init(_ message: String) {
        self.message = message
    }

    /// Nothing goes by that name.
    ///
    /// - Parameter path: the path as it was written.
    public static func notFound(_ path: String) -> JsonnetImportError {
        JsonnetImportError(
            "couldn't open import \(GoText.quoted(path)): no match locally or in the Jsonnet library paths")
    }
}

/// An importer for programs that import nothing.
public struct NoImporter: JsonnetImporter {
    /// An importer that finds nothing.
    public init() {}

    /// Finds nothing.
    public func source(of path: String, importedFrom folder: String) throws(JsonnetImportError) -> JsonnetSource {
        throw .notFound(path)
    }
}
