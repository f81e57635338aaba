import Testing

/// The tool keeps notes among an object's annotations, which configurations can bring to light.
@Suite struct NotesTests {
    private let service = """
        apiVersion: v1
        kind: Service
        metadata:
          name: web
        spec:
          ports:
          - port: 80

        """

    @Test func aVariableMayStandForTheAnnotationsThatOnlyTheToolWrote() throws {
        let variable = """
            vars:
            - name: V
              objref: {apiVersion: v1, kind: Service, name: web}
              fieldref: {fieldpath: metadata.annotations}

            """
        let files = ["r.yaml": service, "kustomization.yaml": "resources: [r.yaml]\n" + variable]
        #expect(throws: (any Error).self) { try kustomize(files) }
        let renamed = files.merging(["kustomization.yaml": "resources: [r.yaml]\nnamePrefix: a-\n" + variable]) { $1 }
        #expect(try kustomize(renamed).contains("name: a-web"))
    }

    @Test func aNameReferenceToTheAnnotationsFailsWhereTheToolHasNotes() throws {
        let files = [
            "r.yaml": service,
            "c.yaml": "nameReference:\n- kind: ConfigMap\n  fieldSpecs: [{path: metadata/annotations}]\n",
            "kustomization.yaml": "resources: [r.yaml]\nconfigurations: [c.yaml]\n",
        ]
        #expect(try kustomize(files) == service)
        let moved = files.merging([
            "kustomization.yaml": "resources: [r.yaml]\nconfigurations: [c.yaml]\nnamespace: shop\n"
        ]) { $1 }
        #expect(throws: (any Error).self) { try kustomize(moved) }
    }

    @Test func aValidatorMayNotChangeTheNotesEither() throws {
        let validator = """
            validators:
            - |-
              apiVersion: builtin
              kind: NamespaceTransformer
              metadata: {name: v, namespace: shop}
              fieldSpecs: [{path: metadata/namespace, create: true}]
              unsetOnly: true

            """
        let files = ["r.yaml": service, "kustomization.yaml": "resources: [r.yaml]\nnamespace: x\n" + validator]
        #expect(throws: (any Error).self) { try kustomize(files) }
    }
}
