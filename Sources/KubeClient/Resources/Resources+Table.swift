public import KubeModel
public import Values

/// A list as the server prints it for people: what `kubectl get` shows.
public struct ObjectTable: Sendable {
    /// A column.
    public struct Column: Hashable, Sendable {
        /// The heading.
        public var name: String
        /// The cells' type: `string`, `integer`, `date` …
        public var type: String
        /// 0 for what is always shown, more for what only wide outputs show.
        public var priority: Int
        /// What the column means.
        public var about: String
    }

    /// A row.
    public struct Row: Sendable {
        /// One value for each column.
        public var cells: [Value]
        /// The object's metadata.
        public var object: KubeObject
    }

    /// Columns in order.
    public var columns: [Column]
    /// Rows in order.
    public var rows: [Row]
    /// The version at which the list was read.
    public var resourceVersion: String

    /// Reads a `Table`; nil where the value is none.
    init?(_ value: Value) {
        guard value["kind"]?.stringValue == "Table" else { return nil }
        columns = (value["columnDefinitions"]?.arrayValue ?? []).map { column in
            Column(
                name: column["name"]?.stringValue ?? "", type: column["type"]?.stringValue ?? "",
                priority: column["priority"]?.intValue.flatMap { Int(exactly: $0) } ?? 0,
                about: column["description"]?.stringValue ?? "")
        }
        rows = (value["rows"]?.arrayValue ?? []).map { row in
            Row(cells: row["cells"]?.arrayValue ?? [], object: KubeObject(unchecked: row["object"] ?? .null))
        }
        resourceVersion = value["metadata", "resourceVersion"]?.stringValue ?? ""
    }
}

extension Resources {
    /// Objects as the server prints them for people.
    ///
    /// - Parameter options: which objects. Only the first page is read.
    /// - Throws: ``KubeError``, also where the server cannot print tables.
    public func table(_ options: ListOptions = ListOptions(pageSize: nil)) async throws -> ObjectTable {
        var request = collectionRequest("GET", query: options.query(continuing: nil))
        request.headers["Accept"] = "application/json;as=Table;g=meta.k8s.io;v=v1,application/json"
        guard let table = ObjectTable(try await requester.value(for: request)) else {
            throw KubeError(.undecodable, "the server cannot print \(resource.plural) as a table", request: request)
        }
        return table
    }
}
