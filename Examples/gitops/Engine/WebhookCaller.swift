import Foundation
import KubeClient
import KubeClientHTTP
import KubeSimulator
import Values

/// Calls admission webhooks over HTTP: those that are configured by URL, since a simulated cluster runs no services.
struct WebhookCaller: AdmissionReviewer {
    /// Why a webhook has no answer.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// The largest answer that is read, in bytes.
    private static let limit = 8 << 20

    func answer(_ review: Value, of webhook: AdmissionWebhook) async throws -> Value {
        guard let text = webhook.client["url"]?.stringValue else {
            throw Failure(description: "webhooks of services are not called here; configure the webhook by its URL")
        }
        guard let server = ServerURL(text) else { throw Failure(description: "the URL of the webhook is malformed") }
        var tls = ClusterConnection.TLS()
        if let bundle = webhook.client["caBundle"]?.stringValue, !bundle.isEmpty {
            tls.certificateAuthority = Data(base64Encoded: bundle).map { [UInt8]($0) }
        }
        var options = HTTPTransportOptions()
        options.maximumBodyBytes = WebhookCaller.limit
        let transport = try HTTPTransport(ClusterConnection(server: server, tls: tls), options: options)
        let request = KubeRequest(
            "POST", server.basePath.isEmpty ? "/" : "",
            query: [("timeout", "\(webhook.timeout.components.seconds)s")],
            headers: ["Content-Type": "application/json", "Accept": "application/json"], body: .value(review),
            timeout: webhook.timeout)
        let response: KubeResponse
        do {
            response = try await transport.send(request)
        } catch {
            await transport.shutdown()
            throw Failure(description: "no answer from \(server.host):\(server.port)")
        }
        await transport.shutdown()
        guard response.status == 200, case .bytes(let bytes) = response.body else {
            throw Failure(description: "the webhook answered with status \(response.status)")
        }
        return try Value(json: bytes)
    }
}
