internal import Values

/// What kustomize's last step, which reads JSON as YAML, refuses.
enum PrintableText {
    /// The first character of the tree that cannot be printed, as `U+007F`; nil where all can.
    static func firstUnprintable(in value: Value) -> String? {
        switch value {
        case .string(let text): return firstUnprintable(in: text)
        case .array(let elements):
            for element in elements { if let found = firstUnprintable(in: element) { return found } }
            return nil
        case .object(let object):
            for member in object {
                if let found = firstUnprintable(in: member.key) ?? firstUnprintable(in: member.value) { return found }
            }
            return nil
        default: return nil
        }
    }

    private static func firstUnprintable(in text: String) -> String? {
        guard text.utf8.contains(where: { $0 >= 0x7F }) else { return nil }
        guard let found = text.unicodeScalars.first(where: { isRefused($0.value) }) else { return nil }
        let digits = String(found.value, radix: 16, uppercase: true)
        return "U+" + String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
    }

    /// DEL and the controls after it but for NEL, and the two that are no characters. Controls below a space are written
    /// as escapes and pass.
    private static func isRefused(_ scalar: UInt32) -> Bool {
        scalar >= 0x7F && scalar <= 0x9F && scalar != 0x85 || scalar == 0xFFFE || scalar == 0xFFFF
    }
}
