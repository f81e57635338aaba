internal import LinearRegex

/// The formats that are checked.
enum SchemaFormat {
    static func accepts(_ text: String, _ format: String) -> Bool {
        let expressions = [
            "ipv4": #"^((25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(25[0-5]|2[0-4]\d|1?\d?\d)$"#,
            "email": #"^[^@\s]+@[^@\s]+$"#, "date": #"^\d{4}-\d{2}-\d{2}$"#,
            "date-time": #"(?i)^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?(Z|[+-]\d{2}:\d{2})$"#,
            "uri": #"^[A-Za-z][A-Za-z0-9+.-]*:"#, "uuid": #"(?i)^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"#,
            "hostname": #"(?i)^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$"#,
            "time": #"(?i)^([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?(Z|[+-]\d{2}:\d{2})$"#,
            "ipv6": #"(?i)^[0-9a-f:]*:[0-9a-f:]*(\d+(\.\d+){3})?$"#, "json-pointer": #"^(/([^~]|~[01])*)?$"#,
            "duration": #"^P(\d+W|(\d+Y)?(\d+M)?(\d+D)?(T(\d+H)?(\d+M)?(\d+S)?)?)$"#,
        ]
        if format == "regex" { return (try? RegexPattern(text)) != nil }
        guard let source = expressions[format], let pattern = try? RegexPattern(source) else { return true }
        guard pattern.matches(text) else { return false }
        switch format {
        case "date", "date-time": return isDay(text.prefix(10))
        case "duration": return !text.hasSuffix("P") && !text.hasSuffix("T")
        default: return true
        }
    }

    /// Whether there is such a day, written `2024-02-29`.
    private static func isDay(_ text: Substring) -> Bool {
        let numbers = text.split(separator: "-").compactMap { Int($0) }
        guard numbers.count == 3, (1...12).contains(numbers[1]) else { return false }
        let isLeap = numbers[0] % 4 == 0 && (numbers[0] % 100 != 0 || numbers[0] % 400 == 0)
        let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return (1...days[numbers[1] - 1]).contains(numbers[2])
    }

    /// Why a text is refused, for the formats whose reason is the same for most texts.
    static func reason(_ format: String) -> String? {
        [
            "ipv4": "expected four decimals", "uri": "relative url", "email": "missing @", "ipv6": "missing colon",
            "uuid": "must have 5 elements", "date-time": "less than 20 characters long",
            "time": "less than 9 characters long", "duration": "must start with P",
            "json-pointer": "not starting with /",
        ][format]
    }
}
