/// The variables Argo CD calls the build environment: `ARGOCD_APP_NAME` and its kin, for options that contain `$NAME`.
///
/// ```swift
/// var environment = BuildEnvironment(["ARGOCD_APP_NAME": "shop"])
/// environment.substitute(in: "release-$ARGOCD_APP_NAME")     // release-shop
/// ```
public struct BuildEnvironment: Hashable, Sendable {
    /// Values by name.
    public var variables: [String: String]

    /// An environment with the given variables.
    public init(_ variables: [String: String] = [:]) {
        self.variables = variables
    }

    /// The environment of an application's source at a commit, with the names Argo CD gives them.
    ///
    /// - Parameters:
    ///   - application: name, namespace and project of the application.
    ///   - repoURL: where the source comes from.
    ///   - path: the folder in the source.
    ///   - targetRevision: the revision as the Application asks for it.
    ///   - revision: the commit it resolved to.
    public init(
        application: (name: String, namespace: String, project: String), repoURL: String, path: String,
        targetRevision: String, revision: String
    ) {
        self.init([
            "ARGOCD_APP_NAME": application.name,
            "ARGOCD_APP_NAMESPACE": application.namespace,
            "ARGOCD_APP_PROJECT_NAME": application.project,
            "ARGOCD_APP_REVISION": revision,
            "ARGOCD_APP_REVISION_SHORT": String(revision.prefix(7)),
            "ARGOCD_APP_REVISION_SHORT_8": String(revision.prefix(8)),
            "ARGOCD_APP_SOURCE_REPO_URL": repoURL,
            "ARGOCD_APP_SOURCE_PATH": path,
            "ARGOCD_APP_SOURCE_TARGET_REVISION": targetRevision,
        ])
    }

    /// The text with `$NAME` and `${NAME}` replaced; `$$` stands for one dollar sign, an unknown name for nothing.
    ///
    /// Follows Go's `os.Expand`, which Argo CD uses: a dollar sign that no name follows stays, `${` without its end
    /// and `${}` vanish, and `*#@!?-` and single digits are names of their own, never set here.
    public func substitute(in text: String) -> String {
        let bytes = Array(text.utf8)
        guard bytes.contains(BuildEnvironment.dollar) else { return text }
        var result: [UInt8] = []
        var position = 0
        while position < bytes.count {
            guard bytes[position] == BuildEnvironment.dollar, position + 1 < bytes.count else {
                result.append(bytes[position])
                position += 1
                continue
            }
            let (name, width) = BuildEnvironment.name(in: bytes[(position + 1)...])
            if !name.isEmpty {
                let name = String(decoding: name, as: UTF8.self)
                result += (name == "$" ? "$" : variables[name] ?? "").utf8
            } else if width == 0 {
                result.append(BuildEnvironment.dollar)
            }
            position += 1 + width
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static let dollar = UInt8(ascii: "$")

    /// The name after a dollar sign and the number of bytes it takes; an empty name with a width is bad syntax.
    private static func name(in rest: ArraySlice<UInt8>) -> (name: ArraySlice<UInt8>, width: Int) {
        guard let first = rest.first else { return ([], 0) }
        if first == UInt8(ascii: "{") {
            guard let end = rest.firstIndex(of: UInt8(ascii: "}")) else { return ([], 1) }
            let name = rest[(rest.startIndex + 1)..<end]
            return (name, name.count + 2)
        }
        if "*#$@!?-0123456789".utf8.contains(first) { return (rest.prefix(1), 1) }
        let name = rest.prefix { byte in
            byte == UInt8(ascii: "_") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
                || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
        }
        return (name, name.count)
    }
}
