import KubeModel
import Values

/// Names that depend on a template alone, as the real controllers make them.
///
/// They hash what Go prints of the template's fields, or the revision's data; so the same template has the same name here
/// and in a cluster.
enum TemplateHash {
    private static let letters = Array("bcdfghjklmnpqrstvwxz2456789".utf8)

    /// The hash of a pod template.
    ///
    /// - Parameter collisions: how often the name was taken already; nil where nobody counts.
    static func text(_ template: Value, collisions: Int64? = nil) -> String {
        var printer = GoPrinter()
        printer.printStructure("PodTemplateSpec", template)
        var hash: UInt32 = 2_166_136_261
        for byte in printer.output { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
        if let collisions {
            var rest = UInt32(truncatingIfNeeded: collisions)
            for _ in 0..<8 {
                hash = (hash ^ (rest & 255)) &* 16_777_619
                rest >>= 8
            }
        }
        return encoded(hash)
    }

    /// The hash of a revision's data.
    static func revision(_ data: Value, collisions: Int64) -> String {
        var hash: UInt32 = 2_166_136_261
        let bytes = data.jsonBytes(.compact, sortedKeys: true) + Array(String(collisions).utf8)
        for byte in bytes { hash = (hash &* 16_777_619) ^ UInt32(byte) }
        return encoded(hash)
    }

    private static func encoded(_ hash: UInt32) -> String {
        String(decoding: String(hash).utf8.map { letters[Int($0) % letters.count] }, as: UTF8.self)
    }
}

/// Prints values as Go's deep printer does for hashing: types and all fields, in the order of their declaration.
struct GoPrinter {
    private(set) var output: [UInt8] = []
    private var depth = 0
    private static let depthLimit = 32

    private mutating func write(_ text: String) { output += text.utf8 }

    /// Prints a struct with its type.
    mutating func printStructure(_ type: String, _ value: Value?) {
        write("(v1.\(type))")
        printFields(type, value)
    }

    private mutating func printFields(_ type: String, _ value: Value?) {
        guard depth < GoPrinter.depthLimit else { return }
        depth += 1
        write("{")
        for (index, field) in GoShapeTable.versioned[type].enumerated() {
            if index > 0 { write(" ") }
            write("\(field.name):")
            if field.isEmbedded {
                printStructure(field.name, value)
            } else {
                printField(field.type, value?[field.json])
            }
        }
        write("}")
        depth -= 1
    }

    private func name(_ type: GoShapeTable.FieldType) -> String {
        switch type {
        case .text(let named): named.map { "v1.\($0)" } ?? "string"
        case .truth: "bool"
        case .int32: "int32"
        case .int64: "int64"
        case .intOrString: "intstr.IntOrString"
        case .quantity: "resource.Quantity"
        case .texts: "map[string]string"
        case .resources: "v1.ResourceList"
        case .metadata: "v1.ObjectMeta"
        case .structure(let name): "v1.\(name)"
        case .pointer(let inner): "*\(name(inner))"
        case .list(let inner): "[]\(name(inner))"
        }
    }

    private mutating func printField(_ type: GoShapeTable.FieldType, _ value: Value?) {
        write("(\(name(type)))")
        printValue(type, value)
    }

    /// Prints a value whose type stands before it already.
    private mutating func printValue(_ type: GoShapeTable.FieldType, _ value: Value?) {
        switch type {
        case .text: write(value?.stringValue ?? "")
        case .truth: write(value?.boolValue == true ? "true" : "false")
        case .int32, .int64: write(String(value?.intValue ?? 0))
        case .intOrString: printIntOrString(value)
        case .quantity: printQuantity(value?.stringValue ?? "0")
        case .texts: printMap(value) { $0.write($1.stringValue ?? "") }
        case .resources: printMap(value) { $0.printQuantity($1.stringValue ?? "0") }
        case .metadata: printMetadata(value)
        case .structure(let name): printFields(name, value)
        case .pointer(let inner): if let value { printValue(inner, value) } else { write("<nil>") }
        case .list(let inner):
            guard let elements = value?.arrayValue else { return write("<nil>") }
            write("[")
            for (index, element) in elements.enumerated() {
                if index > 0 { write(" ") }
                printValue(inner, element)
            }
            write("]")
        }
    }

    private mutating func printMap(_ value: Value?, _ print: (inout GoPrinter, Value) -> Void) {
        guard let members = value?.objectValue, !members.isEmpty else { return write("<nil>") }
        write("map[")
        for (index, member) in members.sorted(by: { byBytes($0.key, $1.key) }).enumerated() {
            write(index > 0 ? " \(member.key):" : "\(member.key):")
            print(&self, member.value)
        }
        write("]")
    }

    private mutating func printIntOrString(_ value: Value?) {
        if case .string(let text)? = value {
            write("{Type:(intstr.Type)1 IntVal:(int32)0 StrVal:(string)\(text)}")
        } else {
            write("{Type:(intstr.Type)0 IntVal:(int32)\(value?.intValue ?? 0) StrVal:(string)}")
        }
    }

    /// A quantity as its parser leaves it: number, power of ten, the text itself and its format.
    private mutating func printQuantity(_ text: String) {
        let parts = QuantityParts(text)
        write(
            "{i:(resource.int64Amount){value:(int64)\(parts.value) scale:(resource.Scale)\(parts.scale)} "
                + "d:(resource.infDecAmount){Dec:(*inf.Dec)<nil>} s:(string)\(text) Format:(resource.Format)\(parts.format)}"
        )
    }

    private mutating func printMetadata(_ value: Value?) {
        let empty = ["GenerateName", "Namespace", "SelfLink"]
        write("{Name:(string)\(value?.text("name") ?? "")")
        for name in empty { write(" \(name):(string)") }
        write(" UID:(types.UID) ResourceVersion:(string) Generation:(int64)0")
        write(" CreationTimestamp:(v1.Time){Time:(time.Time){wall:(uint64)0 ext:(int64)0 loc:(*time.Location)<nil>}}")
        write(" DeletionTimestamp:(*v1.Time)<nil> DeletionGracePeriodSeconds:(*int64)<nil>")
        for name in ["labels", "annotations"] {
            write(" \(name.prefix(1).uppercased() + name.dropFirst()):(map[string]string)")
            printMap(value?[name]) { $0.write($1.stringValue ?? "") }
        }
        write(" OwnerReferences:([]v1.OwnerReference)<nil> Finalizers:([]string)<nil>")
        write(" ManagedFields:([]v1.ManagedFieldsEntry)<nil>}")
    }
}

/// A canonical quantity taken apart.
private struct QuantityParts {
    var value: Int64 = 0
    var scale = 0
    var format = "DecimalSI"

    private static let decimal: [String: Int] = [
        "n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18,
    ]
    private static let binary = ["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"]

    init(_ text: String) {
        if text == "0" {
            format = ""
            return
        }
        let digits = text.prefix { $0 == "-" || $0 == "+" || $0.isNumber }
        let suffix = String(text.dropFirst(digits.count))
        value = Int64(digits) ?? 0
        if let power = QuantityParts.binary.firstIndex(of: suffix) {
            format = "BinarySI"
            value = value.multipliedReportingOverflow(by: 1 << (10 * (Int64(power) + 1))).partialValue
        } else if let power = QuantityParts.decimal[suffix] {
            scale = power
        } else if suffix.first == "e" || suffix.first == "E", let power = Int(suffix.dropFirst()) {
            scale = power
            format = "DecimalExponent"
        }
    }
}
