import Foundation
import Testing

/// Every block of Swift in the modules' articles stands in ``ArticleSnippets``, where the compiler reads it.
@Suite struct ArticleTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    private static let articles: [String] = ["KubeClient", "KubeClientHTTP"].flatMap { module in
        let folder = root.appendingPathComponent("Sources/\(module)/\(module).docc")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { $0.hasSuffix(".md") }.sorted().map { "Sources/\(module)/\(module).docc/\($0)" }
    }

    /// A text without spaces and line ends, because lines may be broken and indented otherwise.
    private func dense(_ text: String) -> String { String(text.filter { !$0.isWhitespace }) }

    @Test(arguments: articles) func codeInArticlesCompiles(article: String) throws {
        let text = try String(contentsOf: Self.root.appendingPathComponent(article), encoding: .utf8)
        let snippets = URL(filePath: #filePath).deletingLastPathComponent().appendingPathComponent(
            "ArticleSnippets.swift")
        let compiled = dense(try String(contentsOf: snippets, encoding: .utf8))
        let blocks = text.components(separatedBy: "```swift\n").dropFirst().map {
            $0.components(separatedBy: "```").first ?? ""
        }
        #expect(!blocks.isEmpty)
        for block in blocks {
            #expect(compiled.contains(dense(block)), "not in ArticleSnippets.swift:\n\(block)")
        }
    }

    @Test func allArticlesAreLookedAt() { #expect(Self.articles.count == 9) }
}
