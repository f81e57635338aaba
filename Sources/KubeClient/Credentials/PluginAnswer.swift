import Values

/// What a credential plugin printed: an `ExecCredential`.
struct PluginAnswer: Sendable {
    /// Why the answer cannot be used; the text says nothing of what was printed.
    struct Problem: Error {
        let text: String
    }

    let credential: Credential
    let expiry: Timestamp?

    init(_ output: Secret, apiVersion: String) throws {
        let value: Value
        do {
            value = try Value(json: output.revealed())
        } catch {
            throw Problem(text: "printed no JSON (line \(error.line), column \(error.column))")
        }
        guard value["kind"]?.stringValue == "ExecCredential" else { throw Problem(text: "printed no ExecCredential") }
        guard value["apiVersion"]?.stringValue == apiVersion else {
            throw Problem(text: "answered in another version of the protocol than \(apiVersion)")
        }
        guard let status = value["status"], status.objectValue != nil else {
            throw Problem(text: "printed an ExecCredential without status")
        }
        expiry = try PluginAnswer.expiry(status)
        let identity = try PluginAnswer.identity(status)
        let token = status["token"]?.stringValue ?? ""
        guard !token.isEmpty || identity != nil else {
            throw Problem(text: "gave neither a token nor a certificate")
        }
        let bearer = token.isEmpty ? Credential() : Credential.bearer(Secret(token))
        credential = Credential(authorization: bearer.authorization, identity: identity)
    }

    private static func expiry(_ status: Value) throws -> Timestamp? {
        guard let text = status["expirationTimestamp"]?.stringValue else { return nil }
        guard let moment = Timestamp(text) else {
            throw Problem(text: "gave an expirationTimestamp that is no RFC 3339")
        }
        return moment
    }

    private static func identity(_ status: Value) throws -> ClientIdentity? {
        let certificate = status["clientCertificateData"]?.stringValue ?? ""
        let key = status["clientKeyData"]?.stringValue ?? ""
        guard certificate.isEmpty == key.isEmpty else {
            throw Problem(text: "gave a certificate without key, or a key without certificate")
        }
        return certificate.isEmpty ? nil : ClientIdentity(certificates: Array(certificate.utf8), key: Secret(key))
    }

    /// Whether it is of no use any more, or soon.
    func expires(within leeway: Duration, of now: Timestamp) -> Bool {
        guard let expiry else { return false }
        return expiry <= now.advanced(by: leeway)
    }
}
