import Foundation
import Values

/// Compares what the simulator answers with what was recorded, apart from what differs from run to run.
///
/// Values that name something (uids, versions, generated names) may differ but must map one to one.
struct Comparison {
    private(set) var differences: [String] = []
    private var mapping: [String: String] = [:]
    private var reverse: [String: String] = [:]
    private var substitutions: [(from: String, to: String)] = []

    /// For finding other differences first.
    private static let ignoresManagers = ProcessInfo.processInfo.environment["TRANSCRIPT_WITHOUT_MANAGERS"] != nil

    mutating func begin() {
        differences = []
        isList = false
    }

    /// Whether a list is compared: writes of the recorded cluster to other objects move its version on.
    private var isList = false
    /// Whether an answer lists mistakes in the order of a map of the server's, which has none: the schemas of custom
    /// objects, the keys of ConfigMaps and Secrets.
    private var hasLooseOrder = false

    private static func hasLooseOrder(_ expected: Value?) -> Bool {
        let details = expected?["details"]
        return details?["group"]?.stringValue?.hasSuffix("example.com") ?? false
            || ["ConfigMap", "Secret"].contains(details?["kind"]?.stringValue)
    }

    mutating func note(_ text: String) { if differences.count < 12 { differences.append(text) } }

    private static let volatileNames: Set<String> = [
        "creationTimestamp", "deletionTimestamp", "time", "lastTransitionTime", "lastUpdateTime", "lastProbeTime",
        "startTime", "completionTime", "lastScheduleTime", "expirationTimestamp", "lastSuccessfulTime",
        "token", "ca.crt", "continue", "storageVersionHash", "nodePort", "healthCheckNodePort", "serverRelativeURL",
        "serverAddress",
    ]

    mutating func compare(_ expected: Value?, _ actual: Value?, _ path: String) {
        if path.isEmpty { hasLooseOrder = Comparison.hasLooseOrder(expected) }
        if path.isEmpty, expected?["items"] != nil || expected?["rows"] != nil { isList = true }
        switch (expected, actual) {
        case (nil, nil): return
        case (.some(let value), nil): note("\(path): missing, expected \(Comparison.short(value))")
        case (nil, .some(let value)): note("\(path): unexpected \(Comparison.short(value))")
        case (.some(let left), .some(let right)): compareValues(left, right, path)
        }
    }

    private mutating func compareValues(_ expected: Value, _ actual: Value, _ path: String) {
        switch (expected, actual) {
        case (.object(let recorded), .object(let right)):
            let left = path.contains("fieldsV1") ? renamed(recorded) : recorded
            for member in left { compareMember(member.key, member.value, right[member.key], "\(path)/\(member.key)") }
            for member in right
            where left[member.key] == nil && !(member.key == "managedFields" && Comparison.ignoresManagers) {
                note("\(path)/\(member.key): unexpected \(Comparison.short(member.value))")
            }
        case (.array(let left), .array(let right)):
            if left.count != right.count { note("\(path): \(right.count) elements, expected \(left.count)") }
            for (index, pair) in zip(left, right).enumerated() { compareValues(pair.0, pair.1, "\(path)/\(index)") }
        case (.string(let left), .string(let right)): compareTexts(left, right, path)
        default:
            if expected != actual {
                note("\(path): \(Comparison.short(actual)), expected \(Comparison.short(expected))")
            }
        }
    }

    /// Keys of field sets hold uids and other volatile texts.
    private func renamed(_ members: Object) -> Object {
        var result = Object()
        for member in members {
            var key = member.key
            if key.hasPrefix("k:") || key.hasPrefix("v:") {
                for (from, to) in substitutions.reversed() where key.contains(from) {
                    key = key.split(separator: from, omittingEmptySubsequences: false).joined(separator: to)
                }
            }
            result[key] = member.value
        }
        return result
    }

    private mutating func compareMember(_ key: String, _ expected: Value, _ actual: Value?, _ path: String) {
        if key == "managedFields", Comparison.ignoresManagers { return }
        guard let actual else { return compare(expected, nil, path) }
        switch (key, expected, actual) {
        case ("uid", .string(let left), .string(let right)), ("resourceVersion", .string(let left), .string(let right)):
            pair(left, right, path)
        case ("clusterIP", .string(let left), .string(let right))
        where left != "None" && !left.isEmpty && left != "10.0.0.0":
            pair(left, right, path)
        case ("clusterIPs", .array, .array): return
        case ("description", _, _) where path.contains("columnDefinitions"): return
        case ("causes", .array(let left), .array(let right)) where hasLooseOrder:
            // The server walks schemas in no fixed order.
            compareValues(
                .array(left.sorted { $0.jsonText() < $1.jsonText() }),
                .array(right.sorted { $0.jsonText() < $1.jsonText() }), path)
        case ("managedFields", .array(let left), .array(let right)):
            compareValues(
                .array(left.sorted(by: Comparison.entryOrder)), .array(right.sorted(by: Comparison.entryOrder)), path)
        case (_, .string, .string) where Comparison.volatileNames.contains(key): return
        case (_, .int, .int) where key == "nodePort" || key == "healthCheckNodePort": return
        default: compareValues(expected, actual, path)
        }
    }

    private static func entryOrder(_ left: Value, _ right: Value) -> Bool { entryKey(left) < entryKey(right) }
    private static func entryKey(_ entry: Value) -> String {
        ["operation", "manager", "apiVersion", "subresource"].map { entry[$0]?.stringValue ?? "" }.joined(
            separator: "|")
    }

