import Foundation

enum Foundation64 {
    static func encode(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }
}

enum HashedName {
    /// HMAC-SHA1 of `example.com` under the key `01234567890123456789`.
    static let exampleHash = "ExN2LhpSizfMMcs/YIDGzwsgBK0="
}
