import KubeModel
import Testing
import Values

@testable import KubeClient

/// Everything that a real server was recorded to answer can be read.
@Suite(.enabled(if: Recordings.folder != nil)) struct RecordedAnswerTests {
    private static let floor = 1_212

    private struct Tally {
        var passed = 0
        var total = 0

        mutating func check(_ isRight: Bool, _ what: @autoclosure () -> String) {
            total += 1
            if isRight { passed += 1 } else { Issue.record("\(what())") }
        }
    }

    @Test func everyAnswerAndEventIsRead() async throws {
        var tally = Tally()
        for name in Recordings.names(in: "transcripts") {
            let steps = try Recordings.value("transcripts/\(name)").arrayValue ?? []
            for (number, step) in steps.enumerated() {
                let place = "\(name)[\(number)]"
                guard let response = step["response"] else { continue }
                for recorded in response["events"]?.arrayValue ?? [] {
                    if let event = recorded["event"] { check(event, place, &tally) }
                }
                if let body = response["body"] { check(body, response, place, &tally) }
            }
        }
        print("conformance kubeapi-answers \(tally.passed)/\(tally.total)")
        #expect(tally.passed >= RecordedAnswerTests.floor)
    }

    private func check(_ event: Value, _ place: String, _ tally: inout Tally) {
        let version = event["object", "metadata", "resourceVersion"]?.stringValue ?? ""
        // Tables are for people; a client does not ask for them in a watch.
        guard event["object", "kind"]?.stringValue != "Table" else { return }
        switch (try? WatchEvent(event), event["type"]?.stringValue) {
        case (.added(let object)?, "ADDED"), (.modified(let object)?, "MODIFIED"), (.deleted(let object)?, "DELETED"):
            tally.check(object.resourceVersion == version && !version.isEmpty, "\(place): version")
        case (.bookmark(let newer, let isEnd)?, "BOOKMARK"):
            let mark = event["object", "metadata", "annotations", "k8s.io/initial-events-end"]?.stringValue
            tally.check(newer == version && isEnd == (mark == "true"), "\(place): bookmark")
        case (.error(let status)?, "ERROR"):
            tally.check(status.code >= 400 && !status.message.isEmpty, "\(place): error")
        default: tally.check(false, "\(place): \(event["type"]?.stringValue ?? "no type")")
        }
    }

    private func check(_ body: Value, _ response: Value, _ place: String, _ tally: inout Tally) {
        let httpStatus = response["status"]?.intValue.flatMap { Int(exactly: $0) } ?? 0
        let request = KubeRequest("GET", "/")
        if body["kind"]?.stringValue == "Status", httpStatus >= 400 {
            let error = Requester.rejection(KubeResponse(status: httpStatus, body: .value(body)), to: request)
            let causes = body["details", "causes"]?.arrayValue?.count ?? 0
            tally.check(
                error.httpStatus == httpStatus && error.status?.message == body["message"]?.stringValue
                    && error.status?.reason.rawValue == body["reason"]?.stringValue ?? ""
                    && error.status?.causes.count == causes,
                "\(place): status \(error)")
            let conflicts =
                body["details", "causes"]?.arrayValue?.filter { $0["reason"] == "FieldManagerConflict" } ?? []
            guard !conflicts.isEmpty else { return }
            let managers = error.applyConflicts.allSatisfy { !$0.manager.isEmpty && !$0.manager.contains("conflict") }
            tally.check(error.applyConflicts.count == conflicts.count && managers, "\(place): conflicts")
        } else if body["kind"]?.stringValue?.hasSuffix("List") == true, body["metadata", "resourceVersion"] != nil {
            let maps = KubeAPI(transport: ScriptedTransport(replies: .fail)).resources(.configMaps)
            let list = try? maps.list(from: body, request)
            tally.check(
                list?.items.count == body["items"]?.arrayValue?.count ?? 0
                    && list?.resourceVersion == body["metadata", "resourceVersion"]?.stringValue,
                "\(place): list")
        }
    }
}
