internal import Values

/// What `$patch` in a mapping or a list asks for.
enum MergeDirective: String {
    case merge, replace, delete

    private static let key = "$patch"

    /// The directive of a mapping, which is taken out of it.
    static func take(from object: inout Object) throws(KustomizeMerger.Failure) -> MergeDirective {
        guard let value = object[key] else { return .merge }
        let directive = try read(value)
        object[key] = nil
        return directive
    }

    /// The directive of a list: an element that holds nothing else. It is taken out.
    static func take(from elements: inout [Value]) throws(KustomizeMerger.Failure) -> MergeDirective {
        let position = elements.firstIndex { element in
            if case .object(let object) = element { object.contains(key: key) } else { false }
        }
        guard let position, case .object(let object) = elements[position], object.count == 1,
            let value = object[key]
        else { return .merge }
        let directive = try read(value)
        elements.removeAll { element in
            if case .object(let object) = element, let other = object[key] {
                other.stringValue == directive.rawValue
            } else {
                false
            }
        }
        return directive
    }

    private static func read(_ value: Value) throws(KustomizeMerger.Failure) -> MergeDirective {
        let text = value.stringValue ?? ScalarText.text(of: value) ?? ""
        guard let directive = MergeDirective(rawValue: text) else {
            throw KustomizeMerger.Failure(message: "unknown patch strategy '\(text)'")
        }
        return directive
    }
}
