import Foundation
import KubeModel
import TestSupport
import Testing
import Values

@Suite struct SchemaTests {
    private let deployment = GroupVersionKind(group: "apps", version: "v1", kind: "Deployment")

    @Test func builtInKindsKnowHowListsMerge() throws {
        let node = try #require(Schema.builtIn.node(for: deployment))
        let containers = try #require(node.node(at: ["spec", "template", "spec", "containers"]))
        #expect(containers.mergeKey == "name")
        #expect(containers.patchStrategy == .merge)
        #expect(containers.listType == .map(keys: ["name"]))
        let ports = try #require(containers.element?["ports"])
        #expect(ports.mergeKey == "containerPort")
        #expect(ports.listType == .map(keys: ["containerPort", "protocol"]))
        #expect(ports.element?["protocol"]?.defaultValue == "TCP")
        #expect(node["spec"]?["selector"]?.isAtomic == true)
        #expect(node["spec"]?["strategy"]?.patchStrategy == .retainKeys)
        #expect(node["spec"]?["nothing"] == nil)
        #expect(node.node(at: ["metadata", "labels", "any"])?.kind == .scalar(.string))
    }

    @Test func resourcesHaveNamesAndScope() throws {
        let resource = try #require(Schema.builtIn.resource(for: deployment))
        #expect(resource.plural == "deployments")
        #expect(resource.shortNames == ["deploy"])
        #expect(resource.isNamespaced)
        #expect(resource.subresources == ["scale", "status"])
        #expect(Schema.builtIn.isNamespaced(GroupVersionKind(group: "", version: "v1", kind: "Node")) == false)
        #expect(Schema.builtIn.isNamespaced(GroupVersionKind(group: "x", version: "v1", kind: "Node")) == nil)
    }

    @Test func recursiveTypesAreNoProblem() throws {
        let kind = GroupVersionKind(group: "apiextensions.k8s.io", version: "v1", kind: "CustomResourceDefinition")
        let schema = try #require(Schema.builtIn.node(for: kind))
            .node(at: ["spec", "versions", "schema", "openAPIV3Schema", "properties", "a", "properties", "b", "not"])
        #expect(schema?.typeName == "apiextensions.v1.JSONSchemaProps")
    }

    private static let definition: Value = [
        "spec": [
            "group": "example.io", "scope": "Namespaced",
            "names": ["kind": "Thing", "plural": "things", "shortNames": ["th"]],
            "versions": [
                [
                    "name": "v1", "served": true, "subresources": ["status": [:]],
                    "schema": [
                        "openAPIV3Schema": [
                            "type": "object",
                            "properties": [
                                "spec": [
                                    "type": "object",
                                    "properties": [
                                        "ports": [
                                            "type": "array", "x-kubernetes-list-type": "map",
                                            "x-kubernetes-list-map-keys": ["port", "protocol"],
                                            "items": [
                                                "type": "object",
                                                "properties": [
                                                    "port": ["type": "integer"],
                                                    "protocol": ["type": "string", "default": "TCP"],
                                                ],
                                            ],
                                        ],
                                        "tags": [
                                            "type": "array", "x-kubernetes-list-type": "set",
                                            "items": ["type": "string"],
                                        ],
                                        "free": ["type": "object", "x-kubernetes-preserve-unknown-fields": true],
                                        "whole": [
                                            "type": "object", "x-kubernetes-map-type": "atomic",
                                            "properties": ["a": ["type": "string"]],
                                        ],
                                    ],
                                ]
                            ],
                        ]
                    ],
                ]
            ],
        ]
    ]

    @Test func customResourcesBringTheirOwnStructure() throws {
        var schema = Schema.builtIn
        schema.add(customResourceDefinition: Self.definition)
        let kind = GroupVersionKind(group: "example.io", version: "v1", kind: "Thing")
        let node = try #require(schema.node(for: kind))
        #expect(node["spec"]?["ports"]?.listType == .map(keys: ["port", "protocol"]))
        #expect(node["spec"]?["tags"]?.listType == .set)
        #expect(node["spec"]?["free"]?["x"]?["y"]?.kind == .any)
        #expect(node["spec"]?["whole"]?.isAtomic == true)
        #expect(node["metadata"]?["ownerReferences"]?.listType == .map(keys: ["uid"]))
        #expect(schema.resource(for: kind)?.shortNames == ["th"])
        #expect(schema.node(for: deployment) != nil)
    }

