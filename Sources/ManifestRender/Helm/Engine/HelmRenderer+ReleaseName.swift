internal import GoTemplate

extension HelmRenderer {
    /// The name that a template of `--name-template` makes.
    ///
    /// - Throws: ``RenderError`` where the template is not well-formed or fails.
    func releaseName(ofTemplate text: String) throws(RenderError) -> String {
        guard text.contains("{{") else { return text }
        do throws(TemplateError) {
            var set = TemplateSet(functions: .helm, limits: templateLimits, missingKey: .zero)
            try set.parse(text, name: "name-template")
            return try set.execute("name-template", data: .null, host: host)
        } catch {
            throw RenderError(error)
        }
    }
}
