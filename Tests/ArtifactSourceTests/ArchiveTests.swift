import Archives
import Testing

@Suite struct ArchiveTests {
    private let limits = Archive.Limits(entries: 100, bytes: 1 << 20, fileBytes: 1 << 16)

    @Test(arguments: [ArchiveSamples.dynamic, ArchiveSamples.fixed])
    func whatOthersPackIsRead(_ bytes: [UInt8]) throws {
        let archive = try Archive(bytes, limits: limits)
        var files: [String: [UInt8]] = [:]
        for entry in archive.entries {
            let path = entry.path.joined(separator: "/")
            switch entry.content {
            case .file(let bytes, let isExecutable):
                files[path] = bytes
                #expect(isExecutable == (path == "shop/run.sh"))
            case .symbolicLink(let target): #expect(path == "shop/link" && target == "text.txt")
            }
        }
        let text = (0..<200).map { "line \($0) of a text that packs well, \($0 * $0 % 97)\n" }.joined()
        #expect(files["shop/text.txt"] == Array(text.utf8))
        #expect(files["shop/hard"] == files["shop/Chart.yaml"])
        #expect(files["shop/" + String(repeating: "deep/", count: 40) + "ä.txt"] == Array("deep".utf8))
        #expect(files.count == 5)
    }

    @Test func whatIsWrittenIsRead() throws {
        let long = String(repeating: "a", count: 150)
        let files = [("x", [UInt8](repeating: 7, count: 70_000)), (long, Array("long".utf8)), ("empty", [])]
        let packed = Gzip.pack(TarWriter.archive(files))
        let archive = try Archive(packed, limits: Archive.Limits(entries: 9, bytes: 1 << 20, fileBytes: 70_000))
        #expect(archive.entries.map { $0.path.joined() } == ["x", long, "empty"])
        let twoMembers = try Gzip.unpack(Gzip.pack([1, 2]) + Gzip.pack([3]), limit: 3)
        #expect(twoMembers == [1, 2, 3])
    }

    @Test func everyCutAndEveryChangedByteIsAnError() {
        let bytes = ArchiveSamples.dynamic
        for count in stride(from: 0, to: bytes.count, by: 7) {
            #expect(throws: ArchiveError.self) { try Archive(Array(bytes.prefix(count)), limits: limits) }
        }
        // The header's time and system tell nothing; any other byte is under a checksum.
        for position in stride(from: 12, to: bytes.count, by: 3) {
            var damaged = bytes
            damaged[position] ^= 0x55
            #expect(throws: ArchiveError.self) { try Archive(damaged, limits: limits) }
        }
    }

    @Test(arguments: ["../x", "a/../../x", "/etc/passwd", "a\\..\\..\\x", "C:/x", "..", "a/.."])
    func pathsThatLeadOutAreRefused(_ path: String) {
        let packed = Gzip.pack(TarWriter.archive([("ok", [1]), (path, [2])]))
        #expect(throws: ArchiveError.illegalPath(path)) { try Archive(packed, limits: limits) }
    }

    @Test func sizesAreBounded() {
        let many = Gzip.pack(TarWriter.archive((0..<101).map { ("f\($0)", []) }))
        #expect(throws: ArchiveError.tooManyEntries(limit: 100)) { try Archive(many, limits: limits) }
        let large = Gzip.pack(TarWriter.archive([("f", [UInt8](repeating: 0, count: 1 << 16 + 1))]))
        #expect(throws: ArchiveError.fileTooLarge(path: "f", limit: 1 << 16)) { try Archive(large, limits: limits) }
        let small = Archive.Limits(entries: 100, bytes: 1 << 14, fileBytes: 1 << 14)
        #expect(throws: ArchiveError.tooLarge(limit: 1 << 14)) { try Archive(ArchiveSamples.fixed, limits: small) }
    }

    @Test func noiseEndsInAnError() {
        var random = SplitMix(seed: 42)
        let sound = TarWriter.archive([("a/b", [1, 2, 3]), ("c", [UInt8](repeating: 9, count: 600))])
        for _ in 0..<2_000 {
            var tar = sound
            for _ in 0..<3 { tar[Int(random.next() % UInt64(tar.count))] = UInt8(truncatingIfNeeded: random.next()) }
            _ = try? Archive(tar: tar, limits: limits)
            var packed = ArchiveSamples.fixed
            for _ in 0..<3 {
                packed[Int(random.next() % UInt64(packed.count))] = UInt8(truncatingIfNeeded: random.next())
            }
            _ = try? Archive(packed, limits: limits)
        }
    }
}

/// Numbers that look random and are the same every time.
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
