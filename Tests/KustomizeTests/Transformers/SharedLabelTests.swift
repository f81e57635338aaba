import Foundation
import ManifestRender
import Testing

/// Labels that a base puts in several places and that are changed in one of them later, with results that
/// `kubectl kustomize` 5.8.1 gave: they change in all places that did not have them before the base.
@Suite struct SharedLabelTests {
    private static let deployment = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\n"

    /// The values of the label `app` in order: metadata, selector, template.
    private func labels(
        _ overlay: String, object: String = deployment + "spec: {template: {spec: {}}}\n"
    ) throws
        -> [Substring]
    {
        let text = try kustomize(
            [
                "o/kustomization.yaml": "resources: [../b]\n" + overlay,
                "b/kustomization.yaml": "resources: [r.yaml]\ncommonLabels: {app: one}\n", "b/r.yaml": object,
            ], path: "o")
        return text.split(separator: "\n").compactMap { line in
            line.range(of: "app: ").map { line[$0.upperBound...] }
        }
    }

    @Test(arguments: [
        "labels: [{pairs: {app: two}}]",
        "patches: [{patch: '{apiVersion: apps/v1, kind: Deployment, metadata: {name: web, labels: {app: two}}}'}]",
        "replacements: [{sourceValue: two, targets: [{select: {kind: Deployment}, fieldPaths: [metadata.labels.app]}]}]",
        "labels: [{pairs: {app: two}}]\nnamePrefix: a-\nreplicas: [{name: web, count: 2}]",
    ])
    func aLabelChangesInAllPlaces(overlay: String) throws {
        #expect(try labels(overlay) == ["two", "two", "two"])
    }

    @Test func labelsThatWereThereBeforeAreTheirOwn() throws {
        let object = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, labels: {app: zero}}\n"
        #expect(
            try labels("labels: [{pairs: {app: two}}]", object: object + "spec: {template: {spec: {}}}\n") == [
                "two", "one", "one",
            ])
    }

    @Test(arguments: [
        #"patches: [{target: {}, patch: '[{"op": "replace", "path": "/metadata/labels/app", "value": "two"}]'}]"#,
        #"patches: [{target: {}, patch: '[{"op": "add", "path": "/spec/x", "value": 1}]'}]"#
            + "\nlabels: [{pairs: {app: two}}]",
    ])
    func aJSONPatchMakesThemSeparate(overlay: String) throws {
        #expect(try labels(overlay) == ["two", "one", "one"])
    }

    @Test func aLabelTakenAwayStaysInOtherPlaces() throws {
        let patch =
            "patches: [{patch: '{apiVersion: apps/v1, kind: Deployment, metadata: {name: web, labels: {app: null}}}'}]"
        #expect(try labels(patch) == ["one", "one"])
    }
}
