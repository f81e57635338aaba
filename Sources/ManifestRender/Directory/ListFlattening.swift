import KubeModel
import Values

/// Objects whose `items` is a list stand for what the list holds, whatever their kind is called.
enum ListFlattening {
    /// The deepest list within a list that is opened.
    private static let maximumDepth = 16

    /// Appends the object, or the objects it lists, to `objects`.
    ///
    /// An item of `FooList` that names no kind is a `Foo` of the list's version.
    static func append(_ value: Value, to objects: inout [KubeObject], depth: Int = 0) throws(FlatteningError) {
        guard let items = value["items"], depth < maximumDepth else {
            return objects.append(try object(value))
        }
        switch items {
        case .array(let elements):
            for (position, element) in elements.enumerated() {
                guard case .object = element else {
                    throw FlatteningError(reason: "items[\(position)] is a \(element.kindName), not an object")
                }
                do throws(FlatteningError) {
                    try append(completed(element, from: value), to: &objects, depth: depth + 1)
                } catch {
                    throw FlatteningError(reason: "items[\(position)]: \(error.reason)")
                }
            }
        case .null where value["spec"] == nil && value["status"] == nil:
            break
        default:
            objects.append(try object(value))
        }
    }

    private static func object(_ value: Value) throws(FlatteningError) -> KubeObject {
        do throws(KubeObjectError) {
            return try KubeObject(value)
        } catch {
            throw FlatteningError(reason: error.description)
        }
    }

    private static func completed(_ item: Value, from list: Value) -> Value {
        guard item["kind"] == nil, let kind = list["kind"]?.stringValue, kind.hasSuffix("List"), kind != "List" else {
            return item
        }
        var item = item
        item["kind"] = .string(String(kind.dropLast(4)))
        if item["apiVersion"] == nil { item["apiVersion"] = list["apiVersion"] }
        return item
    }
}

/// Why a document stands for no objects.
struct FlatteningError: Error {
    var reason: String
}
