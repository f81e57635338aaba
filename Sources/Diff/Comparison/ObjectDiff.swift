import KubeModel
public import Values

/// Compares desired objects with live ones as Argo CD does.
///
/// Make one for a set of options and use it for many objects; rules and expressions are compiled once.
///
/// ```swift
/// var options = ComparisonOptions()
/// options.ignoreDifferences = [
///     IgnoreRule(group: "apps", kind: "Deployment", fields: IgnoredFields(jsonPointers: ["/spec/replicas"]))
/// ]
/// let comparison = try ObjectDiff(options).compare(desired: desired, live: live)
/// if comparison.isModified { print(DiffRendering().render(comparison)) }
/// ```
public struct ObjectDiff: Sendable {
    /// The options it was made with.
    public let options: ComparisonOptions
    let rules: IgnoreRules
    let knownTypes: KnownTypeFields

    /// Compiles options.
    ///
    /// - Throws: ``DiffError`` with code ``DiffError/Code/expression`` or ``DiffError/Code/override`` where a jq
    ///   expression or an override's key is malformed.
    public init(_ options: ComparisonOptions = ComparisonOptions()) throws(DiffError) {
        self.options = options
        rules = try IgnoreRules(options)
        knownTypes = KnownTypeFields(options.resourceOverrides)
    }

    /// Compares with options that are used only once.
    ///
    /// - Throws: ``DiffError``.
    public static func compare(
        desired: Value?, live: Value?, options: ComparisonOptions = ComparisonOptions()
    ) throws(DiffError) -> Comparison {
        try ObjectDiff(options).compare(desired: desired, live: live)
    }

    /// Compares what is wanted with what is there.
    ///
    /// A live object without a desired one is not modified, a desired one without a live one is.
    ///
    /// - Parameters:
    ///   - desired: the object that is wanted; nil where none is.
    ///   - live: the object that is there; nil where none is.
    /// - Throws: ``DiffError``; a broken last-applied annotation is not an error.
    public func compare(desired: Value?, live: Value?) throws(DiffError) -> Comparison {
        var desired = desired.map(Self.object)
        var live = live.map(Self.object)
        if let wanted = desired, var existing = live {
            existing = ResourceTracking(method: options.trackingMethod, labelKey: options.appLabelKey)
                .aligned(live: existing, with: wanted)
            live = existing
            if let (trimmedLive, trimmedDesired) = try withoutManagedFields(live: existing, desired: wanted) {
                (live, desired) = (trimmedLive, trimmedDesired)
            }
        }
        desired = desired.map { normalized(Remarshal.apply($0)) }
        live = live.map { normalized(Remarshal.apply($0)) }
        switch (desired, live) {
        case (nil, nil): throw DiffError(.nothingToCompare, "neither a desired nor a live object was given")
        case (nil, let live?): return Comparison(isModified: false, normalizedLive: live, predictedLive: .null)
        case (let desired?, nil): return Comparison(isModified: true, normalizedLive: .null, predictedLive: desired)
        case (let desired?, let live?):
            if options.strategy == .structuredMerge || Self.asksForServerSideApply(desired) {
                return try compareStructurally(desired: desired, live: live)
            }
            return try compareClientSide(desired: desired, live: live)
        }
    }

    /// Takes out of an object what does not count, without comparing.
    public func normalized(_ object: Value) -> Value { normalized(object, skipsRules: false) }

    func normalized(_ object: Value, skipsRules: Bool) -> Value {
        var result = ObjectNormalizer(ignoresAggregatedRoles: options.ignoresAggregatedRoles).normalized(object)
        if !skipsRules {
            result = rules.applied(to: result)
            result = knownTypes.applied(to: result)
        }
        return result
    }

    private static func object(_ value: Value) -> Value { value }

    private static func asksForServerSideApply(_ object: Value) -> Bool {
        let options = KubeObject(unchecked: object).annotation("argocd.argoproj.io/sync-options") ?? ""
        return options.utf8.split(separator: UInt8(ascii: ",")).contains { option in
            let text = String(Substring(option))
            return text.filter { !$0.isWhitespace } == "ServerSideApply=true"
        }
    }
}
