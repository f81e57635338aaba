internal import Values

/// Strategic merge patches at work on the resources of a layer.
struct StrategicPatch {
    private let schema: PatchSchema
    private let state: SchemaState

    init(state: SchemaState) {
        schema = state.current
        self.state = state
    }

    /// Merges a patch into the one resource of its id.
    ///
    /// - Throws: `RenderError` where there is none or more than one.
    func apply(_ patch: KustomizeResource, to resources: inout ResourceMap, place: String) throws(RenderError) {
        let positions = resources.positions(ofAny: patch.id)
        guard positions.count == 1 else {
            let problem = positions.isEmpty ? "no matches" : "multiple matches"
            throw RenderError(
                .malformed,
                "no resource matches strategic merge patch '\(patch.id)': \(problem) for Id \(patch.id); "
                    + "failed to find unique target for patch \(patch.id.kindText)/\(patch.id.name)", file: place)
        }
        try apply(patch, at: positions, of: &resources, place: place)
    }

    /// Merges a patch into resources, whatever they are called; those that it deletes are taken out.
    func apply(
        _ patch: KustomizeResource, at positions: [Int], of resources: inout ResourceMap, place: String
    ) throws(RenderError) {
        if !positions.isEmpty { state.noteUse() }
        try resources.update(at: positions) { [schema] (resource) throws(RenderError) in
            resource.isDeleted = !(try StrategicPatch.merge(patch, into: &resource, by: schema, place: place))
        }
        resources.remove(at: Set(positions.filter { resources[$0].isDeleted }))
    }

    /// - Returns: whether anything is left of the resource.
    private static func merge(
        _ patch: KustomizeResource, into resource: inout KustomizeResource, by schema: PatchSchema, place: String
    ) throws(RenderError) -> Bool {
        if patch.allowsNameChange || patch.allowsKindChange { resource.storePreviousID() }
        var changes = patch.value
        changes["apiVersion"] = resource.value["apiVersion"]
        var object = resource.value
        for pointer in resource.emptyMembers where object[pointer]?.isNull ?? false {
            object.replace(at: pointer.tokens[...], with: KustomizeMerger.emptyMember)
        }
        let styles = TextStyles(quoted: resource.quotedTexts, plain: resource.plainTexts)
        let outcome: KustomizeMerger.Outcome
        do throws(KustomizeMerger.Failure) {
            let merger = KustomizeMerger(
                schema: schema, styles: styles, spellings: patch.spellings)
            outcome = try merger.merge(changes, into: object)
        } catch {
            throw RenderError(
                .malformed, "the patch does not fit \(resource.id): \(error.message)", file: place)
        }
        let old = resource.value
        switch outcome {
        case .deleted: return false
        case .unchanged: return true
        case .merged(let result): resource.value = result
        }
        if !resource.emptyMembers.isEmpty { resource.value.clearEmptyMembers() }
        resource.emptyMembers = []
        resource.spellings.merge(patch.spellings) { own, _ in own }
        styles.add(quoted: patch.quotedTexts)
        resource.quotedTexts = styles.quoted
        resource.plainTexts = styles.plain
        keepIdentity(of: old, in: &resource.value, patch)
        resource.settleSharedScalars(movesElements: true)
        KustomizeAnnotations.normalize(&resource.value, spellings: resource.spellings)
        return true
    }

    /// Name and kind stay unless the patch may change them, the namespace stays always.
    private static func keepIdentity(of old: Value, in value: inout Value, _ patch: KustomizeResource) {
        if !patch.allowsKindChange { value["kind"] = old["kind"] }
        let metadata = old["metadata"]
        if !patch.allowsNameChange { value.set(metadata?["name"], at: ["metadata", "name"]) }
        value.set(metadata?["namespace"], at: ["metadata", "namespace"])
    }
}

extension Value {
    /// Puts a value in the place of what a path leads to.
    fileprivate mutating func replace(at path: ArraySlice<String>, with new: Value) {
        guard let token = path.first else {
            self = new
            return
        }
        if var members = takeMembers() {
            defer { self = .object(members) }
            guard let position = members.position(of: token) else { return }
            members.withValue(at: position) { $0.replace(at: path.dropFirst(), with: new) }
        } else if var elements = takeElements() {
            defer { self = .array(elements) }
            guard let position = Int(token), elements.indices.contains(position) else { return }
            elements[position].replace(at: path.dropFirst(), with: new)
        }
    }

    /// Turns what a merge left of the marks for members without a value back into null.
    fileprivate mutating func clearEmptyMembers() {
        switch self {
        case .array(let elements):
            self = .array(
                elements.map { element in
                    var element = element
                    element.clearEmptyMembers()
                    return element
                })
        case .object(let object):
            self = .object(
                object.mapValues { _, value in
                    var value = value
                    value.clearEmptyMembers()
                    return value
                })
        case .double(let number) where number.isNaN: self = .null
        default: break
        }
    }
}
