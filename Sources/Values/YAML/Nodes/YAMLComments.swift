/// Finds the comments of a YAML text and gives each to the node it stands with.
struct YAMLComments {
    private struct Line {
        var comment: String
        /// Whether the line has nothing but the comment.
        var isAlone: Bool
    }

    /// Comments by line, from 1.
    private var comments: [Int: Line]
    private let lines: [Int]
    private var next = 0

    /// Gives the comments of a text to the nodes that were read from it.
    static func attach(_ text: String, to node: inout YAMLNode) {
        guard text.utf8.contains(UInt8(ascii: "#")) else { return }
        var comments = YAMLComments(text, node)
        guard !comments.lines.isEmpty else { return }
        comments.attachHead(of: text, to: &node)
        comments.visit(&node)
        node.footComment += comments.takeLines(before: .max)
    }

    private init(_ text: String, _ node: YAMLNode) {
        var covered: [Int: [Range<Int>]] = [:]
        YAMLComments.collectScalars(node, into: &covered)
        var comments: [Int: Line] = [:]
        var number = 0
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            number += 1
            let scalars = Array(line.unicodeScalars)
            var position = 0
            while position < scalars.count {
                if let range = covered[number]?.first(where: { $0.contains(position) }) {
                    position = range.upperBound
                    continue
                }
                if scalars[position] == "#",
                    position == 0 || scalars[position - 1] == " " || scalars[position - 1] == "\t"
                {
                    var comment = String.UnicodeScalarView(scalars[position...])
                    while let last = comment.last, last == " " || last == "\t" || last == "\r" { comment.removeLast() }
                    let isAlone = scalars[..<position].allSatisfy { $0 == " " || $0 == "\t" }
                    comments[number] = Line(comment: String(comment), isAlone: isAlone)
                    break
                }
                position += 1
            }
        }
        self.comments = comments
        lines = comments.keys.sorted()
    }

    /// The columns that scalars take in each line.
    private static func collectScalars(_ node: YAMLNode, into covered: inout [Int: [Range<Int>]]) {
        switch node.content {
        case .scalar:
            guard let place = node.place else { return }
            for line in place.startLine...max(place.startLine, place.endLine) {
                let from = line == place.startLine ? place.startColumn : 0
                let to = line == place.endLine ? place.endColumn : Int.max
                if from < to { covered[line, default: []].append(from..<to) }
            }
        case .sequence(let elements, _): for element in elements { collectScalars(element, into: &covered) }
        case .mapping(let members, _):
            for member in members {
                collectScalars(member.key, into: &covered)
                collectScalars(member.value, into: &covered)
            }
        case .alias: return
        }
    }

    /// A comment at the beginning of the text that a blank line parts from the first node belongs to the text.
    private mutating func attachHead(of text: String, to node: inout YAMLNode) {
        guard let first = node.place?.startLine else { return }
        let leading = lines.prefix { $0 < first && comments[$0]?.isAlone == true }
        guard
            let end = leading.indices.first(where: { index in
                index + 1 >= leading.count ? leading[index] + 1 < first : leading[index] + 1 < leading[index + 1]
            })
        else { return }
        node.headComment = takeLines(before: leading[end] + 1) + [""]
    }

    private mutating func visit(_ node: inout YAMLNode) {
        switch node.content {
        case .sequence(var elements, false):
            for position in elements.indices {
                let head = takeLines(before: elements[position].place?.startLine ?? 0)
                visit(&elements[position])
                elements[position].headComment = head + elements[position].headComment
            }
            node.content = .sequence(elements, isFlow: false)
        case .mapping(var members, false):
            for position in members.indices {
                let start = members[position].key.place?.startLine ?? 0
                members[position].key.headComment = takeLines(before: start)
                if members[position].value.isBlockCollection {
                    members[position].key.lineComment = takeComment(on: members[position].key.place?.endLine)
                }
                visit(&members[position].value)
            }
            node.content = .mapping(members, isFlow: false)
        default: node.lineComment = takeComment(on: node.place?.commentLine)
        }
    }

    private mutating func takeComment(on line: Int?) -> String? {
        guard let line, let found = comments[line], !found.isAlone else { return nil }
        comments[line] = nil
        return found.comment
    }

    /// Comments on lines of their own that come before a line and were not taken yet.
    private mutating func takeLines(before line: Int) -> [String] {
        var taken: [String] = []
        while next < lines.count, lines[next] < line {
            if let found = comments[lines[next]], found.isAlone {
                taken.append(found.comment)
                comments[lines[next]] = nil
            }
            next += 1
        }
        return taken
    }
}

extension YAMLNode {
    /// Where a node stands in its text: lines from 1, columns from 0.
    struct Place: Sendable {
        var startLine: Int
        var startColumn: Int
        var endLine: Int
        var endColumn: Int

        init(start: YAMLMark, end: YAMLMark) {
            startLine = Int(start.line)
            startColumn = Int(start.column) - 1
            endLine = Int(end.line)
            endColumn = Int(end.column) - 1
        }

        /// The line on which a comment would stand behind the node; a block's is that of its indicator.
        var commentLine: Int { endColumn == 0 && endLine > startLine ? startLine : endLine }
    }

    var isBlockCollection: Bool {
        switch content {
        case .sequence(let elements, let isFlow): !isFlow && !elements.isEmpty
        case .mapping(let members, let isFlow): !isFlow && !members.isEmpty
        default: false
        }
    }
}
