#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

extension Library {
    private static func unary(_ name: String, _ function: @escaping @Sendable (Double) -> Double) -> Builtin {
        Builtin(name, "x") { vm, a throws(Failure) in .number(try vm.checked(function(try vm.number(a[0])))) }
    }

    private static func binary(
        _ name: String, _ parameters: String, _ function: @escaping @Sendable (Double, Double) -> Double
    ) -> Builtin {
        Builtin(name, parameters) { vm, a throws(Failure) in
            let first = try vm.number(a[0])
            return .number(try vm.checked(function(first, try vm.number(a[1]))))
        }
    }

    private static func test(_ name: String, _ function: @escaping @Sendable (Double) -> Bool) -> Builtin {
        Builtin(name, "x") { vm, a throws(Failure) in .bool(function(try vm.number(a[0]))) }
    }

    /// Arithmetic.
    static let numbers: [Builtin] = [
        unary("ceil") { $0.rounded(.up) },
        unary("floor") { $0.rounded(.down) },
        unary("round") { $0.rounded(.toNearestOrAwayFromZero) },
        unary("sqrt") { $0.squareRoot() },
        unary("sin") { sin($0) },
        unary("cos") { cos($0) },
        unary("tan") { tan($0) },
        unary("asin") { asin($0) },
        unary("acos") { acos($0) },
        unary("atan") { atan($0) },
        unary("log") { log($0) },
        unary("log2") { log($0) / log(2) },
        unary("log10") { log($0) / log(10) },
        unary("exp") { exp($0) },
        unary("deg2rad") { $0 * .pi / 180 },
        unary("rad2deg") { $0 * 180 / .pi },
        unary("mantissa") { copysign(frexp(abs($0)).0, $0) },
        unary("exponent") { Double(frexp($0).1) },
        binary("atan2", "y x") { atan2($0, $1) },
        binary("hypot", "x y") { hypot($0, $1) },
        binary("pow", "x n") { pow($0, $1) },
        test("isEven") { fmod($0.rounded(.towardZero), 2) == 0 },
        test("isOdd") { fmod($0.rounded(.towardZero), 2) != 0 },
        test("isInteger") { $0 == $0.rounded(.towardZero) },
        test("isDecimal") { $0 != $0.rounded(.towardZero) },
        Builtin("modulo", "x y") { vm, a throws(Failure) in
            let first = try vm.number(a[0])
            let second = try vm.number(a[1])
            guard second != 0 else { throw Failure("Division by zero.") }
            return .number(try vm.checked(fmod(first, second)))
        },
        Builtin("mod", "a b") { vm, a throws(Failure) in try vm.remainder(a[0], a[1]) },
        Builtin("abs", "n") { _, a throws(Failure) in
            guard case .number(let number) = a[0] else {
                throw Failure("std.abs expected number, got \(a[0].typeName)")
            }
            return .number(number > 0 ? number : -number)
        },
        Builtin("sign", "n") { _, a throws(Failure) in
            guard case .number(let number) = a[0] else {
                throw Failure("std.sign expected number, got \(a[0].typeName)")
            }
            return .number(number > 0 ? 1 : number < 0 ? -1 : 0)
        },
        Builtin("max", "a b") { _, a throws(Failure) in
            let (first, second) = try pair("max", a)
            return .number(first > second ? first : second)
        },
        Builtin("min", "a b") { _, a throws(Failure) in
            let (first, second) = try pair("min", a)
            return .number(first < second ? first : second)
        },
        Builtin("clamp", "x minVal maxVal") { vm, a throws(Failure) in
            if try vm.compare(a[0], a[1]) < 0 { return a[1] }
            return try vm.compare(a[0], a[2]) > 0 ? a[2] : a[0]
        },
    ]

    private static func pair(
        _ name: String, _ arguments: UnsafeMutablePointer<Datum>
    ) throws(Failure) -> (Double, Double) {
        guard case .number(let first) = arguments[0] else {
            throw Failure("std.\(name) first param expected number, got \(arguments[0].typeName)")
        }
        guard case .number(let second) = arguments[1] else {
            throw Failure("std.\(name) second param expected number, got \(arguments[1].typeName)")
        }
        return (first, second)
    }
}
