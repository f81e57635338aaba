/// Checksums, passwords, keys and certificates.
enum CryptographyFunctions {
    static var all: [TemplateFunction] { digests + passwords + keys + randomness }

    private static var digests: [TemplateFunction] {
        [
            TemplateFunction("sha1sum", "s") { call in .string(Digests.hex(Digests.sha1(call.bytes(0)))) },
            TemplateFunction("sha256sum", "s") { call in .string(Digests.hex(Digests.sha256(call.bytes(0)))) },
            TemplateFunction("sha512sum", "s") { call in .string(Digests.hex(Digests.sha512(call.bytes(0)))) },
            TemplateFunction("adler32sum", "s") { call in .string(String(Digests.adler32(call.bytes(0)))) },
        ]
    }

    private static func bcrypt(_ password: [UInt8], _ call: FunctionCall) -> String {
        do {
            return try Bcrypt.hash(password, salt: call.host.randomBytes(16))
        } catch {
            return "failed to encrypt string with bcrypt with error: \(error)"
        }
    }

    private static var passwords: [TemplateFunction] {
        [
            TemplateFunction("bcrypt", "s") { call in .string(bcrypt(call.bytes(0), call)) },
            TemplateFunction("htpasswd", "ss") { call in
                if call.string(0).utf8.contains(UInt8(ascii: ":")) {
                    return .string("invalid username: \(call.string(0))")
                }
                return .string("\(call.string(0)):\(bcrypt(call.bytes(1), call))")
            },
            TemplateFunction("derivePassword", "issss") { call in
                .string(
                    MasterPassword.derive(
                        counter: UInt32(truncatingIfNeeded: call.int(0)), type: call.string(1), password: call.bytes(2),
                        user: call.bytes(3), site: call.bytes(4)))
            },
            TemplateFunction("encryptAES", "ss") { call in
                let text = call.bytes(1)
                if text.isEmpty { return call[1] }
                let padding = 16 - text.count % 16
                let vector = call.host.randomBytes(16)
                let padded = text + [UInt8](repeating: UInt8(padding), count: padding)
                let blocks = BlockCipher(key: call.bytes(0)).encryptChained(padded, vector: vector)
                return .string(Base64.standard.encode(vector + blocks))
            },
            TemplateFunction("decryptAES", "ss", decryptAES),
        ]
    }

    private static func decryptAES(_ call: FunctionCall) throws -> GoValue {
        let bytes = try Base64.standard.decode(call.bytes(1)).get()
        if bytes.isEmpty { return .string("") }
        guard bytes.count >= 16, bytes.count % 16 == 0 else {
            throw FunctionFailure("crypto/cipher: input not full blocks")
        }
        let plain = BlockCipher(key: call.bytes(0)).decryptChained(Array(bytes[16...]), vector: Array(bytes[..<16]))
        guard let padding = plain.last, Int(padding) <= plain.count else {
            throw FunctionFailure("runtime error: slice bounds out of range")
        }
        return .bytes(Array(plain.dropLast(Int(padding))))
    }

