import KubeClient
public import KubeSimulator
import Values

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension SimulatorServer {
    /// A kubeconfig with one context, `simulator`, that leads to this server as its administrator.
    public var kubeconfig: String { config(user: administrator) }

    /// A kubeconfig for somebody whom a client certificate names.
    ///
    /// - Parameter caller: who that is.
    /// - Throws: ``SimulatorCredentialError`` where the server speaks no TLS, and what the certificate library says.
    public func kubeconfig(for caller: SimulatedCaller) throws -> String {
        guard let certificates else { throw SimulatorCredentialError.needsTLS }
        return config(user: SimulatorServer.user(try certificates.client(caller)))
    }

    /// A kubeconfig for a service account, with a token that the cluster issues for an hour.
    ///
    /// - Parameters:
    ///   - serviceAccount: its name.
    ///   - namespace: its namespace.
    /// - Throws: ``SimulatorCredentialError`` where the server speaks no TLS, over which alone clients send tokens, or where
    ///   the cluster has no such account.
    public func kubeconfig(serviceAccount: String, in namespace: String = "default") async throws -> String {
        guard certificates != nil else { throw SimulatorCredentialError.needsTLS }
        let path = "/api/v1/namespaces/\(namespace)/serviceaccounts/\(serviceAccount)/token"
        let master = SimulatedCaller(name: cluster.configuration.userName, groups: ["system:masters"])
        let body: Value = ["apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": [:]]
        let answer = try await cluster.transport(as: master).send(KubeRequest("POST", path, body: .value(body)))
        guard answer.status == 201, case .value(let value) = answer.body,
            let token = value["status"]?["token"]?.stringValue
        else {
            throw SimulatorCredentialError.noToken(account: "\(namespace)/\(serviceAccount)", status: answer.status)
        }
        return config(user: ["token": .string(token)])
    }

    private static func user(_ identity: SimulatorIdentity) -> Value {
        [
            "client-certificate-data": .string(Data(identity.certificate.utf8).base64EncodedString()),
            "client-key-data": .string(Data(identity.privateKey.utf8).base64EncodedString()),
        ]
    }

    /// The administrator's credentials, made when the server starts.
    static func administrator(_ cluster: SimulatedCluster, _ certificates: SimulatorCertificates?) throws -> Value {
        guard let certificates else { return [:] }
        return user(
            try certificates.client(
                SimulatedCaller(name: cluster.configuration.userName, groups: ["system:masters"])))
    }

    private func config(user: Value) -> String {
        var target: Value = ["server": .string(url)]
        if let certificates {
            target["certificate-authority-data"] = .string(Data(certificates.authority.utf8).base64EncodedString())
        }
        let document: Value = [
            "apiVersion": "v1", "kind": "Config",
            "clusters": [["name": "simulator", "cluster": target]],
            "users": [["name": "simulator", "user": user]],
            "contexts": [["name": "simulator", "context": ["cluster": "simulator", "user": "simulator"]]],
            "current-context": "simulator",
        ]
        return document.yamlText()
    }
}

/// Credentials that cannot be given.
public enum SimulatorCredentialError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The server was started without certificates, and clients send no credentials in the clear.
    case needsTLS
    /// The cluster gave no token for a service account.
    case noToken(account: String, status: Int)

    /// What is wrong and what helps.
    public var description: String {
        switch self {
        case .needsTLS: "credentials need TLS; start the server with certificates"
        case .noToken(let account, let status):
            "the cluster issued no token for the service account \(account) (status \(status)); create it first"
        }
    }
}
