internal import GoTemplate
internal import Values

/// Checks the values of a chart and its subcharts against their schemas, with Helm's list of findings.
enum SchemaCheck {
    static func check(_ root: ChartNode, _ values: Object) throws(RenderError) {
        let text = try findings(root, .object(values))
        guard text.isEmpty else {
            throw RenderError(.invalidOptions, heading + text, file: "values.schema.json")
        }
    }

    private static let heading =
        "values don't meet the specifications of the schema(s) in the following chart(s):\n"

    private static func findings(_ chart: ChartNode, _ values: Value) throws(RenderError) -> String {
        var text = ""
        if let schema = chart.chart.schema {
            let parsed: Value
            do throws(ParseError) {
                parsed = if let tree = chart.chart.schemaTree { tree } else { try Value(json: schema, limits: .chart) }
            } catch {
                let words = GoJSONMessage.problem(of: schema) ?? error.message
                throw RenderError(
                    .malformed, "\(heading)\(chart.name):\n\(words)\n",
                    file: "values.schema.json", line: error.line, column: error.column)
            }
            var validator = SchemaValidator(parsed)
            let violations = validator.validate(values)
            if let problem = validator.problem {
                text += "\(chart.name):\n\(problem)"
            } else if !violations.isEmpty {
                text += "\(chart.name):\n" + violations.flatMap { $0.lines() }.joined(separator: "\n") + "\n"
            }
        }
        for child in chart.children {
            guard let inner = values[child.name], !inner.isNull else { continue }
            text += try findings(child, inner)
        }
        return text
    }
}
