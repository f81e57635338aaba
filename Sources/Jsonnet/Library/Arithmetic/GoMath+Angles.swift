extension GoMath {
    /// The octant of an angle that is not negative, made even, and what is left to it.
    private static func reduce(_ x: Double) -> (octant: Int, rest: Double) {
        guard x < 536_870_912 else { return reduceLarge(x) }
        var octant = Int(x * (4 / .pi))
        if octant & 1 == 1 { octant += 1 }
        let count = Double(octant)
        // A quarter of pi in three parts, so that nothing is lost where they are taken away one by one.
        let rest =
            ((x - count * 7.85398125648498535156e-1) - count * 3.77489470793079817668e-8)
            - count * 2.69515142907905952645e-15
        return (octant & 7, rest)
    }

    /// The binary digits of 4/pi.
    private static let digits: [UInt64] = [
        0x0000_0000_0000_0001, 0x45f3_06dc_9c88_2a53, 0xf84e_afa3_ea69_bb81, 0xb6c5_2b32_7887_2083,
        0xfca2_c757_bd77_8ac3, 0x6e48_dc74_849b_a5c0, 0x0c92_5dd4_13a3_2439, 0xfc3b_d639_6253_4e7d,
        0xd104_6bea_5d76_8909, 0xd338_e04d_68be_fc82, 0x7323_ac73_06a6_73e9, 0x3908_bf17_7bf2_5076,
        0x3ff1_2fff_bc0b_301f, 0xde5e_2316_b414_da3e, 0xda6c_fd9e_4f96_136e, 0x9e8c_7ecd_3cbf_d45a,
        0xea4f_758f_d7cb_e2f6, 0x7a0e_73ef_14a5_25d4, 0xd7f6_bf62_3f1a_ba10, 0xac06_608d_f8f6_d757,
    ]

    /// The same for angles whose octant takes more digits of pi than a double has: Payne and Hanek's reduction.
    private static func reduceLarge(_ x: Double) -> (octant: Int, rest: Double) {
        let mantissa = x.significandBitPattern | 1 << 52
        let place = Int(x.exponent) - 52 + 61
        let digit = place / 64
        let shift = UInt64(place % 64)
        func window(_ index: Int) -> UInt64 {
            // Swift's shifts give zero where nothing is left, as wanted for a shift of 64.
            digits[index] << shift | digits[index + 1] >> (64 - shift)
        }
        let low = window(digit + 2).multipliedFullWidth(by: mantissa).high
        let middle = window(digit + 1).multipliedFullWidth(by: mantissa)
        let (sum, carry) = middle.low.addingReportingOverflow(low)
        let product = window(digit) &* mantissa &+ middle.high &+ (carry ? 1 : 0)
        var octant = Int(product >> 61)
        let fraction = product << 3 | sum >> 61
        let zeros = UInt64(fraction.leadingZeroBitCount)
        let bits = (fraction << (zeros + 1) | sum >> (64 - (zeros + 1))) >> 12
        var rest = Double(bitPattern: bits | (1023 - (zeros + 1)) << 52)
        if octant & 1 == 1 {
            octant = (octant + 1) & 7
            rest -= 1
        }
        return (octant, rest * (.pi / 4))
    }

    private static func sineNearZero(_ z: Double) -> Double {
        let square = z * z
        return z + z * square
            * polynomial(
                square, 1.58962301576546568060e-10, -2.50507477628578072866e-8, 2.75573136213857245213e-6,
                -1.98412698295895385996e-4, 8.33333333332211858878e-3, -1.66666666666666307295e-1)
    }

    private static func cosineNearZero(_ z: Double) -> Double {
        let square = z * z
        return 1 - 0.5 * square + square * square
            * polynomial(
                square, -1.13585365213876817300e-11, 2.08757008419747316778e-9, -2.75573141792967388112e-7,
                2.48015872888517045348e-5, -1.38888888888730564116e-3, 4.16666666666665929218e-2)
    }

    static func sin(_ x: Double) -> Double {
        if x == 0 { return x }
        let (octant, rest) = reduce(abs(x))
        let value = octant & 3 == 2 ? cosineNearZero(rest) : sineNearZero(rest)
        return (x < 0) != (octant > 3) ? -value : value
    }

    static func cos(_ x: Double) -> Double {
        let (octant, rest) = reduce(abs(x))
        let value = octant & 3 == 2 ? sineNearZero(rest) : cosineNearZero(rest)
        return octant == 2 || octant == 4 ? -value : value
    }

    static func tan(_ x: Double) -> Double {
        if x == 0 { return x }
        let (octant, rest) = reduce(abs(x))
        let square = rest * rest
        var value = rest
        if square > 1e-14 {
            let numerator = polynomial(
                square, -1.30936939181383734205e4, 1.15351664838587416140e6, -1.79565251976484877988e7)
            let denominator = polynomial(
                square, 1, 1.36812963470692954678e4, -1.32089234440210967447e6, 2.50083801823357915839e7,
                -5.38695755929454629881e7)
            value = rest + rest * (square * numerator / denominator)
        }
        if octant & 2 == 2 { value = -1 / value }
        return x < 0 ? -value : value
    }

    /// The arc of a tangent in [0, 0.66].
    private static func smallArc(_ x: Double) -> Double {
        let square = x * x
        let numerator = polynomial(
            square, -8.750608600031904122785e-01, -1.615753718733365076637e+01, -7.500855792314704667340e+01,
            -1.228866684490136173410e+02, -6.485021904942025371773e+01)
        let denominator = polynomial(
            square, 1, 2.485846490142306297962e+01, 1.650270098316988542046e+02, 4.328810604912902668951e+02,
            4.853903996359136964868e+02, 1.945506571482613964425e+02)
        return x * (square * numerator / denominator) + x
    }

    /// The arc of a tangent that is not negative.
    private static func arc(_ x: Double) -> Double {
        let halfPiLow = 6.123233995736765886130e-17
        if x <= 0.66 { return smallArc(x) }
        if x > 2.41421356237309504880 { return .pi / 2 - smallArc(1 / x) + halfPiLow }
        return .pi / 4 + smallArc((x - 1) / (x + 1)) + 0.5 * halfPiLow
    }

    static func atan(_ x: Double) -> Double { x == 0 ? x : x > 0 ? arc(x) : -arc(-x) }

    static func asin(_ x: Double) -> Double {
        if x == 0 { return x }
        let sine = abs(x)
        guard sine <= 1 else { return .nan }
        let cosine = (1 - sine * sine).squareRoot()
        let angle = sine > 0.7 ? .pi / 2 - arc(cosine / sine) : arc(sine / cosine)
        return x < 0 ? -angle : angle
    }

    static func acos(_ x: Double) -> Double { .pi / 2 - asin(x) }

    static func atan2(_ y: Double, _ x: Double) -> Double {
        if y == 0 {
            let angle = x > 0 || (x == 0 && x.sign == .plus) ? 0.0 : .pi
            return y.sign == .minus ? -angle : angle
        }
        if x == 0 { return y < 0 ? -.pi / 2 : .pi / 2 }
        let angle = atan(y / x)
        guard x < 0 else { return angle }
        return angle <= 0 ? angle + .pi : angle - .pi
    }
}
