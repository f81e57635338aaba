/// kubectl's output without what differs from run to run.
enum ComparableText {
    /// Replaces what is volatile by its name, and the width of columns by one space.
    static func of(_ text: String, arguments: [String], url: String) -> String {
        var text = text
        for (found, replacement) in [
            (url, "http://SERVER"), (url.split(separator: "/").last.map(String.init) ?? url, "SERVER"),
        ] {
            text = text.replacing(found, with: replacement)
        }
        text = volatile(text)
        if arguments.contains("explain") { text = withoutDescriptions(text) }
        if arguments.contains("token") { text = "TOKEN" }
        while text.hasSuffix("\n") { text.removeLast() }
        return text
    }

    private static func volatile(_ text: String) -> String {
        var text = text
        text.replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/, with: "UID")
        text.replace(/(LIVE|MERGED)-[0-9A-Z]+/) { "\($0.output.1)-N" }
        text = text.replacing("/tmp/LIVE-N", with: "LIVE-N").replacing("/tmp/MERGED-N", with: "MERGED-N")
        text.replace(/("git(Commit|TreeState)": )"[^"]*"/) { "\($0.output.1)\"BUILD\"" }
        text.replace(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z| \+0000)/, with: "TIME")
        text.replace(/[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d \+0000/, with: "TIME")
        text.replace(/(resourceVersion"?: ?)"\d+"/) { "\($0.output.1)\"VERSION\"" }
        text.replace(/\b10\.\d+\.\d+\.\d+\b/, with: "ADDRESS")
        text.replace(/(nodePort: |:)3[0-2]\d{3}\b/) { "\($0.output.1)PORT" }
        // Names that a controller makes: the hash of a template, then the suffix of a pod.
        text.replace(/(web-|pod-template-hash[=:] ?)[0-9a-z]{8,10}(-[bcdfghjklmnpqrstvwxz2-9]{5})?\b/) {
            "\($0.output.1)HASH\($0.output.2 == nil ? "" : "-SUFFIX")"
        }
        text.replace(/(\s)\d+(\.\d+)?m?s\b/) { "\($0.output.1)AGE" }
        text.replace(/\ {2,}/, with: "  ")
        return text
    }

    /// The simulator serves schemas without their descriptions, which are indented by four.
    private static func withoutDescriptions(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: true).filter { line in
            !(line.hasPrefix("  ") && !line.contains("\t")) && !line.hasPrefix("DESCRIPTION:")
        }.map { $0.replacing(/\ -required-$/, with: "") }.joined(separator: "\n")
    }
}
