public import Values

/// A typed look at part of a resource.
///
/// The value itself stays what it was read as: fields that no accessor knows are kept, in their order, and accessors
/// read and write the tree in place. Absent fields read as empty.
public protocol ValueView: Hashable, Sendable {
    /// The part of the resource.
    var value: Value { get set }

    /// Takes a value as it is; nothing is checked.
    init(_ value: Value)
}

extension ValueView {
    func text(_ keys: String...) -> String { value.value(at: keys)?.stringValue ?? "" }

    func flag(_ keys: String...) -> Bool { value.value(at: keys)?.boolValue ?? false }

    func texts(_ keys: String...) -> [String] {
        value.value(at: keys)?.arrayValue?.compactMap(\.stringValue) ?? []
    }

    func dictionary(_ keys: String...) -> [String: String] {
        var result: [String: String] = [:]
        for member in value.value(at: keys)?.objectValue ?? Object() { result[member.key] = member.value.stringValue }
        return result
    }

    func views<View: ValueView>(_ key: String) -> [View] { value[key]?.arrayValue?.map(View.init) ?? [] }

    func view<View: ValueView>(_ key: String) -> View? {
        guard let part = value[key], !part.isNull else { return nil }
        return View(part)
    }

    /// Sets a text; the empty one removes the field.
    mutating func setText(_ text: String, _ keys: String...) {
        value.set(text.isEmpty ? nil : .string(text), at: keys)
    }

    /// Sets a list of parts; the empty one removes the field.
    mutating func setViews(_ views: [some ValueView], _ key: String) {
        value.set(views.isEmpty ? nil : .array(views.map(\.value)), at: [key])
    }

    mutating func setView(_ view: (some ValueView)?, _ key: String) { value.set(view?.value, at: [key]) }

    func time(_ keys: String...) -> Timestamp? { value.value(at: keys)?.stringValue.flatMap { Timestamp($0) } }

    mutating func setTime(_ time: Timestamp?, _ keys: String...) {
        value.set(time.map { .string($0.description) }, at: keys)
    }
}
