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
        unary("sin") { GoMath.sin($0) },
        unary("cos") { GoMath.cos($0) },
        unary("tan") { GoMath.tan($0) },
        unary("asin") { GoMath.asin($0) },
        unary("acos") { GoMath.acos($0) },
        unary("atan") { GoMath.atan($0) },
        unary("log") { GoMath.log($0) },
        unary("log2") { GoMath.log($0) / GoMath.log(2) },
        unary("log10") { GoMath.log($0) / GoMath.log(10) },
        unary("exp") { GoMath.exp($0) },
        unary("deg2rad") { $0 * .pi / 180 },
        unary("rad2deg") { $0 * 180 / .pi },
        unary("mantissa") { GoMath.split($0).fraction },
        unary("exponent") { Double(GoMath.split($0).exponent) },
        binary("atan2", "y x") { GoMath.atan2($0, $1) },
        binary("hypot", "x y") { GoMath.hypot($0, $1) },
        binary("pow", "x n") { GoMath.pow($0, $1) },
        test("isEven") { modulo($0.rounded(.towardZero), 2) == 0 },
        test("isOdd") { modulo($0.rounded(.towardZero), 2) != 0 },
        test("isInteger") { $0 == $0.rounded(.towardZero) },
        test("isDecimal") { $0 != $0.rounded(.towardZero) },
        Builtin("modulo", "x y") { vm, a throws(Failure) in
            let first = try vm.number(a[0])
            let second = try vm.number(a[1])
            guard second != 0 else { throw Failure("Division by zero.") }
            return .number(try vm.checked(modulo(first, second)))
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
        Builtin("max", "a b~") { vm, a throws(Failure) in
            let (first, second) = try pair(vm, "max", a)
            return .number(first > second ? first : second)
        },
        Builtin("min", "a b~") { vm, a throws(Failure) in
            let (first, second) = try pair(vm, "min", a)
            return .number(first < second ? first : second)
        },
        Builtin("clamp", "x minVal maxVal~") { vm, a throws(Failure) in
            if try vm.compare(a[0], a[1]) < 0 { return a[1] }
            let most = try vm.value(a[2])
            return try vm.compare(a[0], most) > 0 ? most : a[0]
        },
    ]

    private static func pair(
        _ vm: Interpreter, _ name: String, _ arguments: UnsafeMutablePointer<Datum>
    ) throws(Failure) -> (Double, Double) {
        guard case .number(let first) = arguments[0] else {
            throw Failure("std.\(name) first param expected number, got \(arguments[0].typeName)")
        }
        let other = try vm.value(arguments[1])
        guard case .number(let second) = other else {
            throw Failure("std.\(name) second param expected number, got \(other.typeName)")
        }
        return (first, second)
    }
}
