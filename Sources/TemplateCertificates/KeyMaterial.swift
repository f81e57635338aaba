internal import Crypto
internal import CryptoExtras
import GoTemplate
internal import SwiftASN1
internal import X509

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A private key and its text as Go writes it.
struct KeyMaterial {
    let key: Certificate.PrivateKey
    let text: String

    /// A new RSA key.
    static func rsa(bits: Int) throws -> KeyMaterial {
        let key = try _RSA.Signing.PrivateKey(keySize: _RSA.Signing.KeySize(bitCount: bits))
        return KeyMaterial(key: Certificate.PrivateKey(key), text: key.pemRepresentation + "\n")
    }

    /// A new key on the curve P-256, in the form of RFC 5915.
    static func ecdsa() -> KeyMaterial {
        let key = P256.Signing.PrivateKey()
        let point = Array(key.publicKey.x963Representation)
        var bytes: [UInt8] = [0x30, 0x77, 0x02, 0x01, 0x01, 0x04, 0x20]
        bytes += Array(key.rawRepresentation)
        bytes += [0xA0, 0x0A, 0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07]
        bytes += [0xA1, 0x44, 0x03, 0x42, 0x00] + point
        return KeyMaterial(
            key: Certificate.PrivateKey(key),
            text: PEMDocument(type: "EC PRIVATE KEY", derBytes: bytes).pemString + "\n")
    }

    /// The bytes before an Ed25519 key in PKCS #8.
    private static let ed25519Prefix: [UInt8] = [
        0x30, 0x2E, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
    ]

    /// A new Ed25519 key.
    static func ed25519() -> KeyMaterial {
        let key = Curve25519.Signing.PrivateKey()
        let bytes = ed25519Prefix + Array(key.rawRepresentation)
        return KeyMaterial(
            key: Certificate.PrivateKey(key), text: PEMDocument(type: "PRIVATE KEY", derBytes: bytes).pemString + "\n")
    }

    /// The key of a text that templates hand in.
    static func parse(_ text: String) throws -> KeyMaterial {
        guard let document = try? PEMDocument(pemString: text) else {
            throw FunctionFailure("parsing private key: no PEM data in input")
        }
        let bytes = document.derBytes
        if bytes.count == 48, bytes.starts(with: ed25519Prefix),
            let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: Data(bytes[16...]))
        {
            return KeyMaterial(key: Certificate.PrivateKey(key), text: text)
        }
        do {
            return KeyMaterial(key: try Certificate.PrivateKey(pemDocument: document), text: text)
        } catch {
            throw FunctionFailure("parsing private key: unsupported or damaged key")
        }
    }
}
