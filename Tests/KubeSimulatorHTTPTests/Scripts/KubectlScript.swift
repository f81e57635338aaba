import Foundation
import KubeClient
import TestSupport
import Values

/// What somebody typed, and what kubectl and a real server answered.
struct KubectlScript: Sendable {
    /// The folder of the recordings; nil where there is none.
    static let folder = Conformance.path("kubeapi/kubectl")
    /// The version of kubectl that was recorded.
    static let recordedVersion = "v1.37"

    /// Something done beside kubectl: a request of the recorder.
    struct Aside: Sendable {
        let seconds: Double
        let request: KubeRequest
    }

    struct Command: Sendable {
        let arguments: [String]
        let exit: Int32
        let output: String
        let errors: String
        let meanwhile: [Aside]
    }

    enum Preparation: Sendable {
        case kubectl([String])
        case request(KubeRequest)
    }

    let name: String
    let namespace: String
    let needsControllers: Bool
    let environment: [String: String]
    let setup: [Preparation]
    let commands: [Command]

    static func all(in folder: String) throws -> [KubectlScript] {
        try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".json") }.sorted().map {
            let data = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\($0)"))
            return KubectlScript(name: String($0.dropLast(5)), try Value(json: [UInt8](data)))
        }
    }

    private init(name: String, _ value: Value) {
        self.name = name
        namespace = value["namespace"]?.stringValue ?? "default"
        needsControllers = value["needs"]?.arrayValue?.contains("kube-controller-manager") ?? false
        var environment: [String: String] = [:]
        for member in value["env"]?.objectValue ?? Object() { environment[member.key] = member.value.stringValue }
        self.environment = environment
        setup = (value["setup"]?.arrayValue ?? []).map { step in
            if let words = step.arrayValue { return .kubectl(words.compactMap(\.stringValue)) }
            return .request(KubectlScript.request(step))
        }
        commands = (value["commands"]?.arrayValue ?? []).map(Command.init)
    }

    fileprivate static func request(_ value: Value) -> KubeRequest {
        let method = value["method"]?.stringValue ?? "GET"
        let body = value["body"].flatMap { $0 == .null ? nil : KubeBody.value($0) }
        let type = method == "PATCH" ? "application/merge-patch+json" : "application/json"
        return KubeRequest(method, value["path"]?.stringValue ?? "/", headers: ["Content-Type": type], body: body)
    }
}

extension KubectlScript.Command {
    fileprivate init(_ value: Value) {
        arguments = (value["argv"]?.arrayValue ?? []).dropFirst().compactMap(\.stringValue)
        exit = Int32(clamping: value["exit"]?.intValue ?? 0)
        output = value["stdout"]?.stringValue ?? ""
        errors = value["stderr"]?.stringValue ?? ""
        meanwhile = (value["meanwhile"]?.arrayValue ?? []).map { aside in
            let seconds = aside["afterSeconds"]
            return KubectlScript.Aside(
                seconds: seconds?.doubleValue ?? seconds?.intValue.map(Double.init) ?? 0,
                request: KubectlScript.request(aside["request"] ?? .null))
        }
    }
}
