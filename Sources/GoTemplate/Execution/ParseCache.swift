import Synchronization

/// Texts that `tpl` has parsed, shared by the executions of a set and its copies.
final class ParseCache: Sendable {
    private struct State {
        var templates: [String: ParsedTemplate] = [:]
        var bytes = 0
    }

    private let state = Mutex(State())
    private static let maximumBytes = 8 << 20

    /// The parsed form of a text; parses it where it is not known.
    func template(_ text: String, for set: TemplateSet) throws(TemplateError) -> ParsedTemplate {
        if let known = state.withLock({ $0.templates[text] }) { return known }
        let parsed = try ParsedTemplate(ByteText.bytes(text), name: "gotpl", for: set)
        state.withLock { state in
            // Simply begins anew when full: what is used often is soon back.
            if state.bytes > ParseCache.maximumBytes { state = State() }
            state.bytes += text.utf8.count
            state.templates[text] = parsed
        }
        return parsed
    }
}
