/// Evaluates Jsonnet programs.
///
/// The language is that of go-jsonnet 0.22 with its whole standard library, and so are the output and the messages.
/// An evaluation is a function of the program, what it imports, and the variables given here: it reads no clock, no
/// environment and no file but through its importer.
///
/// ```swift
/// var vm = JsonnetVM(importer: TreeImporter(tree, libraries: ["lib"]))
/// vm.externalVariables["env"] = .text("prod")
/// let manifest = try vm.evaluate(file: "main.jsonnet")
/// ```
///
/// The struct holds settings only; evaluations share nothing and may run side by side.
public struct JsonnetVM: Sendable {
    /// Bounds on an evaluation, so that no program runs forever or takes all memory.
    public struct Settings: Hashable, Sendable {
        /// Most calls, fields and thunks under way at once; 500 as in the reference.
        public var maximumStackFrames: Int
        /// Most steps: calls, computed values, rounds of loops.
        public var maximumSteps: Int
        /// Most memory in bytes.
        public var maximumMemory: Int

        /// Bounds; the defaults admit any configuration seen in practice.
        ///
        /// - Parameters:
        ///   - maximumStackFrames: most calls under way at once.
        ///   - maximumSteps: most steps.
        ///   - maximumMemory: most memory in bytes.
        public init(
            maximumStackFrames: Int = 500, maximumSteps: Int = 250_000_000, maximumMemory: Int = 2 << 30
        ) {
            self.maximumStackFrames = maximumStackFrames
            self.maximumSteps = maximumSteps
            self.maximumMemory = maximumMemory
        }
    }

    /// What a variable holds.
    public enum Variable: Hashable, Sendable {
        /// A string.
        case text(String)
        /// The value of an expression, evaluated when the program asks for it.
        case code(String)
    }

    /// Bounds on an evaluation.
    public var settings: Settings
    /// What `std.extVar` tells, by name.
    public var externalVariables: [String: Variable] = [:]
    /// Arguments for a program that is a function, by parameter.
    public var topLevelArguments: [String: Variable] = [:]
    /// Functions of the host for `std.native`.
    public var natives: [JsonnetNative] = []
    /// Receives what `std.trace` says, a line at a time without its end.
    public var trace: @Sendable (String) -> Void = { _ in }
    let importer: any JsonnetImporter

    /// A machine.
    ///
    /// - Parameters:
    ///   - importer: where imports, and files to evaluate, come from.
    ///   - settings: bounds on an evaluation.
    public init(importer: any JsonnetImporter = NoImporter(), settings: Settings = Settings()) {
        self.importer = importer
        self.settings = settings
    }
}
