internal import Values

/// A scalar that stands in several places of an object at once.
///
/// The tool puts one and the same node wherever a label or an annotation is new: in the metadata, the selector and the
/// template. Whoever changes it later in one place changes it in all of them.
struct SharedScalar: Sendable {
    var value: Value
    var places: [NodePlace]
}

extension KustomizeResource {
    /// Remembers a scalar that was put in several places, unless it stands in one only.
    mutating func share(_ value: Value, at places: [NodePlace]) {
        if places.count > 1 { sharedScalars.append(SharedScalar(value: value, places: places)) }
    }

    /// Carries what became of shared scalars in one place over to the others. Places they are gone from are forgotten.
    ///
    /// - Parameter movesElements: whether elements of lists may have changed their places since.
    mutating func settleSharedScalars(movesElements: Bool = false) {
        guard !sharedScalars.isEmpty else { return }
        for position in sharedScalars.indices {
            var shared = sharedScalars[position]
            var latest = shared.value
            shared.places.removeAll { place in
                guard let node = value.node(at: place), ScalarText.text(of: node) != nil else { return true }
                guard node != shared.value else { return false }
                if movesElements, place.entersList { return true }
                latest = node
                return false
            }
            if latest != shared.value {
                for place in shared.places { value.replaceNode(at: place, with: latest) }
                shared.value = latest
            }
            sharedScalars[position] = shared
        }
    }
}
