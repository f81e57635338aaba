import KubeClient
import KubeSimulator
import Values

/// Plays the requests of a transcript to a fresh cluster and compares the answers.
final class Replayer {
    /// What a replay came to.
    struct Result {
        var passed = 0
        var total = 0
        var failures: [String] = []
    }

    private struct OpenWatch {
        let step: Int
        let expected: [Value]
        let closesAfter: Int
        let closedByServer: Bool
        let body: KubeStream.Body
        let isTimed: Bool
        let elided: Value?
    }

    private let steps: [Value]
    private let cluster: SimulatedCluster
    private var responses: [Value?] = []
    private var headers: [KubeHeaders] = []
    private var events: [Int: [Value]] = [:]
    private var watches: [OpenWatch] = []
    private var comparison = Comparison()
    private var result = Result()
    private let isControlled: Bool

    init(name: String, steps: [Value]) {
        self.steps = steps
        isControlled = name.hasPrefix("kcm-")
        var configuration = SimulatorConfiguration(
            seed: 7,
            controllers: isControlled
                ? SimulatorConfiguration.Controllers.all.subtracting([.pods, .loadBalancers, .provisioning]) : [])
        configuration.serviceNetwork = "10.0.0.0/16"
        configuration.userName = "admin"
        configuration.namespaceDeletionDelay = 5
        configuration.hasOwnAPIServices = true
        configuration.rootCertificate = "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n"
        configuration.serverAddress = "127.0.0.1:16443"
        configuration.administratorToken = "admin"
        configuration.allowsPrivileged = false
        cluster = SimulatedCluster(configuration)
    }

    func run() async -> Result {
        for (index, step) in steps.enumerated() {
            await play(index, step)
            await closeWatches(after: index)
        }
        return result
    }

    private func play(_ index: Int, _ step: Value) async {
        comparison.begin()
        for wait in step["waitFor"]?.arrayValue ?? [] {
            if let seconds = wait["seconds"]?.doubleValue ?? wait["seconds"]?.intValue.map(Double.init) {
                cluster.clock.advance(by: .milliseconds(Int(seconds * 1000)))
            } else {
                await self.wait(for: wait)
            }
        }
        guard let request = step["request"], let response = step["response"] else { return }
        if request["repeat"] != nil { return await repeated(index, request, response) }
        let sent = prepared(request)
        if response["events"] != nil {
            responses.append(nil)
            headers.append([:])
            await open(index, sent, response)
            return
        }
        do {
            let answer = try await cluster.transport.send(sent)
            record(answer)
            compareHead(answer, response)
            // What a server says of its version is its own.
            if sent.path != "/version" { compareBody(answer, response) }
        } catch {
            responses.append(nil)
            headers.append([:])
            comparison.note("no answer: \(error)")
        }
        finish(index, "\(sent.method) \(sent.path)")
    }

    /// Lets time pass until a condition holds for which the recorder waited.
    private func wait(for condition: Value) async {
        for _ in 0..<90 {
            let request = KubeRequest(
                "GET", condition["path"]?.stringValue ?? "",
                query: Replayer.query(condition["query"]?.stringValue ?? ""), headers: ["Authorization": "Bearer admin"]
            )
            guard let answer = try? await cluster.transport.send(request) else { return }
            if holds(condition, answer) { return }
            cluster.clock.advance(by: .seconds(1))
        }
    }

    private func holds(_ condition: Value, _ answer: KubeResponse) -> Bool {
        if let status = condition["status"]?.intValue, Int64(answer.status) != status { return false }
        guard case .value(let value) = answer.body else { return true }
        if let count = condition["count"]?.intValue, Int64(value["items"]?.arrayValue?.count ?? -1) != count {
            return false
        }
        guard let pointer = (condition["pointer"]?.stringValue).flatMap({ try? JSONPointer($0) }) else { return true }
        return Replayer.find(value, pointer.tokens) == condition["equals"]
    }

    private func finish(_ index: Int, _ title: String) {
        result.total += 1
        if comparison.differences.isEmpty {
            result.passed += 1
        } else {
            result.failures.append("step \(index) \(title)\n    " + comparison.differences.joined(separator: "\n    "))
        }
    }

    private func record(_ answer: KubeResponse) {
        if case .value(let value) = answer.body { responses.append(value) } else { responses.append(nil) }
        headers.append(answer.headers)
    }

