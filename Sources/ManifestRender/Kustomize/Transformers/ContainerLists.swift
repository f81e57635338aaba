internal import Values

/// Finds lists of containers at any depth without touching them: most objects have none.
struct ContainerLists {
    /// For each list the positions of members and elements that lead there; what is inside another comes first.
    private(set) var places: [[Int]] = []

    init(in object: Value, where isWanted: ([Value]) -> Bool) {
        var path: [Int] = []
        search(object, &path, isWanted)
    }

    private mutating func search(_ node: Value, _ path: inout [Int], _ isWanted: ([Value]) -> Bool) {
        switch node {
        case .array(let elements):
            for position in elements.indices where elements[position].isContainer {
                path.append(position)
                search(elements[position], &path, isWanted)
                path.removeLast()
            }
        case .object(let members):
            for position in members.indices where members[position].value.isContainer {
                path.append(position)
                search(members[position].value, &path, isWanted)
                let key = members[position].key
                if key == "containers" || key == "initContainers", case .array(let list) = members[position].value,
                    isWanted(list)
                {
                    places.append(path)
                }
                path.removeLast()
            }
        default: return
        }
    }
}

extension Value {
    fileprivate var isContainer: Bool {
        switch self {
        case .array, .object: true
        default: false
        }
    }

    /// Changes in place what the positions of members and elements lead to.
    mutating func edit(
        at path: ArraySlice<Int>, _ body: (inout Value) throws(RenderError) -> Void
    ) throws(RenderError) {
        guard let position = path.first else { return try body(&self) }
        if var elements = takeElements() {
            defer { self = .array(elements) }
            try elements[position].edit(at: path.dropFirst(), body)
        } else if var members = takeMembers() {
            defer { self = .object(members) }
            try members.withValue(at: position) { (value) throws(RenderError) in
                try value.edit(at: path.dropFirst(), body)
            }
        }
    }
}
