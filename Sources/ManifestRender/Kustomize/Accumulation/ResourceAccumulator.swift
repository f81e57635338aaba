/// What a kustomization has gathered so far: resources, the fields its transformers know, and its variables.
struct ResourceAccumulator {
    var resources = ResourceMap()
    private(set) var configuration = TransformerConfiguration()
    var variables = VariableSet()

    /// Takes in all that another folder gathered.
    ///
    /// - Throws: `RenderError` where both have a resource or a variable of one name.
    mutating func merge(_ other: ResourceAccumulator) throws(RenderError) {
        if resources.isEmpty {
            resources = other.resources
            try resources.checkIDs()
        } else {
            try resources.append(contentsOf: other.resources)
        }
        try merge(other.configuration)
        try variables.merge(other.variables)
    }

    /// Takes in a configuration; what is there already stays as it is.
    mutating func merge(_ other: TransformerConfiguration) throws(RenderError) {
        if configuration == TransformerConfiguration(), other == .standard {
            configuration = other
        } else if configuration != other {
            try configuration.merge(other)
            configuration.sort()
        }
    }

    /// Takes in what a generator made: a new resource, or data for one that is there.
    ///
    /// - Throws: `RenderError` where the resource's behaviour does not fit what is there.
    mutating func absorb(_ generated: KustomizeResource) throws(RenderError) {
        let id = generated.id
        let matches = resources.positions(ofAny: id)
        guard matches.count <= 1 else {
            let names = matches.map { resources[$0].id.description }
            throw RenderError(
                .malformed,
                "found multiple objects [\(names.joined(separator: " "))] that could accept merge of \(id)")
        }
        guard let position = matches.first else {
            guard generated.behavior != .merge, generated.behavior != .replace else {
                throw RenderError(.malformed, "id \(id) does not exist; cannot merge or replace")
            }
            return try resources.append(generated)
        }
        guard generated.behavior == .merge || generated.behavior == .replace else {
            throw RenderError(
                .malformed,
                "id \(id) exists; can not use behavior: '\(generated.behavior.rawValue)', behavior must be merge or "
                    + "replace")
        }
        let merged = try GeneratedMerge.merge(generated, into: resources[position])
        guard resources.currentPositions(of: merged.id) == [position] else {
            throw RenderError(.malformed, "id \(merged.id) matches several resources")
        }
        resources.update(at: position) { $0 = merged }
    }
}
