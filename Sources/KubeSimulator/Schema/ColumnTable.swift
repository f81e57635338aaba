/// The columns in which the server prints the built-in kinds.
struct ColumnTable: Sendable {
    /// A column of a Table.
    struct Column: Sendable {
        let name: String
        let type: String
        let format: String
        let priority: Int64
    }

    private let columns: [String: [Column]]

    /// The table as generated.
    static let builtin = ColumnTable(parsing: source)

    /// The columns of a resource, nil where only name and age are printed.
    func columns(group: String, version: String, resource: String) -> [Column]? {
        columns["\(group.isEmpty ? version : "\(group)/\(version)")|\(resource)"]
    }

    private init(parsing source: String) {
        var columns: [String: [Column]] = [:]
        for line in source.split(separator: "\n") {
            let parts = line.split(separator: "|")
            columns["\(parts[0])|\(parts[1])"] = parts.dropFirst(2).map { text in
                let fields = text.split(separator: "~", omittingEmptySubsequences: false).map(String.init)
                return Column(name: fields[0], type: fields[1], format: fields[2], priority: Int64(fields[3]) ?? 0)
            }
        }
        self.columns = columns
    }
}
