import SemanticVersions

/// Semantic versions and constraints, as Masterminds' library reads them.
enum VersionFunctions {
    static var all: [TemplateFunction] {
        [
            TemplateFunction("semver", "s") { call in .object(try version(call.string(0))) },
            TemplateFunction("semverCompare", "ss") { call in
                let constraint: VersionConstraint
                do throws(VersionConstraintError) {
                    constraint = try VersionConstraint(call.string(0))
                } catch {
                    throw FunctionFailure("improper constraint: \(GoQuoting.quoted(error.text))")
                }
                return .bool(constraint.isSatisfied(by: try version(call.string(1)).version))
            },
        ]
    }

    private static func version(_ text: String) throws -> VersionValue {
        do throws(SemanticVersionError) {
            return VersionValue(try SemanticVersion(text))
        } catch {
            throw FunctionFailure(message(error))
        }
    }

    private static func message(_ error: SemanticVersionError) -> String {
        switch error.code {
        case .leadingZero: return "version segment starts with 0"
        case .numberTooLarge:
            let numbers = error.text.split { !$0.isASCII || !$0.isNumber }
            let segment = numbers.prefix(3).first { UInt64($0) == nil } ?? ""
            return "error parsing version segment: strconv.ParseUint: parsing \(GoQuoting.quoted(String(segment))): "
                + "value out of range"
        default: return "invalid semantic version"
        }
    }
}

/// A version as templates see it.
final class VersionValue: GoObject, Sendable {
    let version: SemanticVersion

    init(_ version: SemanticVersion) { self.version = version }

    var typeName: String { "*semver.Version" }
    var kindName: String { "ptr" }
    var fields: [(name: String, value: GoValue)] { [] }
    var text: String? { version.description }
    var printedFields: [(name: String, value: GoValue)] {
        func number(_ value: UInt64) -> GoValue { .number(GoNumber(Int64(bitPattern: value), typeName: "uint64")) }
        return [
            ("major", number(version.major)), ("minor", number(version.minor)), ("patch", number(version.patch)),
            ("pre", .string(version.prerelease)), ("metadata", .string(version.metadata)),
            ("original", .string(version.original)),
        ]
    }

    func method(_ name: String) -> TemplateFunction? {
        let version = version
        func number(_ value: UInt64) -> TemplateFunction {
            TemplateFunction(name, "") { _ in
                .number(GoNumber(Int64(bitPattern: value), typeName: "uint64"))
            }
        }
        func next(_ make: @escaping @Sendable () -> SemanticVersion) -> TemplateFunction {
            // These return a value, not a pointer, whose text is the same.
            TemplateFunction(name, "") { _ in .object(VersionValue(make())) }
        }
        switch name {
        case "Major": return number(version.major)
        case "Minor": return number(version.minor)
        case "Patch": return number(version.patch)
        case "Prerelease": return TemplateFunction(name, "") { _ in .string(version.prerelease) }
        case "Metadata": return TemplateFunction(name, "") { _ in .string(version.metadata) }
        case "Original": return TemplateFunction(name, "") { _ in .string(version.original) }
        case "String": return TemplateFunction(name, "") { _ in .string(version.description) }
        case "IncMajor": return next { SemanticVersion(major: version.major &+ 1) }
        case "IncMinor": return next { SemanticVersion(major: version.major, minor: version.minor &+ 1) }
        case "IncPatch":
            return next {
                SemanticVersion(
                    major: version.major, minor: version.minor,
                    patch: version.isPrerelease ? version.patch : version.patch &+ 1)
            }
        case "Compare", "GreaterThan", "LessThan", "Equal", "GreaterThanEqual", "LessThanEqual":
            return TemplateFunction(name, parameters: [.named("*semver.Version")]) { call in
                guard case .object(let object) = call[0], let other = object as? VersionValue else { return .invalid }
                let order = version.order(against: other.version)
                switch name {
                case "Compare": return .int(order)
                case "GreaterThan": return .bool(order > 0)
                case "LessThan": return .bool(order < 0)
                case "GreaterThanEqual": return .bool(order >= 0)
                case "LessThanEqual": return .bool(order <= 0)
                default: return .bool(order == 0)
                }
            }
        default: return nil
        }
    }
}
