import Foundation
import TestSupport

/// A server that runs as long as somebody holds on to it.
final class TestServer: Sendable {
    private let process: ChildProcess
    private let folder: TemporaryDirectory
    let port: Int

    private init(_ process: ChildProcess, folder: TemporaryDirectory, port: Int) {
        self.process = process
        self.folder = folder
        self.port = port
    }

    deinit {
        process.terminate()
        process.wait()
    }

    /// The `Authorization` headers of all requests so far, empty where there was none.
    func seen() throws -> [String] {
        try String(contentsOfFile: folder.path + "/seen", encoding: .utf8).components(separatedBy: "\n").dropLast()
    }

    /// The next line the server prints.
    func line() async -> String {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { [process] in continuation.resume(returning: process.line()) }
        }
    }

    /// Repositories below a folder over HTTP, with options of the script; nil, with the reason printed, where there is
    /// no Python to run it.
    static func http(root: String, _ options: [String: Any] = [:]) throws -> TestServer? {
        guard Command.find("python3") != nil else {
            print("skipped: python3 is not installed")
            return nil
        }
        let folder = try TemporaryDirectory()
        try folder.write(httpServerScript, to: "server.py")
        let json = try JSONSerialization.data(
            withJSONObject: options.merging(["root": root, "log": folder.path + "/seen"]) { $1 })
        let process = try ChildProcess("python3", [folder.path + "/server.py", String(decoding: json, as: UTF8.self)])
        guard let port = Int(process.line()) else { throw CommandFailure(description: "the HTTP server did not start") }
        return TestServer(process, folder: folder, port: port)
    }

    /// Repositories below a folder over Git's own protocol.
    static func daemon(root: String) throws -> TestServer {
        let port = try freePort()
        let process = try ChildProcess(
            "git",
            [
                "daemon", "--listen=127.0.0.1", "--port=\(port)", "--export-all", "--reuseaddr", "--base-path=\(root)",
                root,
            ])
        try wait(forPort: port)
        return TestServer(process, folder: try TemporaryDirectory(), port: port)
    }

    /// A server that accepts connections and never says a word.
    static func silent() throws -> TestServer? { try http(root: "/", ["silent": true]) }

    /// An SSH server of our own; nil, with the reason printed, where there is none to run.
    static func ssh(authorizedKey: String, hostKey: String) throws -> TestServer? {
        guard let program = Command.find("sshd") else {
            print("skipped: sshd is not installed")
            return nil
        }
        if geteuid() == 0 {
            try? FileManager.default.createDirectory(atPath: "/run/sshd", withIntermediateDirectories: true)
        }
        let folder = try TemporaryDirectory()
        try folder.write(authorizedKey, to: "authorized_keys")
        let port = try freePort()
        try folder.write(
            """
            Port \(port)
            ListenAddress 127.0.0.1
            HostKey \(hostKey)
            AuthorizedKeysFile \(folder.path)/authorized_keys
            PidFile none
            StrictModes no
            UsePAM no
            PasswordAuthentication no
            PermitRootLogin yes
            """, to: "sshd_config")
        let log = folder.path + "/log"
        let process = try ChildProcess(program, ["-D", "-e", "-f", folder.path + "/sshd_config"], errors: log)
        do {
            try wait(forPort: port)
        } catch {
            process.terminate()
            print("skipped: sshd did not start: \((try? String(contentsOfFile: log, encoding: .utf8)) ?? "")")
            return nil
        }
        return TestServer(process, folder: folder, port: port)
    }

    private static func address(_ port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        return address
    }

    /// Calls the system with a loopback address.
    private static func withAddress<Result>(
        _ port: Int, _ body: (UnsafeMutablePointer<sockaddr>, inout socklen_t) -> Result
    ) -> Result {
        var address = address(port)
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        return withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, &size) }
        }
    }

    private static func stream() -> Int32 {
        #if canImport(Darwin)
            socket(AF_INET, SOCK_STREAM, 0)
        #else
            socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #endif
    }

    static func freePort() throws -> Int {
        let descriptor = stream()
        defer { close(descriptor) }
        return withAddress(0) { pointer, size in
            _ = bind(descriptor, pointer, size)
            _ = getsockname(descriptor, pointer, &size)
            return pointer.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
                Int(in_port_t(bigEndian: $0.pointee.sin_port))
            }
        }
    }

    private static func wait(forPort port: Int) throws {
        for _ in 0..<1_000 {
            let descriptor = stream()
            defer { close(descriptor) }
            if withAddress(port, { connect(descriptor, $0, $1) }) == 0 { return }
            usleep(10_000)
        }
        throw CommandFailure(description: "the server does not listen")
    }
}

/// A certificate authority of our own and a certificate for 127.0.0.1 by it.
struct TestCertificates {
    let folder: TemporaryDirectory
    var authority: String { (try? String(contentsOfFile: folder.path + "/ca.pem", encoding: .utf8)) ?? "" }
    var certificate: String { folder.path + "/server.pem" }
    var key: String { folder.path + "/server.key" }

    init() throws {
        folder = try TemporaryDirectory()
        try folder.write("subjectAltName=IP:127.0.0.1,DNS:localhost\nbasicConstraints=CA:FALSE\n", to: "extensions")
        func openssl(_ line: String) throws {
            try Command.run("openssl", line.split(separator: " ").map(String.init), in: folder.path)
        }
        try openssl("req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 2 -subj /CN=TestCA")
        try openssl("req -newkey rsa:2048 -nodes -keyout server.key -out server.csr -subj /CN=localhost")
        try openssl(
            "x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile extensions -out server.pem"
        )
    }
}
