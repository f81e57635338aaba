internal import GoTemplate
internal import Synchronization

/// Compiled templates of a chart, kept between renderings and shared by threads.
final class TemplateStore: Sendable {
    private struct Entry: Sendable {
        let data: [UInt8]
        let template: ParsedTemplate
    }

    private let entries = Mutex<[String: Entry]>([:])

    /// The compiled template of a file; compiles it where it is not known yet.
    func template(_ file: ChartFile, path: String, for set: TemplateSet) throws(TemplateError) -> ParsedTemplate {
        if let known = entries.withLock({ $0[path] }), known.data == file.data { return known.template }
        let template = try ParsedTemplate(file.data, name: path, for: set)
        entries.withLock { $0[path] = Entry(data: file.data, template: template) }
        return template
    }
}
