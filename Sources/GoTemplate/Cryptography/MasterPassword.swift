/// `derivePassword`: passwords made from a master password, a user and a site.
enum MasterPassword {
    private static let seed = Array("com.lyndir.masterpassword".utf8)

    private static let characters: [UInt8: String] = [
        UInt8(ascii: "V"): "AEIOU", UInt8(ascii: "C"): "BCDFGHJKLMNPQRSTVWXYZ", UInt8(ascii: "v"): "aeiou",
        UInt8(ascii: "c"): "bcdfghjklmnpqrstvwxyz", UInt8(ascii: "A"): "AEIOUBCDFGHJKLMNPQRSTVWXYZ",
        UInt8(ascii: "a"): "AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz", UInt8(ascii: "n"): "0123456789",
        UInt8(ascii: "o"): "@&%?,=[]_:-+*$#!'^~;()/.",
        UInt8(ascii: "x"): "AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz0123456789!@#$%^&*()",
    ]

    private static let templates: [String: String] = [
        "maximum": "anoxxxxxxxxxxxxxxxxx axxxxxxxxxxxxxxxxxno",
        "long":
            "CvcvnoCvcvCvcv CvcvCvcvnoCvcv CvcvCvcvCvcvno CvccnoCvcvCvcv CvccCvcvnoCvcv CvccCvcvCvcvno CvcvnoCvccCvcv "
            + "CvcvCvccnoCvcv CvcvCvccCvcvno CvcvnoCvcvCvcc CvcvCvcvnoCvcc CvcvCvcvCvccno CvccnoCvccCvcv CvccCvccnoCvcv "
            + "CvccCvccCvcvno CvcvnoCvccCvcc CvcvCvccnoCvcc CvcvCvccCvccno CvccnoCvcvCvcc CvccCvcvnoCvcc CvccCvcvCvccno",
        "medium": "CvcnoCvc CvcCvcno", "short": "Cvcn", "basic": "aaanaaan aannaaan aaannaaa", "pin": "nnnn",
    ]

    private static func number(_ value: UInt32) -> [UInt8] {
        stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: value >> UInt32($0)) }
    }

    static func derive(counter: UInt32, type: String, password: [UInt8], user: [UInt8], site: [UInt8]) -> String {
        guard let choices = templates[type]?.split(separator: " ") else {
            return "cannot find password template \(type)"
        }
        let salt = seed + number(UInt32(truncatingIfNeeded: user.count)) + user
        let key = Scrypt.key(password, salt: salt, cost: 32768, blocks: 8, lanes: 2, count: 64)
        let message = seed + number(UInt32(truncatingIfNeeded: site.count)) + site + number(counter)
        let code = Scrypt.authenticationCode(message, key: key)
        let template = choices[Int(code[0]) % choices.count]
        var output: [UInt8] = []
        for (offset, kind) in template.utf8.enumerated() {
            let letters = Array((characters[kind] ?? "?").utf8)
            output.append(letters[Int(code[offset + 1]) % letters.count])
        }
        return String(decoding: output, as: UTF8.self)
    }
}
