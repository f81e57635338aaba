import KubeClient
public import Values

/// A list of container scripts that cannot be read.
public struct ContainerScriptError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is wrong, and where.
    public let message: String

    /// What is wrong, and where.
    public var description: String { "container scripts: \(message)" }
}

extension SimulatedCluster {
    /// Adds scripts that were written down, as `gitops simulate --containers FILE` does.
    ///
    /// ```yaml
    /// commands:
    /// - command: [cat, /etc/hostname]   # or commandPrefix: [sh, -c]
    ///   pods: web                       # how the pod's name begins; also namespace, image, container
    ///   output: "web-0\n"               # or outputBase64; errors likewise
    ///   exitCode: 0
    ///   readsInput: true                # to its end, before anything is written; echoesInput writes it back
    /// attachments:
    /// - output: "hello\n"
    ///   staysOpen: true                 # until the client leaves
    /// ports:
    /// - port: 80
    ///   http: "hello\n"                 # answers HTTP requests with this text
    /// - port: 7
    ///   echo: true                      # sends back what comes
    /// ```
    ///
    /// - Parameter list: the lists `commands`, `attachments` and `ports`, each of which may be absent.
    /// - Throws: ``ContainerScriptError`` where a member is unknown or of the wrong type; nothing is added then.
    public func addContainerScripts(_ list: Value) throws(ContainerScriptError) {
        let reader = try ScriptEntry(list, at: "the file", knows: ["commands", "attachments", "ports"])
        let commands = try reader.entries("commands", knows: ScriptEntry.process + ["command", "commandPrefix"])
        let attachments = try reader.entries("attachments", knows: ScriptEntry.process + ["staysOpen"])
        let ports = try reader.entries("ports", knows: ScriptEntry.pods + ["port", "http", "echo"])
        // All is read before anything is added.
        let processes = try commands.map { (entry) throws(ContainerScriptError) in
            try WrittenProcess(entry, isAttached: false)
        }
        let attached = try attachments.map { (entry) throws(ContainerScriptError) in
            try WrittenProcess(entry, isAttached: true)
        }
        let listeners = try ports.map { (entry) throws(ContainerScriptError) in try WrittenPort(entry) }
        for process in processes { answerCommands(in: process.pods, container: process.container, process.answer) }
        for process in attached { answerAttaching(to: process.pods, container: process.container, process.answer) }
        for listener in listeners { answerPort(listener.port, of: listener.pods, listener.answer) }
    }
}

/// One script of a list, whose members are read by type.
private struct ScriptEntry {
    static let pods = ["pods", "namespace", "image"]
    static let process =
        pods + [
            "container", "output", "outputBase64", "errors", "errorsBase64", "exitCode", "readsInput", "echoesInput",
        ]

    let place: String
    private let members: Object

    init(_ value: Value, at place: String, knows names: [String]) throws(ContainerScriptError) {
        guard let members = value.objectValue else { throw ContainerScriptError(message: "\(place) is no mapping") }
        if let unknown = members.keys.first(where: { !names.contains($0) }) {
            throw ContainerScriptError(
                message: "\(place) has \(unknown), which is unknown; known are \(names.joined(separator: ", "))")
        }
        self.members = members
        self.place = place
    }

    func entries(_ name: String, knows names: [String]) throws(ContainerScriptError) -> [ScriptEntry] {
        guard let value = members[name], value != .null else { return [] }
        guard let list = value.arrayValue else { throw wrong(name, "a list") }
        var result: [ScriptEntry] = []
        for (index, value) in list.enumerated() {
            result.append(try ScriptEntry(value, at: "\(name)[\(index)]", knows: names))
        }
        return result
    }

    func text(_ name: String) throws(ContainerScriptError) -> String? {
        guard let value = members[name] else { return nil }
        guard let text = value.stringValue else { throw wrong(name, "text") }
        return text
    }

    func flag(_ name: String) throws(ContainerScriptError) -> Bool {
        guard let value = members[name] else { return false }
        guard let flag = value.boolValue else { throw wrong(name, "true or false") }
        return flag
    }

