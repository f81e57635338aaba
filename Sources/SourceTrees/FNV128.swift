/// The 128-bit FNV-1a hash: tells contents apart where nobody is trying to make them collide.
struct FNV128 {
    private var state: UInt128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d

    mutating func combine(_ bytes: some Sequence<UInt8>) {
        for byte in bytes {
            state ^= UInt128(byte)
            state &*= 0x0000_0000_0100_0000_0000_0000_0000_013b
        }
    }

    var hexadecimal: String {
        let text = String(state, radix: 16)
        return String(repeating: "0", count: 32 - text.utf8.count) + text
    }

    static func hexadecimal(of bytes: some Sequence<UInt8>) -> String {
        var hash = FNV128()
        hash.combine(bytes)
        return hash.hexadecimal
    }
}
