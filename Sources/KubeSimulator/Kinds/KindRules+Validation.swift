import Values

extension KindRules {
    /// What is wrong with a new object.
    static func validate(
        _ object: Value, _ definition: ResourceDefinition, old: Value?, server: APIServer
    ) -> [FieldError] {
        MetadataRules.validate(object, definition)
    }

    /// What is wrong with a changed object.
    static func validateUpdate(
        _ object: Value, old: Value, _ definition: ResourceDefinition, subresource: String, server: APIServer
    ) -> [FieldError] {
        MetadataRules.validateUpdate(object, old: old, definition)
    }
}
