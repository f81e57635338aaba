public import Values

/// Answers the reviews that a cluster's admission webhooks are asked for.
///
/// A cluster without a reviewer calls no webhooks. In a test the reviewer is the webhook's own code:
///
/// ```swift
/// struct Labels: AdmissionReviewer {
///     func answer(_ review: Value, of webhook: AdmissionWebhook) async throws -> Value {
///         myWebhook.handle(review)
///     }
/// }
/// configuration.reviewer = Labels()
/// ```
public protocol AdmissionReviewer: Sendable {
    /// Answers one review.
    ///
    /// It is called outside of the cluster's lock, so that a webhook may read and write in the cluster. A request whose
    /// review has changed by the time the answer is there is reviewed again.
    ///
    /// - Parameters:
    ///   - review: an `AdmissionReview` of `admission.k8s.io/v1` with its `request`.
    ///   - webhook: who is asked.
    /// - Returns: an `AdmissionReview` with its `response`.
    /// - Throws: anything, for a webhook that cannot be reached; its `failurePolicy` says what becomes of the request.
    func answer(_ review: Value, of webhook: AdmissionWebhook) async throws -> Value
}

/// A webhook of a `MutatingWebhookConfiguration` or a `ValidatingWebhookConfiguration`.
public struct AdmissionWebhook: Hashable, Sendable {
    /// The configuration that it is in.
    public let configuration: String
    /// Its name.
    public let name: String
    /// Whether it may change objects.
    public let isMutating: Bool
    /// Where it is, as `clientConfig` says: `url`, or `service`, and `caBundle`.
    public let client: Value
    /// How long to wait for its answer.
    public let timeout: Duration

    init(configuration: String, isMutating: Bool, _ value: Value) {
        self.configuration = configuration
        self.isMutating = isMutating
        name = value.text("name")
        client = value["clientConfig"] ?? [:]
        timeout = .seconds(min(max(value.number("timeoutSeconds") ?? 10, 1), 30))
    }
}
