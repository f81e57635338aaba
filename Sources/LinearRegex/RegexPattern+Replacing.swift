extension RegexPattern {
    /// The text with every match replaced by a template in which `$1`, `${name}` and `$$` have Go's meaning.
    public func replacingMatches(in text: String, with template: String) -> String {
        String(decoding: replacingMatches(in: Array(text.utf8), with: Array(template.utf8)), as: UTF8.self)
    }

    /// The bytes with every match replaced by a template in which `$1`, `${name}` and `$$` have Go's meaning.
    public func replacingMatches(in bytes: [UInt8], with template: [UInt8]) -> [UInt8] {
        let isPlain = !template.contains(UInt8(ascii: "$"))
        return replacing(in: bytes) { match, output in
            if isPlain { output += template } else { expand(template, match, bytes, into: &output) }
        }
    }

    /// The bytes with every match replaced by others, taken as they are.
    public func replacingMatches(in bytes: [UInt8], withLiteral literal: [UInt8]) -> [UInt8] {
        replacing(in: bytes) { _, output in output += literal }
    }

    private func replacing(in bytes: [UInt8], _ append: (RegexMatch, inout [UInt8]) -> Void) -> [UInt8] {
        bytes.withUnsafeBufferPointer { buffer in
            var output: [UInt8] = []
            output.reserveCapacity(bytes.count)
            var lastEnd = 0
            var position = 0
            while position <= buffer.count, let slots = slots(in: buffer, from: position) {
                let match = RegexMatch(slots: slots)
                let range = match.range
                output += buffer[lastEnd..<range.lowerBound]
                if range.upperBound > lastEnd || range.lowerBound == 0 { append(match, &output) }
                lastEnd = range.upperBound
                let width = RegexText(bytes: buffer).scalar(at: position).width
                if position + width > range.upperBound {
                    position += max(width, 1)
                } else if position + 1 > range.upperBound {
                    position += 1
                } else {
                    position = range.upperBound
                }
            }
            output += buffer[lastEnd...]
            return output
        }
    }

    /// Appends a template with its references replaced by the groups of a match.
    public func expand(_ template: [UInt8], _ match: RegexMatch, _ bytes: [UInt8], into output: inout [UInt8]) {
        var index = 0
        while index < template.count {
            guard template[index] == UInt8(ascii: "$") else {
                output.append(template[index])
                index += 1
                continue
            }
            if index + 1 < template.count, template[index + 1] == UInt8(ascii: "$") {
                output.append(template[index])
                index += 2
                continue
            }
            guard let (name, end) = reference(in: template, at: index) else {
                output.append(template[index])
                index += 1
                continue
            }
            index = end
            if let range = group(named: name, of: match) { output += bytes[range] }
        }
    }

    private func group(named name: String, of match: RegexMatch) -> Range<Int>? {
        if name.utf8.allSatisfy({ (0x30...0x39).contains($0) }), name.utf8.first != 0x30 || name == "0" {
            guard let number = Int(name), match.groups.indices.contains(number) else { return nil }
            return match.groups[number]
        }
        for (number, groupName) in groupNames.enumerated() where groupName == name {
            if let range = match.groups[number] { return range }
        }
        return nil
    }

    /// The name behind a dollar and where it ends; nil where the dollar stands for itself.
    private func reference(in template: [UInt8], at dollar: Int) -> (name: String, end: Int)? {
        var start = dollar + 1
        guard start < template.count else { return nil }
        let isBraced = template[start] == UInt8(ascii: "{")
        if isBraced { start += 1 }
        let bytes = template[start...]
        let name = String(decoding: bytes, as: UTF8.self).unicodeScalars.prefix { scalar in
            scalar == "_" || scalar.properties.isAlphabetic || scalar.properties.numericType == .decimal
        }
        let text = String(String.UnicodeScalarView(name))
        guard !text.isEmpty else { return nil }
        var end = start + text.utf8.count
        if isBraced {
            guard end < template.count, template[end] == UInt8(ascii: "}") else { return nil }
            end += 1
        }
        return (text, end)
    }

    /// The text with everything escaped that has a meaning in an expression.
    public static func quoted(_ text: String) -> String {
        var result: [UInt8] = []
        let special = Array(#"\.+*?()|[]{}^$"#.utf8)
        for byte in text.utf8 {
            if special.contains(byte) { result.append(UInt8(ascii: "\\")) }
            result.append(byte)
        }
        return String(decoding: result, as: UTF8.self)
    }
}
