public import Values

/// What an application wants.
public struct ApplicationSpec: ValueView {
    /// The `spec` of the resource.
    public var value: Value

    /// Takes a `spec`.
    public init(_ value: Value) { self.value = value }

    /// The project that sets its bounds.
    public var project: String {
        get { text("project").isEmpty ? "default" : text("project") }
        set { setText(newValue, "project") }
    }

    /// Where its objects go.
    public var destination: Destination {
        get { view("destination") ?? Destination(.object(Object())) }
        set { setView(newValue, "destination") }
    }

    /// Its only or first source; nil where it has none.
    public var source: ApplicationSource? {
        get { sources.first }
        set { setView(newValue, "source") }
    }

    /// All its sources: `sources` where that names any, else `source`.
    public var sources: [ApplicationSource] {
        let many: [ApplicationSource] = views("sources")
        if !many.isEmpty { return many }
        return view("source").map { [$0] } ?? []
    }

    /// Whether it is written with `sources`.
    public var hasMultipleSources: Bool { !(value["sources"]?.arrayValue ?? []).isEmpty }

    /// How and when it is synced.
    public var syncPolicy: SyncPolicy {
        get { view("syncPolicy") ?? SyncPolicy(.object(Object())) }
        set { setView(newValue, "syncPolicy") }
    }

    /// Differences that do not count.
    public var ignoreDifferences: [IgnoreDifference] {
        get { views("ignoreDifferences") }
        set { setViews(newValue, "ignoreDifferences") }
    }

    /// How many entries its history keeps.
    public var revisionHistoryLimit: Int {
        value["revisionHistoryLimit"]?.intValue.map { Int(max(0, min($0, 1_000_000))) } ?? 10
    }

    /// Notes for people: names and values.
    public var info: [(name: String, value: String)] {
        (value["info"]?.arrayValue ?? []).map {
            ($0["name"]?.stringValue ?? "", $0["value"]?.stringValue ?? "")
        }
    }
}

/// The cluster and namespace that an application's objects go to.
public struct Destination: ValueView {
    /// The `destination` of a resource.
    public var value: Value

    /// Takes a `destination`.
    public init(_ value: Value) { self.value = value }

    /// The URL of the API server; empty where the cluster is named.
    public var server: String {
        get { text("server") }
        set { setText(newValue, "server") }
    }

    /// The cluster's name; empty where the server's URL says which.
    public var name: String {
        get { text("name") }
        set { setText(newValue, "name") }
    }

    /// The namespace for objects that name none.
    public var namespace: String {
        get { text("namespace") }
        set { setText(newValue, "namespace") }
    }
}

/// Differences of some objects that do not count.
public struct IgnoreDifference: ValueView {
    /// The entry of `ignoreDifferences`.
    public var value: Value

    /// Takes an entry of `ignoreDifferences`.
    public init(_ value: Value) { self.value = value }

    /// The group, a glob.
    public var group: String { text("group") }
    /// The kind, a glob.
    public var kind: String { text("kind") }
    /// The name, a glob; empty for all.
    public var name: String { text("name") }
    /// The namespace, a glob; empty for all.
    public var namespace: String { text("namespace") }
    /// Places that do not count.
    public var jsonPointers: [String] { texts("jsonPointers") }
    /// jq paths that do not count.
    public var jqPathExpressions: [String] { texts("jqPathExpressions") }
    /// Managers whose fields do not count.
    public var managedFieldsManagers: [String] { texts("managedFieldsManagers") }
}
