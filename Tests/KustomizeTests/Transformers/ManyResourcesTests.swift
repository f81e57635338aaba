import Testing
import Values

@testable import ManifestRender

/// Builds large enough to be spread over threads.
@Suite struct ManyResourcesTests {
    private static let count = 300

    private func files(_ kustomization: String, breaking broken: Set<Int> = []) -> [String: String] {
        var files: [String: String] = [:]
        var names: [String] = []
        for number in 0..<ManyResourcesTests.count {
            let name = "m\(number).yaml"
            names.append("- \(name)\n")
            files[name] =
                broken.contains(number)
                ? "kind: [" : "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c\(number)}\ndata: {k: v}\n"
        }
        files["kustomization.yaml"] = "resources:\n" + names.joined() + kustomization
        return files
    }

    @Test func everyResourceIsTransformedAndStandsInItsPlace() throws {
        let text = try kustomize(files("sortOptions: {order: fifo}\nnamePrefix: a-\nnamespace: shop\n"))
        let names = text.split(separator: "\n").filter { $0.hasPrefix("  name: ") }.map { String($0.dropFirst(8)) }
        #expect(names == (0..<ManyResourcesTests.count).map { "a-c\($0)" })
        #expect(text.components(separatedByLine: "  namespace: shop") == ManyResourcesTests.count)
    }

    @Test func theFirstOfSeveralMistakesIsToldWhateverThreadFindsIt() throws {
        for _ in 0..<5 {
            let error = #expect(throws: RenderError.self) { try kustomize(files("", breaking: [250, 77, 190])) }
            #expect(error?.file == "m77.yaml")
        }
    }

    @Test func theFirstFailureOfAnUpdateCounts() {
        struct Failure: Error { var number: Int }
        for _ in 0..<20 {
            var numbers = Array(0..<1000)
            let failure = #expect(throws: Failure.self) {
                try ParallelWork.update(&numbers) { (number) throws(Failure) in
                    guard number < 400 else { throw Failure(number: number) }
                    number += 1
                }
            }
            #expect(failure?.number == 400)
        }
    }

    @Test func resultsStandInTheOrderOfWhatTheyAreMadeFrom() {
        let numbers = Array(0..<1000)
        #expect(ParallelWork.map(numbers) { $0 * 2 } == numbers.map { $0 * 2 })
        var changed = numbers
        let results = ParallelWork.map(changing: &changed) { (number: inout Int) in
            number += 1
            return number
        }
        #expect(results == changed)
        #expect(changed == numbers.map { $0 + 1 })
        ParallelWork.update(&changed, at: numbers.filter { $0 % 3 == 0 }) { number, position in number = -position }
        #expect(changed == numbers.map { $0 % 3 == 0 ? -$0 : $0 + 1 })
    }
}

extension String {
    fileprivate func components(separatedByLine line: String) -> Int {
        split(separator: "\n").count { $0 == line }
    }
}
