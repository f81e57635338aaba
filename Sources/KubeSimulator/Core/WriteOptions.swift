import Values

/// The options of a create, an update or a patch.
struct WriteOptions: Sendable {
    /// What happens to fields that the kind does not have.
    enum FieldValidation: Sendable {
        case ignore
        case warn
        case strict
    }

    var isDryRun = false
    var validation = FieldValidation.warn
    var force: Bool?
    let kind: String

    /// Reads and checks the options.
    ///
    /// - Parameter kind: `CreateOptions`, `UpdateOptions` or `PatchOptions`.
    init(_ query: RequestQuery, kind: String, isApply: Bool = false) throws(APIError) {
        self.kind = kind
        var errors: [FieldError] = []
        if query["force"] != nil { force = query.bool("force") }
        if kind == "PatchOptions" {
            if isApply {
                if (query["fieldManager"] ?? "").isEmpty {
                    errors.append(.required("fieldManager", "is required for apply patch"))
                }
            } else if force != nil {
                errors.append(.forbidden("force", "may not be specified for non-apply patch"))
            }
        }
        errors += WriteOptions.managerErrors(query["fieldManager"] ?? "")
        let dryRuns = query.all("dryRun")
        if dryRuns.contains(where: { $0 != "All" }) {
            errors.append(
                .notSupported("dryRun", .array(dryRuns.map(Value.string)), ["All"]))
        }
        isDryRun = !dryRuns.isEmpty
        switch query["fieldValidation"] ?? "" {
        case "", "Warn": validation = .warn
        case "Ignore": validation = .ignore
        case "Strict": validation = .strict
        case let other:
            errors.append(.notSupported("fieldValidation", .string(other), ["", "Ignore", "Strict", "Warn"]))
        }
        if !errors.isEmpty { throw .invalidOptions(kind, errors) }
    }

    private static func managerErrors(_ manager: String) -> [FieldError] {
        var errors: [FieldError] = []
        if manager.utf8.count > 128 { errors.append(.tooLong("fieldManager", 128)) }
        for (index, scalar) in manager.unicodeScalars.enumerated() where scalar.value < 0x20 || scalar.value == 0x7F {
            let hex = String(scalar.value, radix: 16, uppercase: true)
            let code = String(repeating: "0", count: max(0, 4 - hex.utf8.count)) + hex
            errors.append(
                .invalid("fieldManager", .string(manager), "invalid character U+\(code) (at position \(index))"))
            break
        }
        return errors
    }
}
