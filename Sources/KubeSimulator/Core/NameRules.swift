/// The rules for names, label keys and values, with the server's messages.
enum NameRules {
    static let subdomainMessage =
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start "
        + "and end with an alphanumeric character (e.g. 'example.com', regex used for validation is "
        + "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
    static let labelMessage =
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end "
        + "with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is "
        + "'[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
    static let label1035Message =
        "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic "
        + "character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation "
        + "is '[a-z]([-a-z0-9]*[a-z0-9])?')"
    private static let qualifiedMessage =
        "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric "
        + "character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is "
        + "'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"
    private static let qualifiedKeyMessage =
        "a valid label key must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an "
        + "alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is "
        + "'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') with an optional DNS subdomain prefix and '/' (e.g. "
        + "'example.com/MyName')"
    private static let labelValueMessage =
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and "
        + "end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is "
        + "'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"
    private static let configKeyMessage =
        "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  "
        + "or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')"

    static func isLower(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) }
    static func isAlphanumeric(_ byte: UInt8) -> Bool { isLower(byte) || (0x41...0x5A).contains(byte) }

    private static func isLabelText(_ bytes: some Collection<UInt8>) -> Bool {
        guard let first = bytes.first, isLower(first) else { return false }
        var last = first
        for byte in bytes {
            guard isLower(byte) || byte == 0x2D else { return false }
            last = byte
        }
        return last != 0x2D
    }

    static func isSubdomain(_ text: String) -> Bool {
        // Each part begins and ends with a letter or a digit, so that no two of the others meet at a dot.
        var previous: UInt8 = 0x2E
        for byte in text.utf8 {
            switch byte {
            case 0x2E: if previous == 0x2E || previous == 0x2D { return false }
            case 0x2D: if previous == 0x2E { return false }
            default: if !isLower(byte) { return false }
            }
            previous = byte
        }
        return previous != 0x2E && previous != 0x2D
    }

    static func subdomain(_ text: String) -> [String] {
        var errors: [String] = []
        if text.utf8.count > 253 { errors.append("must be no more than 253 characters") }
        if !isSubdomain(text) { errors.append(subdomainMessage) }
        return errors
    }

    /// A subdomain in whose parts underscores may stand, as in names of SRV records.
    static func subdomainWithUnderscore(_ text: String) -> [String] {
        var errors: [String] = []
        if text.utf8.count > 253 { errors.append("must be no more than 253 characters") }
        let fits = text.utf8.split(separator: 0x2E, omittingEmptySubsequences: false).allSatisfy { part in
            guard let first = part.first, let last = part.last else { return false }
            func isEnd(_ byte: UInt8) -> Bool { isLower(byte) || byte == 0x5F }
            return isEnd(first) && isEnd(last) && part.allSatisfy { isEnd($0) || $0 == 0x2D }
        }
        if !fits {
            errors.append(
                "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-', '_' or '.', and "
                    + "must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation "
                    + "is '[a-z0-9_]([-a-z0-9_]*[a-z0-9_])?(\\.[a-z0-9_]([-a-z0-9_]*[a-z0-9_])?)*')")
        }
        return errors
    }

    /// A subdomain below any other: `*.example.com`.
    static func wildcard(_ text: String) -> [String] {
        if text.hasPrefix("*."), text.utf8.count <= 253, isSubdomain(String(text.dropFirst(2))) { return [] }
        return [
            "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of "
                + "lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character (e.g. "
                + "'*.example.com', regex used for validation is "
                + "'\\*\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
        ]
    }

    static func label(_ text: String) -> [String] {
        var errors: [String] = []
        if text.utf8.count > 63 { errors.append("must be no more than 63 characters") }
        if !isLabelText(text.utf8) {
            errors.append(
                text.utf8.contains(0x2E) && isSubdomain(text) ? "must not contain dots" : labelMessage)
        }
        return errors
    }

    static func label1035(_ text: String) -> [String] {
        var errors: [String] = []
        if text.utf8.count > 63 { errors.append("must be no more than 63 characters") }
        if !isLabelText(text.utf8) || text.utf8.first.map({ $0 < 0x61 }) ?? true { errors.append(label1035Message) }
        return errors
    }

    /// Names of RBAC objects: anything that can be one segment of a path.
    static func pathSegment(_ text: String) -> [String] {
        if text == "." { return ["may not be '.'"] }
        if text == ".." { return ["may not be '..'"] }
        var errors: [String] = []
        if text.contains("/") { errors.append("may not contain '/'") }
        if text.contains("%") { errors.append("may not contain '%'") }
        return errors
    }

    private static func isNamePart(_ bytes: some BidirectionalCollection<UInt8>) -> Bool {
        guard let first = bytes.first, let last = bytes.last, isAlphanumeric(first), isAlphanumeric(last) else {
            return false
        }
        return bytes.allSatisfy { isAlphanumeric($0) || $0 == 0x2D || $0 == 0x5F || $0 == 0x2E }
    }

    /// A label key, an annotation key, a finalizer.
    static func qualifiedName(_ text: String) -> [String] {
        if text.utf8.count <= 63, isNamePart(text.utf8) { return [] }
        let parts = text.utf8.split(separator: 0x2F, omittingEmptySubsequences: false).map { Substring($0) }
        var errors: [String] = []
        guard parts.count <= 2 else { return [qualifiedKeyMessage] }
        if parts.count == 2 {
            if parts[0].isEmpty {
                errors.append("prefix part must be non-empty")
            } else {
                errors += subdomain(String(parts[0])).map { "prefix part \($0)" }
            }
        }
        let name = parts[parts.count - 1]
        if name.isEmpty {
            errors.append("name part must be non-empty")
        } else if name.utf8.count > 63 {
            errors.append("name part must be no more than 63 bytes")
        }
        if !isNamePart(name.utf8) { errors.append(qualifiedMessage) }
        return errors
    }

    static func labelValue(_ text: String) -> [String] {
        var errors: [String] = []
        if text.utf8.count > 63 { errors.append("must be no more than 63 bytes") }
        if !text.isEmpty, !isNamePart(text.utf8) { errors.append(labelValueMessage) }
        return errors
    }

    static func configKey(_ text: String) -> [String] {
        if text.utf8.count <= 253, isNamePart(text.utf8) { return [] }
        var errors: [String] = []
        if text.utf8.count > 253 { errors.append("must be no more than 253 characters") }
        if text.isEmpty || !text.utf8.allSatisfy({ isAlphanumeric($0) || $0 == 0x2D || $0 == 0x5F || $0 == 0x2E }) {
            errors.append(configKeyMessage)
        }
        if text == "." { errors.append("must not be '.'") }
        if text == ".." {
            errors.append("must not be '..'")
        } else if text.hasPrefix("..") {
            errors.append("must not start with '..'")
        }
        return errors
    }
}
