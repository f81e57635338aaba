import KubeClient
import Values

/// Another order of the events of a watch: those of one object keep theirs.
enum EventOrder {
    /// Events in an order drawn from a source; nil where there is something else among them, such as a bookmark, whose
    /// place tells something.
    static func shuffled(
        _ elements: ArraySlice<KubeStream.Element>, _ random: inout RandomSource
    ) -> [KubeStream.Element]? {
        var waiting: [String: [KubeStream.Element]] = [:]
        var turns: [String] = []
        for element in elements {
            guard let object = object(element) else { return nil }
            waiting[object, default: []].append(element)
            turns.append(object)
        }
        turns.shuffle(using: &random)
        var next: [String: Int] = [:]
        return turns.compactMap { turn in
            let position = next[turn, default: 0]
            next[turn] = position + 1
            return waiting[turn]?[position]
        }
    }

    /// What tells the object of an event from others.
    private static func object(_ element: KubeStream.Element) -> String? {
        guard case .value(let event) = element, let type = event["type"]?.stringValue,
            ["ADDED", "MODIFIED", "DELETED"].contains(type), let metadata = event["object", "metadata"]
        else { return nil }
        return metadata["uid"]?.stringValue
            ?? "\(metadata["namespace"]?.stringValue ?? "")/\(metadata["name"]?.stringValue ?? "")"
    }
}
