internal import Values

extension HelmOptions {
    /// The files that ``setFile`` names, in order, for a host that reads them itself into ``fileContents``.
    ///
    /// An expression that is none names the files before its mistake; rendering tells of the mistake.
    public var filesToSet: [String] {
        var names: [String] = []
        let note: (String) throws(RenderError) -> String = { name in
            names.append(name)
            return ""
        }
        var room = SetExpression.room
        for expression in setFile {
            var values = Object()
            try? SetExpression.apply(expression, typing: .file(note), to: &values, room: &room)
        }
        return names
    }
}
