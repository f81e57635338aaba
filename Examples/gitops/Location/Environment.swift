#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif
#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The environment of the process; libraries never look at it, so it is read here alone.
enum Environment {
    /// The value of a variable, nil where it is unset or empty.
    static subscript(name: String) -> String? {
        guard let value = getenv(name) else { return nil }
        let text = String(cString: value)
        return text.isEmpty ? nil : text
    }

    /// All variables.
    static var all: [String: String] { ProcessInfo.processInfo.environment }
}
