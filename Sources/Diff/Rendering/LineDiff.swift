/// The shortest way from one list of lines to another, found in linear space within a bound.
struct LineDiff {
    /// What happens to a line.
    enum Edit: Hashable {
        /// The line at these positions is in both.
        case keep(Int, Int)
        /// The line at this position goes.
        case remove(Int)
        /// The line at this position comes.
        case add(Int)
    }

    private let old: [Int]
    private let new: [Int]
    private var budget: Int
    private var isRemoved: [Bool]
    private var isAdded: [Bool]

    /// The edits in order, removals before additions.
    ///
    /// - Parameters:
    ///   - old: lines before.
    ///   - new: lines after.
    ///   - maximumSteps: most comparisons; beyond that, what is left counts as replaced as a whole.
    static func edits(from old: [Substring], to new: [Substring], maximumSteps: Int) -> [Edit] {
        // Comparing numbers is cheaper than comparing texts over and over.
        var numbers: [Substring: Int] = [:]
        func number(_ line: Substring) -> Int {
            if let known = numbers[line] { return known }
            numbers[line] = numbers.count
            return numbers.count - 1
        }
        var diff = LineDiff(old: old.map(number), new: new.map(number), budget: maximumSteps)
        diff.compare(0..<old.count, 0..<new.count)
        return diff.collected()
    }

    private init(old: [Int], new: [Int], budget: Int) {
        self.old = old
        self.new = new
        self.budget = budget
        isRemoved = Array(repeating: false, count: old.count)
        isAdded = Array(repeating: false, count: new.count)
    }

    private func collected() -> [Edit] {
        var result: [Edit] = []
        var (i, j) = (0, 0)
        while i < old.count || j < new.count {
            if i < old.count, isRemoved[i] {
                result.append(.remove(i))
                i += 1
            } else if j < new.count, isAdded[j] {
                result.append(.add(j))
                j += 1
            } else {
                result.append(.keep(i, j))
                i += 1
                j += 1
            }
        }
        return result
    }

    private mutating func compare(_ oldRange: Range<Int>, _ newRange: Range<Int>) {
        // A stack of its own: the depth of foreign input must not be the depth of this function.
        var pending = [(oldRange, newRange)]
        while var (a, b) = pending.popLast() {
            while let x = a.first, let y = b.first, old[x] == new[y] {
                a = (x + 1)..<a.upperBound
                b = (y + 1)..<b.upperBound
            }
            while let x = a.last, let y = b.last, old[x] == new[y] {
                a = a.lowerBound..<x
                b = b.lowerBound..<y
            }
            if a.isEmpty || b.isEmpty {
                replace(a, b)
            } else if let point = middle(a, b) {
                pending.append((a.lowerBound..<point.old, b.lowerBound..<point.new))
                pending.append((point.old..<a.upperBound, point.new..<b.upperBound))
            } else {
                replace(a, b)
            }
        }
    }

    private mutating func replace(_ a: Range<Int>, _ b: Range<Int>) {
        for position in a { isRemoved[position] = true }
        for position in b { isAdded[position] = true }
    }

    /// A point on a shortest way between two ranges, found from both ends at once; nil where there is none short of
    /// replacing everything, or the budget is spent.
    private mutating func middle(_ a: Range<Int>, _ b: Range<Int>) -> (old: Int, new: Int)? {
        let (n, m) = (a.count, b.count)
        let delta = n - m
        let limit = (n + m + 1) / 2
        let offset = limit + 1
        var forward = Array(repeating: 0, count: 2 * limit + 3)
        var backward = forward
        for distance in 0...limit {
            for diagonal in stride(from: -distance, through: distance, by: 2) {
                let start = step(&forward, diagonal, distance, offset)
                var x = start
                while x < n, x - diagonal < m, old[a.lowerBound + x] == new[b.lowerBound + x - diagonal] { x += 1 }
                forward[offset + diagonal] = x
                budget -= 1 + x - start
                let other = delta - diagonal
                if delta % 2 != 0, abs(other) < distance, x + backward[offset + other] >= n {
                    return point(a, b, x, x - diagonal)
                }
            }
            for diagonal in stride(from: -distance, through: distance, by: 2) {
                let start = step(&backward, diagonal, distance, offset)
                var x = start
                while x < n, x - diagonal < m,
                    old[a.upperBound - 1 - x] == new[b.upperBound - 1 - (x - diagonal)]
                {
                    x += 1
                }
                backward[offset + diagonal] = x
                budget -= 1 + x - start
                let other = delta - diagonal
                if delta % 2 == 0, abs(other) <= distance, x + forward[offset + other] >= n {
                    return point(a, b, n - x, m - (x - diagonal))
                }
            }
            if budget < 0 { return nil }
        }
        return nil
    }

    private func step(_ reach: inout [Int], _ diagonal: Int, _ distance: Int, _ offset: Int) -> Int {
        if distance == 0 { return 0 }
        let below = reach[offset + diagonal - 1] + 1
        let above = reach[offset + diagonal + 1]
        if diagonal == -distance { return above }
        if diagonal == distance { return below }
        return max(below, above)
    }

    private func point(_ a: Range<Int>, _ b: Range<Int>, _ x: Int, _ y: Int) -> (old: Int, new: Int)? {
        // A corner splits nothing off and would be looked at for ever.
        guard x >= 0, y >= 0, x <= a.count, y <= b.count, x + y > 0, x + y < a.count + b.count else { return nil }
        return (a.lowerBound + x, b.lowerBound + y)
    }
}
