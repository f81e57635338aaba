/// A ``ParseError`` in one word.
///
/// Readers throw it inside, where every call site would otherwise keep room for a whole error on the stack, at every level
/// of nesting.
indirect enum BoxedParseError: Error {
    case error(ParseError)

    /// The error to throw to the caller.
    var parseError: ParseError {
        switch self {
        case .error(let error): error
        }
    }
}
