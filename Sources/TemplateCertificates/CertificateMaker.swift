public import GoTemplate
internal import SwiftASN1
internal import X509

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Keys and certificates for templates, made by swift-crypto and swift-certificates.
///
/// Give it to a host whose templates may call `genCA` and its kin:
///
/// ```swift
/// let renderer = HelmRenderer(host: TemplateHost(cryptography: CertificateMaker()))
/// ```
///
/// Keys are random, so what is rendered with them differs from run to run.
public struct CertificateMaker: TemplateCryptography {
    private let now: @Sendable () -> Date

    /// A maker whose certificates are valid from the given moment on.
    ///
    /// - Parameter secondsSince1970: the moment, asked for once for each certificate; the machine's clock unless given.
    public init(secondsSince1970: (@Sendable () -> Double)? = nil) {
        now = { secondsSince1970.map { Date(timeIntervalSince1970: $0()) } ?? Date() }
    }

    /// A private key: `rsa` with 4096 bits, `ecdsa` on P-256, `ed25519`; empty is RSA.
    public func privateKey(kind: String) throws -> String {
        switch kind {
        case "", "rsa": return try KeyMaterial.rsa(bits: 4096).text
        case "ecdsa": return KeyMaterial.ecdsa().text
        case "ed25519": return KeyMaterial.ed25519().text
        default: throw FunctionFailure("keys of the kind \(kind) are not made any more; use ecdsa")
        }
    }

    private func material(_ text: String?) throws -> KeyMaterial {
        try text.map { try KeyMaterial.parse($0) } ?? KeyMaterial.rsa(bits: 2048)
    }

    /// A certificate authority.
    public func authority(name: String, days: Int, key: String?) throws -> (certificate: String, key: String) {
        let own = try material(key)
        let subject = try distinguished(name)
        let text = try certificate(
            Request(subject: subject, addresses: [], names: [], days: days, isAuthority: true), own, issuer: subject,
            own)
        return (text, own.text)
    }

    /// A certificate signed by its own key.
    public func selfSigned(
        name: String, addresses: [String], names: [String], days: Int, key: String?
    ) throws -> (certificate: String, key: String) {
        let own = try material(key)
        let subject = try distinguished(name)
        let request = Request(subject: subject, addresses: addresses, names: names, days: days, isAuthority: false)
        return (try certificate(request, own, issuer: subject, own), own.text)
    }

    /// A certificate signed by an authority.
    public func signed(
        name: String, addresses: [String], names: [String], days: Int, authority: (certificate: String, key: String),
        key: String?
    ) throws -> (certificate: String, key: String) {
        let own = try material(key)
        let signer = try KeyMaterial.parse(authority.key)
        guard let issuer = try? Certificate(pemEncoded: authority.certificate) else {
            throw FunctionFailure("unable to parse certificate")
        }
        let request = Request(
            subject: try distinguished(name), addresses: addresses, names: names, days: days, isAuthority: false)
        return (try certificate(request, own, issuer: issuer.subject, signer), own.text)
    }

    // MARK: - Making

    private struct Request {
        var subject: DistinguishedName
        var addresses: [String]
        var names: [String]
        var days: Int
        var isAuthority: Bool
    }

    private func distinguished(_ name: String) throws -> DistinguishedName {
        try DistinguishedName { CommonName(name) }
    }

    private func certificate(
        _ request: Request, _ own: KeyMaterial, issuer: DistinguishedName, _ signer: KeyMaterial
    ) throws -> String {
        let start = now()
        let days = Double(min(max(request.days, -36500), 365_000))
        let alternatives =
            try request.addresses.map {
                GeneralName.ipAddress(ASN1OctetString(contentBytes: try IPAddressText.bytes($0)[...]))
            }
            + request.names.map { GeneralName.dnsName($0) }
        let extensions = try Certificate.Extensions {
            Critical(
                KeyUsage(
                    digitalSignature: true, keyEncipherment: true, keyCertSign: request.isAuthority))
            try ExtendedKeyUsage([.serverAuth, .clientAuth])
            Critical(
                request.isAuthority
                    ? BasicConstraints.isCertificateAuthority(maxPathLength: nil)
                    : BasicConstraints.notCertificateAuthority)
            if !alternatives.isEmpty { SubjectAlternativeNames(alternatives) }
        }
        let certificate = try Certificate(
            version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: own.key.publicKey, notValidBefore: start,
            notValidAfter: start.addingTimeInterval(days * 86400), issuer: issuer, subject: request.subject,
            extensions: extensions, issuerPrivateKey: signer.key)
        return try certificate.serializeAsPEM().pemString + "\n"
    }
}
