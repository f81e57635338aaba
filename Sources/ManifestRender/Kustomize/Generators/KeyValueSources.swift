internal import Values

/// Reads the keys and values a generator is given: from files of lines, literals and whole files, in this order.
struct KeyValueSources {
    struct Pair {
        var key: String
        var value: [UInt8]
    }

    let loader: KustomizeLoader

    /// All pairs of a generator.
    ///
    /// - Throws: `RenderError` for a source that is no pair or cannot be read, and a key that comes twice.
    func pairs(of arguments: ConfigMapArguments) throws(RenderError) -> [Pair] {
        var pairs: [Pair] = []
        do throws(RenderError) {
            for path in arguments.envs { pairs += try lines(of: try loader.load(path), file: path) }
        } catch { throw error.wrapped("loading KV pairs: env source files: \(list(arguments.envs))") }
        for literal in arguments.literals { pairs.append(try KeyValueSources.literal(literal)) }
        do throws(RenderError) {
            for source in arguments.files {
                let (key, path) = try KeyValueSources.fileSource(source)
                pairs.append(Pair(key: key, value: try loader.load(path)))
            }
        } catch { throw error.wrapped("loading KV pairs: file sources: \(list(arguments.files))") }
        var known: Set<String> = []
        for pair in pairs where !known.insert(pair.key).inserted {
            throw RenderError(
                .malformed, "configmap \(arguments.name) illegally repeats the key `\(pair.key)`")
        }
        return pairs
    }

    private func list(_ sources: [String]) -> String { "[\(sources.joined(separator: " "))]" }

    // MARK: - Literals

    /// `key=value`, one pair of equal quotes around the value taken off. The value never shows in a message.
    private static func literal(_ source: String) throws(RenderError) -> Pair {
        guard let separator = source.utf8.firstIndex(of: UInt8(ascii: "=")), separator != source.startIndex else {
            throw RenderError(
                .malformed, "loading KV pairs: literal sources: invalid literal source, expected key=value")
        }
        let key = String(source[..<separator])
        var value = Array(source.utf8[source.utf8.index(after: separator)...])
        if value.count > 1, let first = value.first, first == value.last,
            first == UInt8(ascii: "\"") || first == UInt8(ascii: "'")
        {
            value = Array(value.dropFirst().dropLast())
        }
        return Pair(key: key, value: value)
    }

    // MARK: - Files

    /// `path`, whose last part becomes the key, or `key=path`.
    private static func fileSource(_ source: String) throws(RenderError) -> (key: String, path: String) {
        let parts = source.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
        switch parts.count {
        case 1:
            return (baseName(source), source)
        case 2 where parts[0].isEmpty:
            throw RenderError(
                .malformed, "missing key name for file path \"\(parts[1])\" in source \"\(source)\"")
        case 2 where parts[1].isEmpty:
            throw RenderError(
                .malformed, "missing file path for key name \"\(parts[0])\" in source \"\(source)\"")
        case 2:
            return (parts[0], parts[1])
        default:
            throw RenderError(.malformed, "source \"\(source)\" key name or file path contains '='")
        }
    }

    private static func baseName(_ path: String) -> String {
        guard let last = path.split(separator: "/").last else { return path.isEmpty ? "." : "/" }
        return String(last)
    }

    // MARK: - Lines

    /// A file of `KEY=value` lines: white space before the key and lines that begin with `#` do not count.
    private func lines(of bytes: [UInt8], file: String) throws(RenderError) -> [Pair] {
        var pairs: [Pair] = []
        for (number, line) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated()
        {
            var line = line
            if line.last == UInt8(ascii: "\r") { line = line.dropLast() }
            guard String(validating: line, as: UTF8.self) != nil else {
                throw RenderError(
                    .malformed, "line \(number) has invalid utf8 bytes", file: loader.name(of: file), line: number + 1)
            }
            if number == 0, line.starts(with: [0xEF, 0xBB, 0xBF]) { line = line.dropFirst(3) }
            line = KeyValueSources.trimmingLeadingSpace(line)
            guard let first = line.first, first != UInt8(ascii: "#") else { continue }
            let separator = line.firstIndex(of: UInt8(ascii: "="))
            let key = String(decoding: line[..<(separator ?? line.endIndex)], as: UTF8.self)
            // The tool takes such a line and has no place for it.
            guard !key.isEmpty else { continue }
            let value = separator.map { Array(line[line.index(after: $0)...]) } ?? []
            pairs.append(Pair(key: key, value: value))
        }
        return pairs
    }

    /// Takes white space of any script off the beginning.
    private static func trimmingLeadingSpace(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let text = String(decoding: line, as: UTF8.self)
        let rest = text.unicodeScalars.drop { $0.properties.isWhitespace }
        return Array(String(rest).utf8)[...]
    }
}