    private func repeated(_ index: Int, _ request: Value, _ response: Value) async {
        let count = request["repeat"]?["count"]?.intValue ?? 0
        var last: KubeResponse?
        for number in 0..<count {
            let digits = String(number)
            let text = String(repeating: "0", count: 4 - digits.count) + digits
            let json = request.jsonText().split(separator: "{i}", omittingEmptySubsequences: false).joined(
                separator: text)
            guard let value = try? Value(json: json) else { continue }
            last = try? await cluster.transport.send(prepared(value))
        }
        if let last {
            record(last)
            compareHead(last, response)
        }
        finish(index, "repeated")
    }

    // MARK: - Requests

    private func prepared(_ recorded: Value) -> KubeRequest {
        var recorded = recorded
        substitute(&recorded)
        var headers = KubeHeaders()
        for member in recorded["headers"]?.objectValue ?? Object() { headers[member.key] = member.value.stringValue }
        switch recorded["auth"]?.stringValue {
        case nil: headers["Authorization"] = "Bearer admin"
        case "none": break
        case let auth?:
            let parts = auth.split(separator: ":", maxSplits: 1)
            headers["Authorization"] =
                parts[0] == "basic" ? "Basic \(parts[1])" : "Bearer \(parts.count > 1 ? parts[1] : "")"
        }
        var body: KubeBody?
        if var value = recorded["body"] {
            pad(&value, recorded["pad"])
            if let repetition = recorded["repeatItems"], case .array(let items) = value,
                let count = repetition["count"]?.intValue
            {
                value = .array((0..<Int(count)).map { items[$0 % items.count] })
            }
            body = .bytes(Array(Replayer.json(value).utf8))
        } else if let text = recorded["bodyText"]?.stringValue {
            body = .bytes(Array(text.utf8))
        } else if let text = recorded["bodyBase64"]?.stringValue {
            body = .bytes(Base64.decode(text))
        }
        return KubeRequest(
            recorded["method"]?.stringValue ?? "", recorded["path"]?.stringValue ?? "",
            query: Replayer.query(recorded["query"]?.stringValue ?? ""), headers: headers, body: body)
    }

    /// JSON text that keeps the fraction of whole numbers which had one.
    private static func json(_ value: Value) -> String {
        switch value {
        case .double(let number) where number.rounded() == number && number.magnitude < 1e15: return "\(number)"
        case .array(let elements): return "[\(elements.map(json).joined(separator: ","))]"
        case .object(let members):
            return "{\(members.map { "\(Value.string($0.key).jsonText()):\(json($0.value))" }.joined(separator: ","))}"
        default: return value.jsonText()
        }
    }

    private func pad(_ value: inout Value, _ padding: Value?) {
        guard let padding, let pointer = try? JSONPointer(padding["pointer"]?.stringValue ?? ""),
            let length = padding["length"]?.intValue, let fill = padding["char"]?.stringValue
        else { return }
        value.set(.string(String(repeating: fill, count: Int(length))), at: pointer.tokens)
    }

    /// Undoes the percent-encoding of a query, dropping what is malformed as Go does.
    static func query(_ text: String) -> [(name: String, value: String)] { SimulatedTransport.decodeQuery(text) }

    private func substitute(_ recorded: inout Value) {
        for reference in recorded["refs"]?.arrayValue ?? [] {
            guard let step = reference["step"]?.intValue, let source = reference["source"]?.stringValue else {
                continue
            }
            guard let text = lookup(Int(step), source, reference["event"]) else { continue }
            switch reference["at"]?.stringValue {
            case "body":
                guard let pointer = try? JSONPointer(reference["pointer"]?.stringValue ?? "") else { continue }
                Replayer.replace(&recorded, ["body"] + pointer.tokens, .string(text))
            case "query":
                let name = reference["name"]?.stringValue ?? ""
                let items = (recorded["query"]?.stringValue ?? "").split(separator: "&").map { item -> String in
                    item.hasPrefix("\(name)=") ? "\(name)=\(text)" : String(item)
                }
                recorded["query"] = .string(items.joined(separator: "&"))
            case "path":
                let old = reference["value"]?.stringValue ?? ""
                let path = recorded["path"]?.stringValue ?? ""
                recorded["path"] = .string(
                    path.split(separator: old, omittingEmptySubsequences: false).joined(separator: text))
            case "header": recorded["headers"]?[reference["name"]?.stringValue ?? ""] = .string(text)
            case "bearer": recorded["auth"] = .string("bearer:\(text)")
            default: continue
            }
        }
    }

