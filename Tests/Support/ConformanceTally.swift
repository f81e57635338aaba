public import Testing
public import Values

/// Counts the cases of a suite, prints those that fail and the sum, and fails below what was reached before.
public struct ConformanceTally {
    private let suite: String
    private var passed = 0
    private var total = 0

    /// A suite without cases yet.
    public init(_ suite: String) { self.suite = suite }

    /// Counts a case.
    ///
    /// - Parameters:
    ///   - name: what the case is called.
    ///   - difference: how it differs from what was recorded; nil where it passes.
    public mutating func count(_ name: String, _ difference: String?) {
        total += 1
        if let difference {
            print("conformance \(suite) FAILED \(name): \(difference)")
        } else {
            passed += 1
        }
    }

    /// Prints `conformance SUITE passed/total`.
    ///
    /// - Parameter reached: how many passed before; fewer is a failure.
    public func report(reached: Int, sourceLocation: SourceLocation = #_sourceLocation) {
        print("conformance \(suite) \(passed)/\(total)")
        #expect(passed >= reached, "fewer cases of \(suite) pass than before", sourceLocation: sourceLocation)
    }

    /// Runs a file of cases.
    ///
    /// - Parameters:
    ///   - file: the file below the conformance folder, which also names the suite.
    ///   - key: the member that holds the cases, where the file is not a list.
    ///   - reached: how many passed before.
    ///   - passes: whether a case passes; what it throws is a failure of the case.
    public static func run(
        _ file: String, cases key: String? = nil, reached: Int, sourceLocation: SourceLocation = #_sourceLocation,
        _ passes: (Value) throws -> Bool
    ) throws {
        guard let content = try Conformance.value(file) else { return }
        var tally = ConformanceTally(file)
        for item in (key.flatMap { content[$0] } ?? content).arrayValue ?? [] {
            let name = item["name"]?.stringValue ?? String(item.jsonText().prefix(120))
            do {
                tally.count(name, try passes(item) ? nil : "another result")
            } catch {
                tally.count(name, "\(error)")
            }
        }
        tally.report(reached: reached, sourceLocation: sourceLocation)
    }
}
