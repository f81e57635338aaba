extension Value: CustomStringConvertible {
    /// The value as compact JSON.
    public var description: String { jsonText() }
}

extension Object: CustomStringConvertible {
    /// The object as compact JSON.
    public var description: String { Value.object(self).jsonText() }
}
