import ArgumentParser

/// The flags of a chart's rendering, named as `helm template` names them.
struct HelmFlags: ParsableArguments {
    @Option(help: "Helm: name of the release.")
    var name: String?

    @Option(
        help: ArgumentHelp("Helm: a file of values; may be given several times, later ones win.", valueName: "file"))
    var values: [String] = []

    @Option(help: ArgumentHelp("Helm: a value, by the grammar of helm --set.", valueName: "k=v"))
    var set: [String] = []

    @Option(help: ArgumentHelp("Helm: a value that stays text.", valueName: "k=v"))
    var setString: [String] = []

    @Option(help: ArgumentHelp("Helm: a value read from a file.", valueName: "k=file"))
    var setFile: [String] = []

    @Option(help: ArgumentHelp("Helm: a value written as JSON.", valueName: "k=json"))
    var setJson: [String] = []

    @Option(help: ArgumentHelp("Helm: a value that is all that follows, commas too.", valueName: "k=v"))
    var setLiteral: [String] = []

    @Flag(help: "Helm: print the chart's CRDs too.")
    var includeCrds = false

    @Flag(help: "Helm: leave out test hooks.")
    var skipTests = false

    @Flag(help: "Helm: render as for an upgrade.")
    var isUpgrade = false
}
