extension Value {
    /// Takes the members out of an object and leaves null; nil where this is none.
    ///
    /// Members that are taken out are owned once, so they can be changed without being copied. A pattern that binds them
    /// does not have that effect: what it is matched against keeps them for as long.
    @inlinable
    package mutating func takeMembers() -> Object? {
        guard case .object = self else { return nil }
        var taken = Value.null
        swap(&taken, &self)
        return taken.intoMembers()
    }

    /// Takes the elements out of a list and leaves null; nil where this is none. See ``takeMembers()``.
    @inlinable
    package mutating func takeElements() -> [Value]? {
        guard case .array = self else { return nil }
        var taken = Value.null
        swap(&taken, &self)
        return taken.intoElements()
    }

    @inlinable
    package consuming func intoMembers() -> Object? {
        switch consume self {
        case .object(let members): members
        default: nil
        }
    }

    @inlinable
    package consuming func intoElements() -> [Value]? {
        switch consume self {
        case .array(let elements): elements
        default: nil
        }
    }
}
