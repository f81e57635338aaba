import Foundation
import Testing

/// Every block of Swift in the README and in the modules' articles stands in ``ArticleSnippets`` or ``ReadmeSnippets``,
/// where the compiler reads it. The articles of `KubeClient` have such a test of their own.
@Suite struct ArticleTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    private static let articles: [String] = {
        let sources = root.appendingPathComponent("Sources")
        let files = FileManager.default.enumerator(atPath: sources.path)?.compactMap { $0 as? String } ?? []
        return ["README.md"]
            + files.filter { $0.hasSuffix(".md") && $0.contains(".docc/") && !$0.hasPrefix("KubeClient") }.sorted()
            .map { "Sources/\($0)" }
    }()

    /// A text without spaces and line ends, because lines may be broken and indented otherwise.
    private static func dense(_ text: some StringProtocol) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.filter { !$0.properties.isWhitespace }))
    }

    private static let compiled: String = {
        let folder = root.appendingPathComponent("Tests/DocumentationTests")
        return ["ArticleSnippets.swift", "ReadmeSnippets.swift"].map { name in
            dense((try? String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)) ?? "")
        }.joined(separator: "\n")
    }()

    @Test(arguments: articles) func codeInArticlesCompiles(article: String) throws {
        let text = try String(contentsOf: Self.root.appendingPathComponent(article), encoding: .utf8)
        let blocks = text.components(separatedBy: "```swift\n").dropFirst().map {
            $0.components(separatedBy: "```").first ?? ""
        }
        for block in blocks {
            // What a block imports, the file of snippets imports at its top.
            let body = block.split(separator: "\n", omittingEmptySubsequences: false).filter {
                !$0.hasPrefix("import ")
            }.joined(separator: "\n")
            #expect(Self.compiled.contains(Self.dense(body)), "not among the compiled snippets:\n\(block)")
        }
    }

    @Test func allArticlesAreLookedAt() { #expect(Self.articles.count >= 21) }
}