    @Test func appliesToCustomResourcesMergeByStructure() throws {
        var schema = Schema()
        schema.add(customResourceDefinition: Self.definition)
        let node = try #require(schema.node(for: GroupVersionKind(group: "example.io", version: "v1", kind: "Thing")))
        let first: Value = [
            "apiVersion": "example.io/v1", "kind": "Thing", "metadata": ["name": "t"],
            "spec": ["ports": [["port": 80]], "tags": ["a"], "whole": ["a": "1"]],
        ]
        var second = first
        second["spec"] = ["ports": [["port": 80, "protocol": "UDP"]], "tags": ["b"]]
        let alice = StructuredMerge.Write(manager: "alice", now: "2024-01-01T00:00:00Z")
        let bob = StructuredMerge.Write(manager: "bob", now: "2024-01-01T00:00:01Z")
        let created = try StructuredMerge.apply(first, to: nil, by: alice, schema: node)
        let merged = try StructuredMerge.apply(second, to: created.object, by: bob, schema: node)
        #expect(merged.object["spec"]?["tags"] == ["a", "b"])
        #expect(merged.object["spec"]?["ports"]?.arrayValue?.count == 2)
        let fields = merged.object["metadata"]?["managedFields"]?[0]?["fieldsV1"]?["f:spec"]
        #expect(fields?["f:ports"]?.objectValue?.keys == [#"k:{"port":80,"protocol":"TCP"}"#])
        #expect(fields?["f:tags"] == [#"v:"a""#: [:]])
        #expect(fields?["f:whole"] == [:])
        // What alice gives up goes, what bob owns stays.
        var third = first
        third["spec"] = ["tags": []]
        let reduced = try StructuredMerge.apply(third, to: merged.object, by: alice, schema: node)
        #expect(reduced.object["spec"]?["tags"] == ["b"])
        #expect(reduced.object["spec"]?["whole"] == nil)
        #expect(reduced.object["spec"]?["ports"] == [["port": 80, "protocol": "UDP"]])
    }

    @Test func ownersOfPartsOwnAFieldThatHasBecomeAtomic() throws {
        var schema = Schema()
        schema.add(customResourceDefinition: Self.definition)
        let node = try #require(schema.node(for: GroupVersionKind(group: "example.io", version: "v1", kind: "Thing")))
        let live: Value = [
            "apiVersion": "example.io/v1", "kind": "Thing",
            "metadata": [
                "name": "t",
                "managedFields": [
                    [
                        "manager": "alice", "operation": "Apply", "apiVersion": "example.io/v1",
                        "fieldsType": "FieldsV1",
                        "fieldsV1": ["f:spec": ["f:whole": ["f:a": [:]]]],
                    ]
                ],
            ], "spec": ["whole": ["a": "1"]],
        ]
        let applied: Value = [
            "apiVersion": "example.io/v1", "kind": "Thing", "metadata": ["name": "t"], "spec": ["whole": ["a": "2"]],
        ]
        let bob = StructuredMerge.Write(manager: "bob", now: "2024-01-01T00:00:01Z")
        let error = #expect(throws: StructuredMergeError.self) {
            try StructuredMerge.apply(applied, to: live, by: bob, schema: node)
        }
        #expect(error?.message == #"Apply failed with 1 conflict: conflict with "alice": .spec.whole"#)
    }

    @Test func openAPIOfAServerGivesTheSameStructure() throws {
        guard let root = Conformance.path("kubeapi/openapi/v2.json.gz") else { return }
        // Unpacking is the operating system's; without it the comparison is left out.
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["gzip", "-dc", root]
        let pipe = Pipe()
        process.standardOutput = pipe
        guard (try? process.run()) != nil else { return }
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { return }
        let schema = Schema(openAPIv2: try Value(json: Array(data)))
        for kind in ["Deployment", "StatefulSet", "DaemonSet"] {
            let name = GroupVersionKind(group: "apps", version: "v1", kind: kind)
            let known = try #require(Schema.builtIn.node(for: name))
            let read = try #require(schema.node(for: name))
            Self.compare(known, read, path: kind, depth: 0)
        }
    }

    private static func compare(_ known: SchemaNode, _ read: SchemaNode, path: String, depth: Int) {
        #expect(known.kind == read.kind || depth > 12, "\(path)")
        #expect(known.listType == read.listType, "\(path)")
        #expect(known.patchStrategy == read.patchStrategy, "\(path)")
        #expect(known.mergeKey == read.mergeKey, "\(path)")
        #expect(known.isAtomic == read.isAtomic, "\(path)")
        guard depth < 12 else { return }
        for name in known.fieldNames {
            guard let left = known[name], let right = read[name] else {
                Issue.record("\(path).\(name) is missing")
                continue
            }
            compare(left, right, path: "\(path).\(name)", depth: depth + 1)
        }
        if known.kind == .list, let left = known.element, let right = read.element {
            compare(left, right, path: "\(path)[]", depth: depth + 1)
        }
    }
}