    func number(_ name: String, in range: ClosedRange<Int64>) throws(ContainerScriptError) -> Int? {
        guard let value = members[name] else { return nil }
        guard let number = value.intValue, range.contains(number) else {
            throw wrong(name, "a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return Int(number)
    }

    func texts(_ name: String) throws(ContainerScriptError) -> [String]? {
        guard let value = members[name] else { return nil }
        guard let list = value.arrayValue, !list.isEmpty else { throw wrong(name, "a list of texts") }
        var result: [String] = []
        for value in list {
            guard let text = value.stringValue else { throw wrong(name, "a list of texts") }
            result.append(text)
        }
        return result
    }

    /// Bytes that are written as text or, under another name, in base 64.
    func bytes(_ name: String) throws(ContainerScriptError) -> [UInt8] {
        if let text = try text(name) { return Array(text.utf8) }
        guard let text = try text(name + "Base64") else { return [] }
        guard let bytes = Base64.decode(text) else { throw wrong(name + "Base64", "base 64") }
        return bytes
    }

    func pattern() throws(ContainerScriptError) -> PodPattern {
        PodPattern(namespace: try text("namespace"), namePrefix: try text("pods") ?? "", image: try text("image") ?? "")
    }

    func wrong(_ name: String, _ wanted: String) -> ContainerScriptError {
        ContainerScriptError(message: "\(place).\(name) must be \(wanted)")
    }
}

/// A process that does what was written down.
private struct WrittenProcess: Sendable {
    let pods: PodPattern
    let container: String?
    private let command: [String]?
    private let prefix: [String]
    private let output: [UInt8]
    private let errors: [UInt8]
    private let exitCode: Int
    private let readsInput: Bool
    private let echoesInput: Bool
    private let staysOpen: Bool

    init(_ entry: ScriptEntry, isAttached: Bool) throws(ContainerScriptError) {
        pods = try entry.pattern()
        container = try entry.text("container")
        command = try entry.texts("command")
        prefix = try entry.texts("commandPrefix") ?? []
        if !isAttached, (command == nil) == prefix.isEmpty {
            throw ContainerScriptError(message: "\(entry.place) needs either command or commandPrefix")
        }
        output = try entry.bytes("output")
        errors = try entry.bytes("errors")
        exitCode = try entry.number("exitCode", in: 0...255) ?? 0
        echoesInput = try entry.flag("echoesInput")
        readsInput = try entry.flag("readsInput")
        staysOpen = try entry.flag("staysOpen")
    }

    @Sendable func answer(_ call: ContainerCall) async throws -> ContainerAnswer? {
        guard command.map({ $0 == call.command }) ?? call.command.starts(with: prefix) else { return nil }
        if readsInput || echoesInput {
            for try await bytes in call.input where echoesInput { try await call.write(bytes) }
        }
        try await call.write(output)
        try await call.writeError(errors)
        if staysOpen { try await call.untilClientLeaves() }
        return .exited(exitCode)
    }
}

extension ContainerCall {
    /// Waits until the client leaves, which cancels the script.
    fileprivate func untilClientLeaves() async throws { _ = try await BytePipe(limit: 1).read() }
}

/// A port that does what was written down.
private struct WrittenPort: Sendable {
    let pods: PodPattern
    let port: Int?
    private let text: String?

    init(_ entry: ScriptEntry) throws(ContainerScriptError) {
        pods = try entry.pattern()
        port = try entry.number("port", in: 1...65_535)
        text = try entry.text("http")
        if (text != nil) == (try entry.flag("echo")) {
            throw ContainerScriptError(message: "\(entry.place) needs either http or echo: true")
        }
    }

    @Sendable func answer(_ connection: PodPort) async throws {
        guard let text else {
            for try await bytes in connection.input { try await connection.write(bytes) }
            return
        }
        var head: [UInt8] = []
        for try await bytes in connection.input {
            head += bytes
            guard head.count <= 64 << 10 else { return }
            if WrittenPort.isWhole(head, from: head.count - bytes.count - 3) { break }
        }
        guard !head.isEmpty else { return }
        let answer =
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: \(text.utf8.count)\r\nConnection: close\r\n\r\n"
        try await connection.write(Array((answer + text).utf8))
    }

    /// Whether the head of a request is there, which an empty line ends.
    private static func isWhole(_ head: [UInt8], from start: Int) -> Bool {
        let end: [UInt8] = [0x0D, 0x0A, 0x0D, 0x0A]
        let start = max(start, 0)
        guard head.count >= start + end.count else { return false }
        return (start...(head.count - end.count)).contains { head[$0..<($0 + end.count)].elementsEqual(end) }
    }
}
