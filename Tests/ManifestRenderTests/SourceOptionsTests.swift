import ManifestRender
import SourceTrees
import Testing
import Values

@Suite struct SourceOptionsTests {
    private let plain = RenderSource(["a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"] as MemoryTree)

    @Test func theDeclaredKindGoesBeforeTheFiles() throws {
        let options = try SourceOptions(declaredBy: ["directory": ["recurse": true, "include": "*.yaml"]], in: plain)
        #expect(options == .directory(DirectoryOptions(recurse: true, include: "*.yaml")))
    }

    @Test(arguments: ["directory", "helm", "kustomize", "plugin"])
    func emptyFieldsChooseNothing(field: String) throws {
        let declared: Value = .object([field: ["jsonnet": [:], "recurse": false]])
        #expect(try SourceOptions(declaredBy: declared, in: plain) == .directory(DirectoryOptions()))
    }

    @Test func twoKindsContradictEachOther() {
        let declared: Value = ["directory": ["recurse": true], "helm": ["releaseName": "a"]]
        #expect(throws: RenderError(.invalidOptions, "")) { try SourceOptions(declaredBy: declared, in: plain) }
    }

    @Test func aFieldOfTheWrongTypeIsNamed() {
        let error = #expect(throws: RenderError.self) {
            try SourceOptions(declaredBy: ["directory": ["recurse": "yes"]], in: plain)
        }
        #expect(error?.message.contains("directory.recurse") == true)
    }
}
