/// The header lines of a commit or an annotated tag, and what follows them.
struct ObjectHeaders {
    struct Line {
        var name: String
        /// The value with continuation lines joined by newlines.
        var value: [UInt8]
        /// Where the line and its continuations stand in the object.
        var range: Range<Int>
    }

    private(set) var lines: [Line] = []
    /// What follows the empty line.
    let body: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) {
        let (newline, space) = (UInt8(ascii: "\n"), UInt8(ascii: " "))
        var start = 0
        while start < bytes.count, bytes[start] != newline {
            let end = bytes[start...].firstIndex(of: newline) ?? bytes.count
            let next = min(end + 1, bytes.count)
            let line = bytes[start..<end]
            if line.first == space, let last = lines.indices.last {
                lines[last].value += [newline] + line.dropFirst()
                lines[last].range = lines[last].range.lowerBound..<next
            } else {
                let gap = line.firstIndex(of: space) ?? line.endIndex
                let name = String(decoding: line[..<gap], as: UTF8.self)
                lines.append(Line(name: name, value: Array(line[gap...].dropFirst()), range: start..<next))
            }
            start = next
        }
        body = bytes[min(start + 1, bytes.count)...]
    }

    func first(_ name: String) -> [UInt8]? { lines.first { $0.name == name }?.value }

    func identifiers(_ name: String) -> [ObjectID] {
        lines.filter { $0.name == name }.compactMap { ObjectID(String(decoding: $0.value, as: UTF8.self)) }
    }
}

/// What an annotated tag points at.
struct TagObject {
    var target: ObjectID

    init(_ bytes: [UInt8], id: ObjectID) throws(GitError) {
        guard let target = ObjectHeaders(bytes).identifiers("object").first else {
            throw GitError(.corrupt, "the tag \(id) points at nothing")
        }
        self.target = target
    }
}

extension GitCommit {
    /// Reads a commit as it is stored.
    init(_ bytes: [UInt8], id: ObjectID) throws(GitError) {
        let headers = ObjectHeaders(bytes)
        guard let tree = headers.identifiers("tree").first else {
            throw GitError(.corrupt, "the commit \(id) has no tree")
        }
        self.id = id
        self.tree = tree
        parents = headers.identifiers("parent")
        author = GitSignature(line: headers.first("author") ?? [])
        committer = GitSignature(line: headers.first("committer") ?? [])
        let isLatin = headers.first("encoding").map { GitCommit.isLatin(String(decoding: $0, as: UTF8.self)) } ?? false
        message =
            isLatin
            ? String(String.UnicodeScalarView(headers.body.map { Unicode.Scalar($0) }))
            : String(decoding: headers.body, as: UTF8.self)
        signature = headers.lines.first { $0.name == "gpgsig" }.map { line in
            GitCommitSignature(
                text: String(decoding: line.value, as: UTF8.self),
                payload: Array(bytes[..<line.range.lowerBound] + bytes[line.range.upperBound...]))
        }
    }

    private static func isLatin(_ encoding: String) -> Bool {
        ["iso-8859-1", "iso8859-1", "latin1", "latin-1"].contains(encoding.lowercased())
    }
}

extension GitSignature {
    /// Reads `Ada <ada@example.com> 1700000000 +0100`, with whatever is broken left empty.
    init(line: [UInt8]) {
        let open = line.lastIndex(of: UInt8(ascii: "<")) ?? line.endIndex
        let close = line.lastIndex(of: UInt8(ascii: ">")) ?? line.endIndex
        let name = line[..<open]
        let email = open < close ? line[(open + 1)..<close] : []
        let rest = String(decoding: line[min(close + 1, line.count)...], as: UTF8.self).split(separator: " ")
        self.init(
            name: String(decoding: name.reversed().drop { $0 == UInt8(ascii: " ") }.reversed(), as: UTF8.self),
            email: String(decoding: email, as: UTF8.self),
            seconds: rest.first.flatMap { Int64($0) } ?? 0,
            offsetMinutes: rest.count > 1 ? GitSignature.minutes(rest[1]) : 0)
    }

    private static func minutes(_ text: Substring) -> Int {
        guard let number = Int(text), abs(number) < 10_000 else { return 0 }
        return number / 100 * 60 + number % 100
    }
}
