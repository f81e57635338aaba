extension FunctionTable {
    /// What every Go template has: `printf`, `index`, `eq` and the other builtins.
    public static let builtins = FunctionTable(BuiltinFunctions.all)

    /// The builtins and all of sprig, without the functions that read the machine's environment.
    public static let standard = FunctionTable(BuiltinFunctions.all + sprig)

    /// What a Helm chart may call: ``standard`` with Helm's own functions, some of which replace sprig's.
    public static let helm = standard.adding(HelmFunctions.all)

    private static var sprig: [TemplateFunction] {
        StringFunctions.all + ListFunctions.all + MapFunctions.all + Defaults.all + NumberFunctions.all
            + RegexFunctions.all + PathFunctions.all + DateFunctions.all + EncodingFunctions.sprig + URLFunctions.all
            + CryptographyFunctions.all + VersionFunctions.all
    }
}
