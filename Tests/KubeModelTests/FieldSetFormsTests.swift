import KubeModel
import Testing
import Values

/// Field sets against one another, and their written forms.
@Suite struct FieldSetFormsTests {
    private let spec = FieldSet([[.field("spec"), .field("replicas")], [.field("metadata"), .field("labels")]])

    @Test func aSubsetHasNoPlaceOfItsOwn() {
        #expect(FieldSet([[.field("spec"), .field("replicas")]]).isSubset(of: spec))
        #expect(FieldSet().isSubset(of: spec))
        #expect(spec.isSubset(of: spec))
        // What lies above or below a place is another place.
        #expect(!FieldSet([[.field("spec")]]).isSubset(of: spec))
        #expect(!FieldSet([[.field("spec"), .field("replicas"), .field("x")]]).isSubset(of: spec))
        #expect(!FieldSet([[.field("status")]]).isSubset(of: spec))
    }

    @Test func aFormIsTheSetsOwnAlsoWhenForgotten() {
        let forms = FieldSetForms(limit: 1)
        let other = FieldSet([[.field("data")]])
        for set in [spec, other, spec] { #expect(forms.form(of: set) == set.fieldsV1) }
    }

    /// What a client wrote in another order comes back in the server's.
    @Test func foreignOrdersAreNotKept() throws {
        let entry: Value = [
            "manager": "a", "operation": "Apply", "apiVersion": "v1", "fieldsType": "FieldsV1",
            "fieldsV1": ["f:z": [:], "f:a": ["f:b": [:], ".": [:]]],
        ]
        let written = try #require(try ManagedFields([entry]).value)
        #expect(written[0]?["fieldsV1"]?.jsonText() == #"{"f:a":{".":{},"f:b":{}},"f:z":{}}"#)
    }
}
