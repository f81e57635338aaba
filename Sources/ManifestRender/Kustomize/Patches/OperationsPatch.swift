internal import Values

/// JSON patches (RFC 6902) at work on the resources of a layer.
enum OperationsPatch {
    /// Applies operations to resources.
    ///
    /// The tool keeps notes in annotations, so `metadata/annotations` is there whatever the file says.
    static func apply(
        _ operations: Value, at positions: [Int], of resources: inout ResourceMap, place: String
    ) throws(RenderError) {
        guard !positions.isEmpty else { return }
        let patch = try failing(in: place) { () throws(PatchError) in
            try JSONPatch(operations.isNull ? [] : operations)
        }
        try resources.update(at: positions) { (resource) throws(RenderError) in
            resource.storePreviousID()
            var value = resource.value.throughJSON()
            if value["metadata", "annotations"] == nil { value.set([:], at: ["metadata", "annotations"]) }
            let id = resource.id
            value = try failing(in: place, at: id) { () throws(PatchError) in try patch.apply(to: value) }
            guard case .object = value else {
                throw RenderError(.malformed, "the patch leaves no object of \(id)", file: place)
            }
            try WrittenText.checkTexts(of: value)
            resource.value = value
            resource.forgetWriting()
            resource.sharedScalars = []
            KustomizeAnnotations.normalize(&resource.value)
        }
    }

    private static func failing<Result>(
        in place: String, at id: ResourceID? = nil, _ body: () throws(PatchError) -> Result
    ) throws(RenderError) -> Result {
        do throws(PatchError) { return try body() } catch {
            let target = id.map { " to \($0)" } ?? ""
            throw RenderError(.malformed, "the JSON patch does not apply\(target): \(error)", file: place)
        }
    }
}

extension Value {
    /// What reading the value's JSON without regard to whole numbers gives: beyond 2^53 they lose digits.
    fileprivate func throughJSON() -> Value {
        holdsLongNumbers ? withoutLongNumbers() : self
    }

    /// Whether there is anything that JSON read so would change.
    private var holdsLongNumbers: Bool {
        switch self {
        case .int(let number): number.magnitude > 1 << 53
        case .unsigned: true
        case .array(let elements): elements.contains { $0.holdsLongNumbers }
        case .object(let object): object.contains { $0.value.holdsLongNumbers }
        default: false
        }
    }

    private func withoutLongNumbers() -> Value {
        switch self {
        case .int(let number) where number.magnitude > 1 << 53: .double(Double(number))
        case .unsigned(let number): .double(Double(number))
        case .array(let elements): .array(elements.map { $0.withoutLongNumbers() })
        case .object(let object): .object(object.mapValues { _, value in value.withoutLongNumbers() })
        default: self
        }
    }
}
