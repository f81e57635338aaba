/// What a folded block says once version 3 of Go's YAML library has read and written it: more line breaks than before.
///
/// Its writer doubles the first line break of a run after every line that does not begin with white space. Before a
/// line of text the reader folds the two back into one; before an indented line both stay. What cannot stand in a block
/// is written in quotes, which keep it.
enum FoldedText {
    static func rewritten(_ text: String) -> String {
        let bytes = Array(text.utf8)
        let lineFeed = UInt8(ascii: "\n")
        guard bytes.contains(lineFeed), let first = bytes.first(where: { $0 != lineFeed }), !isBlank(first),
            GoBlockText.canHold(bytes)
        else { return text }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var position = 0
        var lineIsIndented = false
        while position < bytes.count {
            guard bytes[position] == lineFeed else {
                if position == 0 || bytes[position - 1] == lineFeed { lineIsIndented = isBlank(bytes[position]) }
                result.append(bytes[position])
                position += 1
                continue
            }
            let start = position
            while position < bytes.count, bytes[position] == lineFeed { position += 1 }
            let count = position - start
            let keepsAll = position < bytes.count ? isBlank(bytes[position]) : count > 1
            let isDoubled = start > 0 && !lineIsIndented && keepsAll
            result.append(contentsOf: repeatElement(lineFeed, count: isDoubled ? count + 1 : count))
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}