    private func lookup(_ step: Int, _ source: String, _ event: Value?) -> String? {
        if source.hasPrefix("header:") {
            return headers.indices.contains(step) ? headers[step][String(source.dropFirst(7))] : nil
        }
        guard let pointer = try? JSONPointer(source) else { return nil }
        if let number = event?.intValue {
            guard let list = events[step], list.indices.contains(Int(number)) else { return nil }
            return Replayer.find(list[Int(number)], pointer.tokens)?.stringValue
        }
        guard responses.indices.contains(step), let value = responses[step] else { return nil }
        return Replayer.find(value, pointer.tokens)?.stringValue
    }

    static func find(_ value: Value, _ tokens: [String]) -> Value? {
        var current = value
        for token in tokens {
            if case .array = current {
                guard let index = Int(token), let next = current[index] else { return nil }
                current = next
            } else {
                guard let next = current[token] else { return nil }
                current = next
            }
        }
        return current
    }

    static func replace(_ value: inout Value, _ tokens: [String], _ new: Value) {
        guard let first = tokens.first else {
            value = new
            return
        }
        let rest = Array(tokens.dropFirst())
        switch value {
        case .object(var members):
            guard var child = members[first] else { return }
            replace(&child, rest, new)
            members[first] = child
            value = .object(members)
        case .array(var elements):
            guard let index = Int(first), elements.indices.contains(index) else { return }
            replace(&elements[index], rest, new)
            value = .array(elements)
        default: return
        }
    }

    // MARK: - Answers

    private func compareHead(_ answer: KubeResponse, _ response: Value) {
        let status = response["status"]?.intValue ?? 0
        if Int64(answer.status) != status { comparison.note("status \(answer.status), expected \(status)") }
        let recorded = response["headers"]?.objectValue ?? Object()
        for name in ["content-type", "retry-after", "cache-control", "x-content-type-options"] {
            let expected = recorded[name]?.arrayValue?.first?.stringValue
            let actual = answer.headers[name]
            if expected != actual {
                comparison.note("header \(name): \(actual ?? "none"), expected \(expected ?? "none")")
            }
        }
        let expected = (recorded["warning"]?.arrayValue ?? []).compactMap(\.stringValue).sorted()
        let actual = answer.headers.fields.filter { $0.name == "Warning" }.map(\.value).sorted()
        if expected != actual { comparison.note("warnings \(actual), expected \(expected)") }
    }

    private func compareBody(_ answer: KubeResponse, _ response: Value) {
        if let recorded = response["bodyBase64"]?.stringValue {
            guard case .bytes(let actual) = answer.body else { return comparison.note("body is text, expected bytes") }
            return comparison.compareMessages(Base64.decode(recorded)[...], actual[...], "")
        }
        if let expected = response["body"] {
            guard case .value(var actual) = answer.body else { return comparison.note("body is text, expected JSON") }
            if case .array(let events) = actual, expected["type"] != nil, events.count == 1 { actual = events[0] }
            elide(&actual, response)
            comparison.compare(expected, actual, "")
        } else if let text = response["bodyText"]?.stringValue {
            compareText(text, answer)
        }
    }

    private func compareText(_ text: String, _ answer: KubeResponse) {
        switch answer.body {
        case .bytes(let bytes):
            let actual = String(decoding: bytes, as: UTF8.self)
            if actual != text { comparison.note("body \"\(actual)\", expected \"\(text)\"") }
        case .value(let actual):
            let isJSON = text.hasPrefix("{")
            let lines = text.split(separator: "\n")
            if isJSON, case .array(let events) = actual {
                if events.count != lines.count { comparison.note("\(events.count) events, expected \(lines.count)") }
                for (line, event) in zip(lines, events) {
                    comparison.compare(try? Value(json: String(line)), event, "")
                }
                return
            }
            guard let expected = isJSON ? try? Value(json: text) : try? Value(yaml: text) else {
                return comparison.note("recorded text cannot be read")
            }
            comparison.compare(expected, actual, "")
        }
    }

    private func elide(_ actual: inout Value, _ response: Value) {
        for rule in ["kept", "removed"] {
            guard let spec = response[rule], let values = spec["values"]?.arrayValue,
                let list = try? JSONPointer(spec["pointer"]?.stringValue ?? ""),
                let member = try? JSONPointer(spec["member"]?.stringValue ?? ""),
                case .array(let items)? = Replayer.find(actual, list.tokens)
            else { continue }
            let filtered = items.filter {
                values.contains(Replayer.find($0, member.tokens) ?? .null) == (rule == "kept")
            }
            Replayer.replace(&actual, list.tokens, .array(filtered))
        }
        for rule in response["elided"]?.arrayValue ?? [] {
            guard let pointer = try? JSONPointer(rule["pointer"]?.stringValue ?? "") else { continue }
            if let kept = rule["kept"]?.arrayValue, case .array(let items)? = Replayer.find(actual, pointer.tokens) {
                if Int64(items.count) != rule["count"]?.intValue {
                    comparison.note("\(items.count) items, expected \(rule["count"] ?? .null)")
                }
                let some = kept.compactMap { $0.intValue.map(Int.init) }.filter(items.indices.contains).map {
                    items[$0]
                }
                Replayer.replace(&actual, pointer.tokens, .array(some))
            }
        }
    }

