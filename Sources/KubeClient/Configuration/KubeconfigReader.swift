import Values

/// A place in a kubeconfig, with typed access and errors that name the place but no values.
struct KubeconfigReader {
    let value: Value
    private let place: String
    private let path: String?

    init(_ value: Value, at place: String, path: String?) {
        self.value = value
        self.place = place
        self.path = path
    }

    var isObject: Bool { value.objectValue != nil }

    func has(_ key: String) -> Bool { value[key].map { !$0.isNull } ?? false }

    func member(_ key: String) -> KubeconfigReader { KubeconfigReader(value[key] ?? .null, at: at(key), path: path) }

    func mistake(_ text: String) -> KubeError {
        let file = path ?? "kubeconfig"
        return KubeError(.configuration, place.isEmpty ? "\(file) \(text)" : "\(file): \(place) \(text)")
    }

    private func at(_ key: String) -> String { place.isEmpty ? key : "\(place).\(key)" }

    func text(_ key: String) throws -> String? {
        switch value[key] {
        case nil, .null?: return nil
        case .string(let text)?: return text
        case let other?: throw member(key).mistake("must be a string, found a \(other.kindName); quote it")
        }
    }

    func flag(_ key: String) throws -> Bool {
        switch value[key] {
        case nil, .null?: return false
        case .bool(let flag)?: return flag
        case let other?: throw member(key).mistake("must be true or false, found a \(other.kindName)")
        }
    }

    func list(_ key: String) throws -> [KubeconfigReader] {
        switch value[key] {
        case nil, .null?: return []
        case .array(let items)?:
            return items.enumerated().map { KubeconfigReader($1, at: "\(at(key))[\($0)]", path: path) }
        case let other?: throw member(key).mistake("must be a list, found a \(other.kindName)")
        }
    }

    func texts(_ key: String) throws -> [String] {
        try list(key).map { item in
            guard let text = item.value.stringValue else { throw item.mistake("must be a string; quote it") }
            return text
        }
    }

    func textLists(_ key: String) throws -> [String: [String]] {
        let reader = try object(key)
        var lists: [String: [String]] = [:]
        for name in reader.value.objectValue?.keys ?? [] { lists[name] = try reader.texts(name) }
        return lists
    }

    /// A member that must be a mapping where it is there.
    func object(_ key: String) throws -> KubeconfigReader {
        let reader = member(key)
        guard reader.value.isNull || reader.isObject else {
            throw reader.mistake("must be a mapping, found a \(reader.value.kindName)")
        }
        return reader
    }

    /// The entries of a list by their names, each of which may come once.
    func named<Entry>(_ key: String, _ read: (KubeconfigReader) throws -> Entry) throws -> [String: Entry] {
        var entries: [String: Entry] = [:]
        for item in try list(key) {
            let name = try item.name()
            guard entries.updateValue(try read(item), forKey: name) == nil else {
                throw item.mistake("has the name \"\(name)\", which an entry before it has too")
            }
        }
        return entries
    }

    /// The `name` of an entry of a list.
    func name() throws -> String {
        guard let name = try text("name"), !name.isEmpty else { throw mistake("needs a name") }
        return name
    }

    /// `KEY-data` in base64, or else the file `KEY`.
    func material(_ key: String) throws -> Kubeconfig.Material? {
        if let data = try text(key + "-data"), !data.isEmpty {
            guard let bytes = Base64.decode(data) else { throw member(key + "-data").mistake("is not valid base64") }
            return .data(Secret(bytes))
        }
        return try text(key).flatMap { $0.isEmpty ? nil : .file(resolve($0)) }
    }

    /// A path as seen from the folder of the kubeconfig.
    func resolve(_ file: String) -> String {
        guard !file.hasPrefix("/"), let path, let slash = path.lastIndex(of: "/") else { return file }
        return path[...slash] + file
    }
}
