extension DiffRendering {
    /// The unified difference of two texts; empty where they are equal.
    ///
    /// - Parameters:
    ///   - old: the text before.
    ///   - new: the text after.
    ///   - title: what stands in the two header lines.
    public func unified(_ old: String, _ new: String, title: String = "") -> String {
        let before = Self.lines(old)
        let after = Self.lines(new)
        let edits = LineDiff.edits(from: before, to: after, maximumSteps: maximumSteps)
        let hunks = hunks(of: edits)
        guard !hunks.isEmpty else { return "" }
        let name = title.isEmpty ? "" : " " + title
        var output = painted("--- \(oldLabel)\(name)", .header) + painted("+++ \(newLabel)\(name)", .header)
        for hunk in hunks { render(edits[hunk], before, after, into: &output) }
        return output
    }

    private static func lines(_ text: String) -> [Substring] {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        return lines
    }

    /// Ranges of edits that belong together: changes with their context.
    private func hunks(of edits: [LineDiff.Edit]) -> [Range<Int>] {
        var result: [Range<Int>] = []
        for (position, edit) in edits.enumerated() {
            if case .keep = edit { continue }
            let range = max(0, position - contextLines)..<min(edits.count, position + contextLines + 1)
            if let last = result.last, last.upperBound >= range.lowerBound {
                result[result.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
            } else {
                result.append(range)
            }
        }
        return result
    }

    private func render(
        _ edits: ArraySlice<LineDiff.Edit>, _ before: [Substring], _ after: [Substring], into output: inout String
    ) {
        var (firstOld, firstNew, oldCount, newCount) = (-1, -1, 0, 0)
        var body = ""
        for edit in edits {
            switch edit {
            case .keep(let i, let j):
                if firstOld < 0 { firstOld = i }
                if firstNew < 0 { firstNew = j }
                oldCount += 1
                newCount += 1
                body += painted(" \(before[i])", .plain)
            case .remove(let i):
                if firstOld < 0 { firstOld = i }
                oldCount += 1
                body += painted("-\(before[i])", .removed)
            case .add(let j):
                if firstNew < 0 { firstNew = j }
                newCount += 1
                body += painted("+\(after[j])", .added)
            }
        }
        func place(_ first: Int, _ count: Int, of total: Int) -> String {
            count == 0 ? "\(max(0, first < 0 ? 0 : first)),0" : "\(first + 1),\(count)"
        }
        let old = place(firstOld, oldCount, of: before.count)
        let new = place(firstNew, newCount, of: after.count)
        output += painted("@@ -\(old) +\(new) @@", .place) + body
    }

    private enum Paint: String {
        case plain = ""
        case header = "1"
        case place = "36"
        case removed = "31"
        case added = "32"
    }

    private func painted(_ line: String, _ paint: Paint) -> String {
        let shown = Self.visible(line)
        return usesColors && paint != .plain ? "\u{1B}[\(paint.rawValue)m\(shown)\u{1B}[0m\n" : shown + "\n"
    }

    /// A line in which foreign text cannot steer a terminal.
    private static func visible(_ line: String) -> String {
        func isControl(_ scalar: Unicode.Scalar) -> Bool {
            (scalar.value < 32 && scalar != "\t") || (127...159).contains(scalar.value)
        }
        guard line.unicodeScalars.contains(where: isControl) else { return line }
        var result = String.UnicodeScalarView()
        for scalar in line.unicodeScalars { result.append(isControl(scalar) ? "\u{FFFD}" : scalar) }
        return String(result)
    }
}
