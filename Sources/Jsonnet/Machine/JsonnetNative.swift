public import Values

/// A function of the host that programs reach through `std.native`.
///
/// ```swift
/// vm.natives.append(JsonnetNative("upper", parameters: ["text"]) { arguments in
///     .string(arguments[0].string?.uppercased() ?? "")
/// })
/// ```
public struct JsonnetNative: Sendable {
    /// What programs call it by.
    public let name: String
    /// Its parameters, all of which must be given.
    public let parameters: [String]
    let body: @Sendable ([Value]) throws -> Value

    /// A function.
    ///
    /// - Parameters:
    ///   - name: what programs call it by.
    ///   - parameters: names of the parameters in order.
    ///   - body: computes the result; what it throws becomes the program's error. It should depend on nothing but
    ///     its arguments.
    public init(_ name: String, parameters: [String], body: @escaping @Sendable ([Value]) throws -> Value) {
        self.name = name
        self.parameters = parameters
        self.body = body
    }

    /// The function as one of the library's.
    var builtin: Builtin {
        let native = self
        return Builtin(name, parameters.joined(separator: " ")) { vm, arguments throws(Failure) in
            var values: [Value] = []
            for index in 0..<native.parameters.count { values.append(try vm.export(arguments[index])) }
            let result: Value
            do {
                result = try native.body(values)
            } catch { throw Failure("\(error)") }
            return try vm.datum(result)
        }
    }
}