    /// Notes that two texts stand for the same thing.
    private mutating func pair(_ expected: String, _ actual: String, _ path: String) {
        if let known = mapping[expected] {
            if known != actual { note("\(path): \(actual) stands for what was \(known)") }
            return
        }
        if expected.isEmpty || actual.isEmpty {
            if expected != actual { note("\(path): '\(actual)', expected '\(expected)'") }
            return
        }
        if let other = reverse[actual], other != expected, path.hasSuffix("resourceVersion"),
            !(isList && path == "/metadata/resourceVersion"), !path.hasPrefix("bookmark")
        {
            note("\(path): \(actual) repeats where the real one was new")
        }
        mapping[expected] = actual
        if !(isList && path == "/metadata/resourceVersion"), !path.hasPrefix("bookmark") { reverse[actual] = expected }
        if expected.utf8.count >= 4 { substitutions.append((expected, actual)) }
    }

    private mutating func compareTexts(_ expected: String, _ actual: String, _ path: String) {
        if expected == actual { return }
        if Comparison.isAge(expected), Comparison.isAge(actual), path.contains("/cells/") { return }
        if Comparison.isTime(expected), Comparison.isTime(actual) { return }
        if path.hasSuffix("/name"), pairGenerated(expected, actual) { return }
        var substituted = expected
        for (from, to) in substitutions.reversed() where substituted.contains(from) {
            substituted = substituted.split(separator: from, omittingEmptySubsequences: false).joined(separator: to)
        }
        if substituted == actual || Comparison.masked(substituted) == Comparison.masked(actual) { return }
        if hasLooseOrder, path == "/message", substituted.sorted() == actual.sorted() { return }
        if path.hasSuffix("/message"), pairNames(substituted, actual) { return }
        note("\(path): \"\(actual)\" expected \"\(expected)\"")
    }

    /// Names that end in a random suffix of five, in the moment of an event or in the minute of a schedule.
    private mutating func pairGenerated(_ expected: String, _ actual: String) -> Bool {
        if Comparison.isTimed(expected, actual) {
            mapping[expected] = actual
            substitutions.append((expected, actual))
            return true
        }
        guard expected.utf8.count == actual.utf8.count, expected.utf8.count > 5,
            expected.dropLast(5) == actual.dropLast(5)
        else { return false }
        let letters = Set("bcdfghjklmnpqrstvwxz2456789")
        guard expected.suffix(5).allSatisfy(letters.contains), actual.suffix(5).allSatisfy(letters.contains) else {
            return false
        }
        mapping[expected] = actual
        substitutions.append((expected, actual))
        return true
    }

    /// Pairs generated names that only messages tell, each with one that stands for no other.
    private mutating func pairNames(_ expected: String, _ actual: String) -> Bool {
        let (left, right) = (
            expected.split(separator: " ").map(String.init), actual.split(separator: " ").map(String.init)
        )
        guard left.count == right.count else { return false }
        return zip(left, right).allSatisfy { old, new in
            old == new || (mapping[old] == nil && !mapping.values.contains(new) && pairGenerated(old, new))
        }
    }

    /// Whether two names differ in nothing but the time that they tell.
    private static func isTimed(_ left: String, _ right: String) -> Bool {
        for (mark, count) in [(Character("."), 16), (Character("-"), 8)] {
            guard let first = left.lastIndex(of: mark), let second = right.lastIndex(of: mark),
                left[..<first] == right[..<second]
            else { continue }
            let (old, new) = (left[first...].dropFirst(), right[second...].dropFirst())
            if old.count == count, new.count == count, old.allSatisfy(\.isHexDigit), new.allSatisfy(\.isHexDigit) {
                return mark == "." || (old.allSatisfy(\.isNumber) && new.allSatisfy(\.isNumber))
            }
        }
        return false
    }

    private static func isAge(_ text: String) -> Bool {
        guard let last = text.last, "smhdy".contains(last), text.first?.isNumber == true else {
            return text == "<unknown>" && false
        }
        return text.allSatisfy { $0.isNumber || "smhdy".contains($0) }
    }

    private static func isTime(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return bytes.count >= 20 && bytes[4] == 0x2D && bytes[10] == 0x54 && bytes[13] == 0x3A && bytes.last == 0x5A
    }

    /// A text without numbers where it speaks of versions, without times and random suffixes.
    private static func masked(_ text: String) -> String {
        var result = ""
        var rest = Substring(text)
        if !text.contains("-"), !text.contains("ersion"), !text.contains("Bad_") { return text }
        let hasVersions = text.contains("resource version") || text.contains("ResourceVersion") || text.contains("Bad_")
        while let character = rest.first {
            if rest.utf8.count >= 36, isUID(rest.prefix(36)) {
                result += "<uid>"
                rest.removeFirst(36)
                continue
            }
            if rest.hasPrefix("Bad_"), rest.utf8.count >= 9 {
                result += "Bad_<suffix>"
                rest.removeFirst(9)
            } else if rest.utf8.count >= 20, isTime(String(rest.prefix(20))) {
                result += "<time>"
                rest.removeFirst(20)
            } else if hasVersions, character.isNumber {
                result += "0"
                rest = rest.drop { $0.isNumber }
            } else {
                result.append(character)
                rest.removeFirst()
            }
        }
        return result
    }

    private static func isUID(_ text: Substring) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        return parts.map(\.utf8.count) == [8, 4, 4, 4, 12] && parts.allSatisfy { UInt64($0, radix: 16) != nil }
    }

    static func short(_ value: Value) -> String {
        let text = value.jsonText(.compact)
        return text.utf8.count > 160 ? String(text.prefix(160)) + "…" : text
    }
}
