internal import LinearRegex

/// The formats that are checked.
enum SchemaFormat {
    static func accepts(_ text: String, _ format: String) -> Bool {
        let expressions = [
            "ipv4": #"^((25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(25[0-5]|2[0-4]\d|1?\d?\d)$"#,
            "email": #"^[^@\s]+@[^@\s]+$"#, "date": #"^\d{4}-\d{2}-\d{2}$"#,
            "date-time": #"(?i)^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$"#,
            "uri": #"^[A-Za-z][A-Za-z0-9+.-]*:"#, "uuid": #"(?i)^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"#,
            "hostname": #"(?i)^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$"#,
            "time": #"(?i)^\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$"#,
            "ipv6": #"(?i)^[0-9a-f:]*:[0-9a-f:]*(\d+(\.\d+){3})?$"#, "json-pointer": #"^(/([^~]|~[01])*)?$"#,
        ]
        if format == "regex" { return (try? RegexPattern(text)) != nil }
        guard let source = expressions[format], let pattern = try? RegexPattern(source) else { return true }
        return pattern.matches(text)
    }

    /// Why a text is refused, for the formats whose reason is the same for most texts.
    static func reason(_ format: String) -> String? {
        [
            "ipv4": "expected four decimals", "uri": "relative url", "email": "missing @", "ipv6": "missing colon",
            "uuid": "must have 5 elements", "date-time": "less than 20 characters long",
            "time": "less than 9 characters long",
        ][format]
    }
}
