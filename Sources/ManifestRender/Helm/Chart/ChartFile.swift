/// A file of a chart, by its path in the chart.
struct ChartFile: Sendable, Hashable {
    var name: String
    var data: [UInt8]

    /// The bytes without a byte order mark.
    static func withoutMark(_ bytes: [UInt8]) -> [UInt8] {
        bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
    }

    /// The last part of the path.
    var baseName: Substring { name.split(separator: "/").last ?? name[...] }
}
