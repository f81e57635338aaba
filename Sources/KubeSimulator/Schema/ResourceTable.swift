/// The built-in resources: what discovery tells of them.
struct ResourceTable: Sendable {
    /// A part of a resource with a URL of its own.
    struct Subresource: Sendable {
        let name: String
        /// The kind that is read and written there.
        let kind: String
        /// Group and version of that kind where they are not the resource's own.
        let group: String
        let version: String
        let verbs: [String]
    }

    /// One line of the table.
    struct Entry: Sendable {
        let group: String
        let version: String
        let resource: String
        let kind: String
        let singular: String
        let isNamespaced: Bool
        let verbs: [String]
        let shortNames: [String]
        let categories: [String]
        let subresources: [Subresource]
        let storageVersionHash: String
    }

    static let allVerbs = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"]

    let entries: [Entry]

    /// The table as generated, in the order that discovery shows.
    static let builtin = ResourceTable(parsing: source)

    private init(parsing source: String) {
        entries = source.split(separator: "\n").map { Entry(parsing: $0) }
    }
}

extension ResourceTable.Entry {
    fileprivate init(parsing line: Substring) {
        let parts = line.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
        func list(_ text: String) -> [String] { text.split(separator: "&").map(String.init) }
        func verbs(_ text: String) -> [String] { text == "*" ? ResourceTable.allVerbs : list(text) }
        let slash = parts[0].split(separator: "/").map(String.init)
        let subresources = parts[8].split(separator: ",").map { text in
            let fields = text.split(separator: ":").map(String.init)
            let kind = fields[1].split(separator: "/").map(String.init)
            return ResourceTable.Subresource(
                name: fields[0], kind: kind[kind.count - 1], group: kind.count == 3 ? kind[0] : "",
                version: kind.count == 3 ? kind[1] : "", verbs: verbs(fields[2]))
        }
        self.init(
            group: slash.count == 2 ? slash[0] : "", version: slash[slash.count - 1], resource: parts[1],
            kind: parts[2],
            singular: parts[3], isNamespaced: parts[4] == "N", verbs: verbs(parts[5]), shortNames: list(parts[6]),
            categories: list(parts[7]), subresources: subresources, storageVersionHash: parts[9])
    }
}
