/// What plain scalars mean: the libraries of the Kubernetes world do not agree on it.
public enum YAMLDialect: Hashable, Sendable {
    /// As `sigs.k8s.io/yaml` reads: kubectl, Helm and Argo CD.
    ///
    /// YAML 1.1 words such as `yes` are booleans, dates stay text, keys that are numbers become text, and `<<` replaces
    /// what stands before it.
    case kubernetes
    /// As version 3 of Go's YAML library reads into untyped values, which is how Kustomize sees resources.
    ///
    /// Only spellings of `true` and `false` are booleans; a date becomes its RFC 3339 text; whole numbers beyond 64 bits
    /// that are not decimal stay text; keys must be text; a mapping's own keys win over those that `<<` brings, and
    /// a mapping has at most one `<<`.
    case go3
    /// Every scalar is its own text, so that `0755` and an empty value can be told from `493` and `null`.
    ///
    /// Structure, anchors and merge keys are those of ``go3``.
    case text
}

extension YAMLDialect {
    /// What a place without a value holds.
    @inline(__always)
    var emptyScalar: Value { self == .text ? .string("") : .null }
}

extension Value {
    /// What a plain scalar means in a dialect, `0755` for example 493; the text itself where it is text, and where it
    /// means infinity or not-a-number.
    ///
    /// - Parameters:
    ///   - text: the scalar as it stands in a file, without quotes.
    ///   - dialect: whose rules count.
    public init(plainYAMLScalar text: String, dialect: YAMLDialect) {
        var text = text
        self =
            text.withUTF8 { bytes in
                guard let scalar = YAMLScalar(plain: bytes, dialect: dialect) else { return nil }
                return switch scalar {
                case .null: Value.null
                case .bool(let value): .bool(value)
                case .int(let value): .int(value)
                case .unsigned(let value): .unsigned(value)
                case .double(let value), .bigInteger(let value): value.isFinite ? .double(value) : nil
                case .timestamp: dialect == .go3 ? GoTimestamp.jsonText(bytes).map { .string($0) } : nil
                }
            } ?? .string(text)
    }
}
