import Values

/// Prints objects as the Table that `kubectl get` shows.
struct TablePrinter {
    let now: Timestamp

    /// The Table of some objects.
    ///
    /// - Parameters:
    ///   - version: `v1` or `v1beta1` of `meta.k8s.io`.
    ///   - includes: how much of each object rows carry along: `None`, `Object` or `Metadata` (the default).
    func table(
        _ objects: [Value], _ definition: ResourceDefinition, version: String, metadata: Object, includes: String?
    ) -> Value {
        let rows = objects.map { object -> Value in
            var row: Object = ["cells": .array(cells(object, definition))]
            if let conditions = rowConditions(object, definition) { row["conditions"] = conditions }
            switch includes {
            case "None": row["object"] = .null
            case "Object": row["object"] = object
            default:
                var shown = Projection.partial(object, version: version)
                // The counter of templates is no annotation inside, from where rows are printed.
                if definition.kind == "DaemonSet", !definition.isCustom {
                    Projection.dropAnnotation(&shown, "deprecated.daemonset.template.generation")
                }
                row["object"] = shown
            }
            return .object(row)
        }
        return [
            "kind": "Table", "apiVersion": .string("meta.k8s.io/\(version)"), "metadata": .object(metadata),
            "columnDefinitions": .array(columns(definition)), "rows": .array(rows),
        ]
    }

    private func rowConditions(_ object: Value, _ definition: ResourceDefinition) -> Value? {
        guard definition.storage == .pods else { return nil }
        let phase = object["status"]?.text("phase") ?? ""
        guard phase == "Succeeded" || phase == "Failed" else { return nil }
        return [
            [
                "type": "Completed", "status": "True", "reason": .string(phase),
                "message": .string(phase == "Succeeded" ? "The pod has completed successfully." : "The pod failed."),
            ]
        ]
    }

    private func columns(_ definition: ResourceDefinition) -> [Value] {
        func column(_ name: String, _ type: String, _ format: String, _ description: String, _ priority: Int64) -> Value
        {
            [
                "name": .string(name), "type": .string(type), "format": .string(format),
                "description": .string(description), "priority": .int(priority),
            ]
        }
        if let custom = definition.custom {
            var result = [column("Name", "string", "name", "", 0)]
            if custom.columns.isEmpty { result.append(column("Age", "date", "", "", 0)) }
            result += custom.columns.map { column($0.name, $0.type, $0.format, $0.description, $0.priority) }
            return result
        }
        guard
            let columns = ColumnTable.builtin.columns(
                group: definition.group, version: definition.version, resource: definition.resource)
        else { return [column("Name", "string", "name", "", 0), column("Age", "string", "", "", 0)] }
        return columns.map { column($0.name, $0.type, $0.format, "", $0.priority) }
    }

    private func cells(_ object: Value, _ definition: ResourceDefinition) -> [Value] {
        let name = object["metadata"]?["name"] ?? ""
        if let custom = definition.custom {
            if custom.columns.isEmpty { return [name, age(object)] }
            return [name] + custom.columns.map { CustomColumns.cell(object, $0, now: now) }
        }
        guard
            let columns = ColumnTable.builtin.columns(
                group: definition.group, version: definition.version, resource: definition.resource)
        else { return [name, age(object)] }
        let cells = RowPrinter(object: object, now: now).cells(definition)
        return cells.count == columns.count
            ? cells : columns.map { $0.name == "Name" ? name : $0.name == "Age" ? age(object) : "<none>" }
    }

    private func age(_ object: Value) -> Value { .string(Ages.since(object["metadata"]?["creationTimestamp"], now)) }
}

/// Durations as kubectl shows them.
enum Ages {
    /// `<unknown>` where there is no time.
    static func since(_ time: Value?, _ now: Timestamp) -> String {
        guard let text = time?.stringValue, let then = Timestamp(text) else { return "<unknown>" }
        return short(now.seconds - then.seconds)
    }

    /// `5s`, `3m20s`, `2d4h`, …
    static func short(_ seconds: Int64) -> String {
        if seconds < -1 { return "<invalid>" }
        if seconds < 0 { return "0s" }
        if seconds < 120 { return "\(seconds)s" }
        let minutes = seconds / 60
        if minutes < 10 { return seconds % 60 == 0 ? "\(minutes)m" : "\(minutes)m\(seconds % 60)s" }
        if minutes < 180 { return "\(minutes)m" }
        let hours = minutes / 60
        if hours < 8 { return minutes % 60 == 0 ? "\(hours)h" : "\(hours)h\(minutes % 60)m" }
        if hours < 48 { return "\(hours)h" }
        if hours < 192 { return hours % 24 == 0 ? "\(hours / 24)d" : "\(hours / 24)d\(hours % 24)h" }
        if hours < 24 * 365 * 2 { return "\(hours / 24)d" }
        if hours < 24 * 365 * 8 {
            let days = hours / 24 % 365
            return days == 0 ? "\(hours / 24 / 365)y" : "\(hours / 24 / 365)y\(days)d"
        }
        return "\(hours / 24 / 365)y"
    }
}

/// Cells of custom resources: simple JSON paths.
enum CustomColumns {
    static func cell(_ object: Value, _ column: CustomVersion.Column, now: Timestamp) -> Value {
        let path = column.path.split(separator: ".").map(String.init)
        guard let value = lookup(object, path) else { return .null }
        switch column.type {
        case "date": return .string(Ages.since(value, now))
        case "string":
            if case .string = value { return value }
            return .string(value.jsonText(.compact))
        default: return value
        }
    }

    private static func lookup(_ object: Value, _ path: [String]) -> Value? {
        var current = object
        for step in path {
            let name = String(step.prefix { $0 != "[" })
            if !name.isEmpty {
                guard let next = current[name] else { return nil }
                current = next
            }
            let rest = step.dropFirst(name.count)
            guard !rest.isEmpty else { continue }
            let index = rest.dropFirst().prefix { $0 != "]" }
            if index == "*" {
                guard let first = current.arrayValue?.first else { return nil }
                current = first
            } else {
                guard let number = Int(index), let next = current[number] else { return nil }
                current = next
            }
        }
        return current
    }
}