    // MARK: - Watches

    private func open(_ index: Int, _ request: KubeRequest, _ response: Value) async {
        do {
            let stream = try await cluster.transport.stream(request)
            compareHead(KubeResponse(status: stream.status, headers: stream.headers), response)
            let seconds = request.query.first { $0.name == "timeoutSeconds" }.flatMap { Int($0.value) }
            let closes = response["closedAfterStep"]?.intValue.map(Int.init) ?? steps.count
            watches.append(
                OpenWatch(
                    step: index, expected: response["events"]?.arrayValue ?? [], closesAfter: closes,
                    closedByServer: response["closedBy"] == "server", body: stream.body,
                    isTimed: seconds != nil, elided: response["elided"]?.arrayValue?.first))
            if let seconds, closes == index { cluster.clock.advance(by: .seconds(seconds)) }
        } catch {
            comparison.note("no stream: \(error)")
            finish(index, "watch")
        }
    }

    private func closeWatches(after index: Int) async {
        for watch in watches where watch.closesAfter <= index || index == steps.count - 1 { await close(watch) }
        watches.removeAll { $0.closesAfter <= index || index == steps.count - 1 }
    }

    /// Reads what a watch has brought and compares it.
    private func close(_ watch: OpenWatch) async {
        comparison.begin()
        let list = await drain(watch)
        events[watch.step] = list
        let expected = watch.expected.compactMap { $0["event"] }
        let left = Replayer.withoutRepeats(isControlled ? Replayer.withoutModified(expected) : expected)
        var right = Replayer.withoutRepeats(isControlled ? Replayer.withoutModified(list) : list)
        if let kept = watch.elided?["kept"]?.arrayValue {
            if Int64(right.count) != watch.elided?["count"]?.intValue { comparison.note("\(right.count) events") }
            let all = right
            right = kept.compactMap { $0.intValue.map(Int.init) }.filter(all.indices.contains).map { all[$0] }
        }
        if left.count != right.count {
            let kinds = right.map { $0["type"]?.stringValue ?? "" }.joined(separator: " ")
            let wanted = left.map { $0["type"]?.stringValue ?? "" }.joined(separator: " ")
            comparison.note("events \(kinds), expected \(wanted)")
        }
        for (number, pair) in zip(left, right).enumerated() {
            // A bookmark's version is the cluster's, which other writes move on.
            comparison.compare(pair.0, pair.1, "\(pair.0["type"] == "BOOKMARK" ? "bookmark" : "event") \(number)")
        }
        finish(watch.step, "watch")
    }

    private static func withoutModified(_ events: [Value]) -> [Value] {
        inNameOrder(events.filter { $0["type"] != "MODIFIED" })
    }

    /// Deletions that follow one another by name: the garbage collector takes objects in no order.
    private static func inNameOrder(_ events: [Value]) -> [Value] {
        func name(_ event: Value) -> String { event["object", "metadata", "name"]?.stringValue ?? "" }
        var result: [Value] = []
        var deletions: [Value] = []
        for event in events {
            if event["type"] == "DELETED" {
                deletions.append(event)
            } else {
                result += deletions.sorted { name($0) < name($1) } + [event]
                deletions = []
            }
        }
        return result + deletions.sorted { name($0) < name($1) }
    }

    /// Watches that are about to end have their last bookmark once or twice, as the server's timer has it.
    private static func withoutRepeats(_ events: [Value]) -> [Value] {
        events.enumerated().filter { index, event in
            index == 0 || event["type"] != "BOOKMARK" || event != events[index - 1]
        }.map(\.element)
    }

    private func drain(_ watch: OpenWatch) async -> [Value] {
        var list: [Value] = []
        if watch.isTimed { cluster.clock.advance(by: .seconds(120)) } else { cluster.dropWatches() }
        do {
            for try await element in watch.body { if case .value(let event) = element { list.append(event) } }
        } catch {
            return list
        }
        return list
    }
}
