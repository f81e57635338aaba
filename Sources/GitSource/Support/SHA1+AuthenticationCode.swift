import SourceTrees

extension SHA1 {
    /// The keyed hash of a message (HMAC).
    static func authenticationCode(of message: [UInt8], key: [UInt8]) -> [UInt8] {
        var block = key
        if block.count > 64 {
            var hash = SHA1()
            hash.update(block)
            block = hash.finish()
        }
        block += Array(repeating: 0, count: 64 - block.count)
        var inner = SHA1()
        inner.update(block.map { $0 ^ 0x36 })
        inner.update(message)
        var outer = SHA1()
        outer.update(block.map { $0 ^ 0x5c })
        outer.update(inner.finish())
        return outer.finish()
    }
}
