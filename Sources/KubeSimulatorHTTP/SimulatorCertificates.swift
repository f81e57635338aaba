internal import Crypto
import KubeClient
public import KubeSimulator
internal import SwiftASN1
internal import X509

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A certificate and its private key, both in PEM.
public struct SimulatorIdentity: Sendable {
    /// The certificate.
    public let certificate: String
    /// The private key; nobody but its owner is to read it.
    public let privateKey: String
}

/// The certificates of a simulated cluster: an authority of its own, which signs the server's and those of clients.
///
/// ```swift
/// let certificates = try SimulatorCertificates(host: "127.0.0.1")
/// let server = try await SimulatorServer.start(cluster, certificates: certificates)
/// let jane = try server.kubeconfig(for: SimulatedCaller(name: "jane", groups: ["dev"]))
/// ```
///
/// Keys are on the curve P-256, random and only in memory; certificates are valid for a year from an hour ago.
public struct SimulatorCertificates: Sendable {
    /// The authority's certificate, in PEM: what clients are to trust.
    public let authority: String
    /// What the server shows.
    public let server: SimulatorIdentity

    private let authorityKey: P256.Signing.PrivateKey
    private let authorityName: DistinguishedName
    private let issued: Date

    /// A new authority and a certificate for a server.
    ///
    /// - Parameter host: the name or address that clients connect to; `localhost` and the loopback addresses are always in it.
    /// - Throws: what the certificate library says, for a host that is no name.
    public init(host: String = "127.0.0.1") throws {
        issued = Date()
        authorityKey = P256.Signing.PrivateKey()
        authorityName = try DistinguishedName { CommonName("simulated-cluster-ca") }
        let ca = try SimulatorCertificates.sign(
            authorityKey.publicKey, authorityName, authorityName, authorityKey, issued,
            Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil))
                Critical(KeyUsage(digitalSignature: true, keyCertSign: true))
            })
        authority = ca
        let key = P256.Signing.PrivateKey()
        let own = try DistinguishedName { CommonName("kube-apiserver") }
        let certificate = try SimulatorCertificates.sign(
            key.publicKey, own, authorityName, authorityKey, issued,
            Certificate.Extensions {
                Critical(BasicConstraints.notCertificateAuthority)
                Critical(KeyUsage(digitalSignature: true))
                try ExtendedKeyUsage([.serverAuth])
                SubjectAlternativeNames(SimulatorCertificates.names(of: host))
            })
        server = SimulatorIdentity(certificate: certificate, privateKey: key.pemRepresentation + "\n")
    }

    /// A certificate by which a client is known.
    ///
    /// - Parameter caller: whom it names.
    /// - Throws: what the certificate library says, for names that a certificate cannot hold.
    public func client(_ caller: SimulatedCaller) throws -> SimulatorIdentity {
        let key = P256.Signing.PrivateKey()
        let name = try DistinguishedName {
            for group in caller.groups { OrganizationName(group) }
            CommonName(caller.name)
        }
        let certificate = try SimulatorCertificates.sign(
            key.publicKey, name, authorityName, authorityKey, issued,
            Certificate.Extensions {
                Critical(BasicConstraints.notCertificateAuthority)
                Critical(KeyUsage(digitalSignature: true))
                try ExtendedKeyUsage([.clientAuth])
            })
        return SimulatorIdentity(certificate: certificate, privateKey: key.pemRepresentation + "\n")
    }

    /// Whom a client's certificate names; nil where it names nobody.
    static func caller(der: [UInt8]) -> SimulatedCaller? {
        guard let certificate = try? Certificate(derEncoded: der) else { return nil }
        var name: String?
        var groups: [String] = []
        for attribute in certificate.subject.lazy.flatMap({ $0 }) {
            guard let text = String(attribute.value) else { continue }
            if attribute.type == .RDNAttributeType.commonName { name = text }
            if attribute.type == .RDNAttributeType.organizationName { groups.append(text) }
        }
        return name.map { SimulatedCaller(name: $0, groups: groups) }
    }

    private static func sign(
        _ key: P256.Signing.PublicKey, _ subject: DistinguishedName, _ issuer: DistinguishedName,
        _ issuerKey: P256.Signing.PrivateKey, _ now: Date, _ extensions: Certificate.Extensions
    ) throws -> String {
        let certificate = try Certificate(
            version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: Certificate.PublicKey(key),
            notValidBefore: now.addingTimeInterval(-3_600), notValidAfter: now.addingTimeInterval(365 * 86_400),
            issuer: issuer, subject: subject, extensions: extensions,
            issuerPrivateKey: Certificate.PrivateKey(issuerKey))
        return try certificate.serializeAsPEM().pemString + "\n"
    }

    private static func names(of host: String) -> [GeneralName] {
        let loopback: [[UInt8]] = [[127, 0, 0, 1], Array(repeating: 0, count: 15) + [1]]
        var names = loopback.map { GeneralName.ipAddress(ASN1OctetString(contentBytes: $0[...])) }
        names.append(.dnsName("localhost"))
        if let bytes = IPAddress.bytes(host) {
            if !loopback.contains(bytes) { names.append(.ipAddress(ASN1OctetString(contentBytes: bytes[...]))) }
        } else if host != "localhost" {
            names.append(.dnsName(host))
        }
        return names
    }
}
