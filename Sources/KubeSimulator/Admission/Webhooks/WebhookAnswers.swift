import Values

/// A review that a request waits for.
final class PendingReview: Sendable {
    let webhook: AdmissionWebhook
    let review: Value
    let key: WebhookAnswers.Key

    init(webhook: AdmissionWebhook, review: Value, key: WebhookAnswers.Key) {
        self.webhook = webhook
        self.review = review
        self.key = key
    }

    /// Asks a webhook; what it throws is its answer, too.
    func answer(_ reviewer: any AdmissionReviewer) async -> WebhookAnswers.Answer {
        do {
            return .review(try await reviewer.answer(review, of: webhook))
        } catch {
            return .failure("\(error)")
        }
    }
}

/// What webhooks have answered to the reviews of one request, which is carried out again with each answer.
struct WebhookAnswers: Sendable {
    /// How many reviews one request may need.
    static let limit = 100

    /// What was asked, apart from what is made up anew each time.
    struct Key: Hashable, Sendable {
        let webhook: AdmissionWebhook
        let request: Value
    }

    /// What a webhook said.
    enum Answer: Sendable {
        case review(Value)
        case failure(String)
    }

    private var answers: [Key: (uid: String, answer: Answer)] = [:]

    var isEmpty: Bool { answers.isEmpty }
    /// Whether there were too many.
    var isFull: Bool { answers.count >= WebhookAnswers.limit }

    mutating func add(_ answer: Answer, to pending: PendingReview) {
        answers[pending.key] = (pending.review["request", "uid"]?.stringValue ?? "", answer)
    }

    /// The answer to a review, checked; nil where there is none yet.
    func answer(to key: Key) -> Result<Value, WebhookFailure>? {
        guard let (uid, answer) = answers[key] else { return nil }
        switch answer {
        case .failure(let why): return .failure(WebhookFailure("failed to call webhook: \(why)"))
        case .review(let review): return WebhookAnswers.checked(review, uid, isMutating: key.webhook.isMutating)
        }
    }

    private static func checked(_ review: Value, _ uid: String, isMutating: Bool) -> Result<Value, WebhookFailure> {
        func failure(_ why: String) -> Result<Value, WebhookFailure> { .failure(WebhookFailure(why)) }
        let (version, kind) = (review.text("apiVersion"), review.text("kind"))
        guard kind == "AdmissionReview", version == "admission.k8s.io/v1" else {
            return failure(
                "expected webhook response of admission.k8s.io/v1, Kind=AdmissionReview, got \(version), Kind=\(kind)")
        }
        guard let response = review["response"], case .object = response else {
            return failure("webhook response was absent")
        }
        guard response.text("uid") == uid else {
            return failure("expected response.uid=\"\(uid)\", got \"\(response.text("uid"))\"")
        }
        let (patch, type) = (response.text("patch"), response.text("patchType"))
        if isMutating, !patch.isEmpty {
            if type.isEmpty { return failure("webhook returned response.patch but not response.patchType") }
            if type != "JSONPatch" { return failure("webhook returned invalid response.patchType of \"\(type)\"") }
        }
        return .success(response)
    }
}

/// Why a webhook's answer is none.
struct WebhookFailure: Error {
    let message: String

    init(_ message: String) { self.message = message }
}
