import Testing
import Values

@testable import ManifestRender

@Suite struct ImageTests {
    @Test(arguments: [
        ("nginx", "nginx", "", ""), ("nginx:1", "nginx", "1", ""), ("nginx@sha256:a", "nginx", "", "sha256:a"),
        ("host:5000/a/b", "host:5000/a/b", "", ""), ("host:5000/a:2@sha256:c", "host:5000/a", "2", "sha256:c"),
    ])
    func partsOfAReference(_ text: String, name: String, tag: String, digest: String) {
        let image = ImageReference(text)
        #expect((image.name, image.tag, image.digest) == (name, tag, digest))
        #expect(image.text == text)
    }

    private func transformed(_ image: String, _ rule: ImageRule) throws -> String? {
        var resources = ResourceMap([
            KustomizeResource(["kind": "Pod", "spec": ["containers": [["image": .string(image)]]]])
        ])
        let specs = [FieldSpec("spec/containers[]/image", create: true)]
        try ImageTagTransformer([rule], fieldSpecs: specs).transform(&resources)
        return resources[0].value["spec", "containers"]?[0]?["image"]?.stringValue
    }

    @Test func tagAndDigestReplaceEachOther() throws {
        #expect(try transformed("a:1@sha256:x", ImageRule(name: "a", newTag: "2")) == "a:2")
        #expect(try transformed("a:1", ImageRule(name: "a", digest: "sha256:y")) == "a@sha256:y")
        #expect(try transformed("a:1", ImageRule(name: "a", newTag: "2", digest: "sha256:y")) == "a:2@sha256:y")
        #expect(try transformed("a:1", ImageRule(name: "a", newName: "b/c")) == "b/c:1")
    }

    @Test func aSuffixIsPutOnOnceByEachWayToTheField() throws {
        #expect(try transformed("a:1", ImageRule(name: "a", tagSuffix: "-x")) == "a:1-x-x")
    }

    @Test func theNameIsAPatternOfTheWholeName() throws {
        #expect(try transformed("docker.io/a:1", ImageRule(name: "a", newTag: "2")) == "docker.io/a:1")
        #expect(try transformed("abc:1", ImageRule(name: "a.*", newTag: "2")) == "abc:2")
        #expect(throws: RenderError.self) { try transformed("a", ImageRule(name: "a(", newTag: "2")) }
    }
}
