internal import LinearRegex

/// A pattern of a selector: a regular expression that has to match all of a text; empty matches anything.
///
/// Most patterns are plain names, which are compared and can be looked up in an index.
struct AnchoredPattern {
    private enum Form {
        case anything
        case literal(String)
        case expression(RegexPattern)
    }

    private let form: Form

    /// - Throws: `RenderError` where the text is no regular expression.
    init(_ text: String) throws(RenderError) {
        if text.isEmpty {
            form = .anything
        } else if text.utf8.allSatisfy(AnchoredPattern.isPlain) {
            form = .literal(text)
        } else {
            do throws(RegexError) {
                form = .expression(try RegexPattern("^(?:\(text))$"))
            } catch {
                throw RenderError(.invalidOptions, "'\(text)' is no regular expression: \(error)")
            }
        }
    }

    /// The one text that matches; nil where there may be others.
    var literal: String? { if case .literal(let text) = form { text } else { nil } }

    func matches(_ text: String) -> Bool {
        switch form {
        case .anything: true
        case .literal(let literal): literal == text
        case .expression(let pattern): pattern.matches(text)
        }
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "/"):
            true
        default: false
        }
    }
}
