/// Completion indexes of a Job, which statuses write as `1,3-5,7`: kept as runs, so that their number costs nothing.
struct JobIndexes: Hashable, Sendable {
    /// Runs in order, with gaps between them.
    private var runs: [ClosedRange<Int>] = []

    var count: Int { runs.reduce(0) { $0 + $1.count } }
    var isEmpty: Bool { runs.isEmpty }

    init() {}

    /// Reads indexes below a limit; what is malformed or not below it is left out.
    init(_ text: String, below limit: Int) {
        var found: [ClosedRange<Int>] = []
        for part in text.split(separator: ",") {
            let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
            guard ends.count <= 2, let first = ends[0], let last = ends[ends.count - 1], first >= 0, first <= last,
                first < limit
            else { continue }
            found.append(first...min(last, limit - 1))
        }
        runs = JobIndexes.joined(found)
    }

    /// Runs in any order as runs in order; those that meet become one.
    private static func joined(_ runs: [ClosedRange<Int>]) -> [ClosedRange<Int>] {
        var result: [ClosedRange<Int>] = []
        for run in runs.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = result.last, run.lowerBound - 1 <= last.upperBound {
                result[result.count - 1] = last.lowerBound...max(last.upperBound, run.upperBound)
            } else {
                result.append(run)
            }
        }
        return result
    }

    func contains(_ index: Int) -> Bool {
        var (low, high) = (0, runs.count)
        while low < high {
            let middle = (low + high) / 2
            if runs[middle].upperBound < index { low = middle + 1 } else { high = middle }
        }
        return low < runs.count && runs[low].contains(index)
    }

    mutating func insert(_ index: Int) {
        if !contains(index) { runs = JobIndexes.joined(runs + [index...index]) }
    }

    mutating func formUnion(_ others: JobIndexes) { runs = JobIndexes.joined(runs + others.runs) }

    /// How many of these are among others.
    func count(in others: JobIndexes) -> Int {
        var result = 0
        var (i, j) = (0, 0)
        while i < runs.count, j < others.runs.count {
            let (left, right) = (runs[i], others.runs[j])
            if left.overlaps(right) { result += left.clamped(to: right).count }
            if left.upperBound < right.upperBound { i += 1 } else { j += 1 }
        }
        return result
    }

    /// The first indexes below a limit that are not among these.
    func missing(below limit: Int, count: Int) -> [Int] {
        var result: [Int] = []
        var next = 0
        for run in runs {
            if next < run.lowerBound {
                result += (next..<min(run.lowerBound, limit, next + count - result.count))
            }
            if result.count >= count || run.upperBound >= limit { return result }
            next = run.upperBound + 1
        }
        if next < limit { result += next..<min(limit, next + count - result.count) }
        return result
    }

    /// The text that a status has: runs of three or more by their ends.
    var text: String {
        runs.map { run in
            switch run.count {
            case 1: "\(run.lowerBound)"
            case 2: "\(run.lowerBound),\(run.upperBound)"
            default: "\(run.lowerBound)-\(run.upperBound)"
            }
        }.joined(separator: ",")
    }
}
