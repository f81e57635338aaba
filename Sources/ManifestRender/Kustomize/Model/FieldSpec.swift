/// A field of some kinds: which objects it is in, its path, and whether it is made where it is missing.
struct FieldSpec: Hashable, Sendable {
    /// Empty matches any.
    var group = ""
    var version = ""
    var kind = ""
    /// Keys separated by `/`; `[]` behind a key enters every element of a list, `\/` stands for a slash in a key.
    var path: String
    var create = false

    init(_ path: String, group: String = "", version: String = "", kind: String = "", create: Bool = false) {
        self.group = group
        self.version = version
        self.kind = kind
        self.path = path
        self.create = create
    }

    /// Whether the field belongs to objects of this kind.
    func selects(_ id: ResourceID) -> Bool {
        (kind.isEmpty || kind == id.kind) && (group.isEmpty || group == id.group)
            && (version.isEmpty || version == id.version)
    }
}

/// Where objects of a kind are referred to by name.
struct NameReferenceSpec: Hashable, Sendable {
    var group = ""
    var version = ""
    /// The kind referred to.
    var kind: String
    var fields: [FieldSpec]
}
