/// An image as `kustomize edit set image` takes it: `name=new:tag@digest`, with parts left out, or `name:tag`.
///
/// `*` in the place of a part keeps what the file has.
enum ImageOverride {
    static let keeps = "*"

    /// Reads an image.
    ///
    /// - Throws: `RenderError` for a text of another form.
    static func rule(_ text: String) throws(RenderError) -> ImageRule {
        let sides = text.split(separator: "=", omittingEmptySubsequences: false)
        guard sides.count == 2 else {
            guard let parts = parts(of: text) else { throw malformed(text) }
            return ImageRule(name: parts.name, newTag: parts.tag, digest: parts.digest)
        }
        let new = String(sides[1])
        guard !new.isEmpty else { throw malformed(text) }
        let parts = parts(of: new) ?? (new, "", "")
        return ImageRule(
            name: String(sides[0]), newName: parts.name, newTag: parts.tag, digest: parts.digest)
    }

    private static func malformed(_ text: String) -> RenderError {
        RenderError(
            .invalidOptions,
            "invalid format of image '\(text)', use one of <image>=<newimage>:<newtag>, <image>=<newimage>@<digest>, "
                + "<image>=<newimage>, <image>:<newtag>, <image>@<digest>")
    }

    private typealias Parts = (name: String, tag: String, digest: String)

    /// Name, tag and digest; nil where there is neither tag nor digest.
    private static func parts(of text: String) -> Parts? {
        let pieces = text.split(separator: "@", omittingEmptySubsequences: false)
        // Before a digest a tag is part of the name.
        if pieces.count > 1 { return (String(pieces[0]), "", String(pieces[1])) }
        return splitTag(text).map { ($0.name, $0.tag, "") }
    }

    /// What stands before and behind the last colon, where that can be a tag.
    private static func splitTag(_ text: String) -> (name: String, tag: String)? {
        guard let colon = text.lastIndex(of: ":") else { return nil }
        let tag = text[text.index(after: colon)...]
        guard tag == keeps || tag.utf8.allSatisfy(isTagByte) else { return nil }
        return (String(text[..<colon]), String(tag))
    }

    private static func isTagByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    /// The file's images with overrides put in, ordered by name.
    static func merge(_ overrides: [ImageRule], into images: [ImageRule]) -> [ImageRule] {
        var rules: [String: ImageRule] = [:]
        for rule in overrides { rules[rule.name] = rule }
        for image in images {
            guard var rule = rules[image.name] else {
                rules[image.name] = image
                continue
            }
            if rule.newName == keeps { rule.newName = image.newName }
            if rule.newTag == keeps { rule.newTag = image.newTag }
            if rule.digest == keeps { rule.digest = image.digest }
            rules[image.name] = rule
        }
        return rules.values.map { rule in
            var rule = rule
            if rule.newName == keeps { rule.newName = "" }
            if rule.newTag == keeps { rule.newTag = "" }
            if rule.digest == keeps { rule.digest = "" }
            return rule
        }.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }
}