    private static var randomness: [TemplateFunction] {
        let digits = "0123456789"
        let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
        let printable = String(decoding: (32..<127).map { UInt8($0) }, as: UTF8.self)
        let alphabets = [
            ("randAlphaNum", letters + digits), ("randAlpha", letters), ("randNumeric", digits),
            ("randAscii", printable),
        ]
        return alphabets.map { name, alphabet in
            TemplateFunction(name, "i") { call in
                let count = call.int(0)
                try call.reserve(bytes: count)
                let characters = Array(alphabet.utf8)
                let text = (0..<max(count, 0)).map { _ in characters[call.host.random(below: characters.count)] }
                return .string(String(decoding: text, as: UTF8.self))
            }
        } + [
            TemplateFunction("randBytes", "i") { call in
                try call.reserve(bytes: call.int(0))
                return .string(Base64.standard.encode(call.host.randomBytes(max(call.int(0), 0))))
            },
            TemplateFunction("uuidv4", "") { call in
                var bytes = call.host.randomBytes(16)
                bytes[6] = bytes[6] & 0x0F | 0x40
                bytes[8] = bytes[8] & 0x3F | 0x80
                let text = Array(Digests.hex(bytes).utf8)
                let parts = [text[..<8], text[8..<12], text[12..<16], text[16..<20], text[20...]]
                return .string(parts.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "-"))
            },
        ]
    }

    // MARK: - Keys and certificates

    private static func provider(_ call: FunctionCall) throws -> any TemplateCryptography {
        guard let provider = call.host.cryptography else {
            throw FunctionFailure("this host makes no keys or certificates; give TemplateHost a cryptography")
        }
        return provider
    }

    private static func names(_ value: GoValue) throws -> [String] {
        guard let elements = value.elements else { return [] }
        return try elements.map { element in
            guard case .string(let text) = element else {
                throw FunctionFailure("error parsing ip: \(GoPrinter.text(element)) is not a string")
            }
            return text
        }
    }

    private static func certificate(_ pair: (certificate: String, key: String)) -> GoValue {
        .object(CertificateValue(certificate: pair.certificate, key: pair.key))
    }

    private static let certificateType = ParameterType.named("sprig.certificate")

    private static var keys: [TemplateFunction] {
        [
            TemplateFunction("genPrivateKey", "s") { call in
                let kind = call.string(0)
                guard ["", "rsa", "dsa", "ecdsa", "ed25519"].contains(kind) else {
                    return .string("Unknown type \(kind)")
                }
                return .string(try provider(call).privateKey(kind: kind))
            },
            TemplateFunction("buildCustomCert", "ss") { call in
                func decoded(_ position: Int, _ what: String) throws -> String {
                    guard case .success(let bytes) = Base64.standard.decode(call.bytes(position)) else {
                        throw FunctionFailure("unable to decode base64 \(what)")
                    }
                    return ByteText.string(bytes)
                }
                return certificate((try decoded(0, "certificate"), try decoded(1, "private key")))
            },
            TemplateFunction("genCA", "si") { call in
                certificate(try provider(call).authority(name: call.string(0), days: call.int(1), key: nil))
            },
            TemplateFunction("genCAWithKey", "sis") { call in
                certificate(
                    try provider(call).authority(name: call.string(0), days: call.int(1), key: call.string(2)))
            },
            TemplateFunction("genSelfSignedCert", "sLLi") { call in try selfSigned(call, key: nil) },
            TemplateFunction("genSelfSignedCertWithKey", "sLLis") { call in try selfSigned(call, key: call.string(4)) },
            TemplateFunction(
                "genSignedCert", parameters: [.string, .list, .list, .int, certificateType]
            ) { call in try signed(call, key: nil) },
            TemplateFunction(
                "genSignedCertWithKey", parameters: [.string, .list, .list, .int, certificateType, .string]
            ) { call in try signed(call, key: call.string(5)) },
        ]
    }

    private static func selfSigned(_ call: FunctionCall, key: String?) throws -> GoValue {
        certificate(
            try provider(call).selfSigned(
                name: call.string(0), addresses: names(call[1]), names: names(call[2]), days: call.int(3), key: key))
    }

    private static func signed(_ call: FunctionCall, key: String?) throws -> GoValue {
        guard case .object(let object) = call[4], let authority = object as? CertificateValue else {
            throw FunctionFailure("the certificate authority is missing")
        }
        return certificate(
            try provider(call).signed(
                name: call.string(0), addresses: names(call[1]), names: names(call[2]), days: call.int(3),
                authority: (authority.certificate, authority.key), key: key))
    }
}

/// A certificate with its key, as `.Cert` and `.Key`.
final class CertificateValue: GoObject {
    let certificate: String
    let key: String

    init(certificate: String, key: String) {
        self.certificate = certificate
        self.key = key
    }

    var typeName: String { "sprig.certificate" }
    var kindName: String { "struct" }
    var fields: [(name: String, value: GoValue)] { [("Cert", .string(certificate)), ("Key", .string(key))] }
}
