/// What template functions may know of the world: handed in, so that a host decides whether a rendering is repeatable.
public struct TemplateHost: Sendable {
    /// The moment `now` tells, as nanoseconds since 1970.
    public var now: @Sendable () -> (seconds: Int64, nanoseconds: Int64)
    /// Random 64-bit words.
    public var random: @Sendable () -> UInt64
    /// Keys, certificates and hashes of passwords; nil where templates may not make any.
    public var cryptography: (any TemplateCryptography)?
    /// Live objects for `lookup` by API version, kind, namespace and name; nil finds nothing.
    public var lookup: (@Sendable (String, String, String, String) throws -> GoValue)?
    /// Addresses for `getHostByName`; nil gives the empty text.
    public var resolveHost: (@Sendable (String) -> String)?
    /// Rules of time zones by name; UTC alone unless given.
    public var timeZone: @Sendable (String) -> GoLocation?

    /// A host; what is not given is the machine's clock and randomness, and nothing of the network.
    public init(
        now: (@Sendable () -> (seconds: Int64, nanoseconds: Int64))? = nil,
        random: (@Sendable () -> UInt64)? = nil,
        cryptography: (any TemplateCryptography)? = nil,
        lookup: (@Sendable (String, String, String, String) throws -> GoValue)? = nil,
        resolveHost: (@Sendable (String) -> String)? = nil,
        timeZone: @escaping @Sendable (String) -> GoLocation? = GoLocation.system
    ) {
        self.now = now ?? SystemClock.now
        self.random = random ?? { UInt64.random(in: .min ... .max) }
        self.cryptography = cryptography
        self.lookup = lookup
        self.resolveHost = resolveHost
        self.timeZone = timeZone
    }

    func randomBytes(_ count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count + 8)
        while bytes.count < count {
            withUnsafeBytes(of: random()) { bytes.append(contentsOf: $0) }
        }
        bytes.removeLast(bytes.count - count)
        return bytes
    }

    func random(below bound: Int) -> Int {
        guard bound > 1 else { return 0 }
        return Int(random() % UInt64(bound))
    }
}

/// Makes keys and certificates for templates; the core holds no cryptography itself, so that it stays light.
///
/// Texts are PEM. Failures are thrown as ``FunctionFailure`` with the words Go would use.
public protocol TemplateCryptography: Sendable {
    /// A private key: `rsa`, `ecdsa`, `ed25519` or empty for RSA.
    func privateKey(kind: String) throws -> String
    /// A certificate authority of a name for a number of days, with a new key or the given one.
    func authority(name: String, days: Int, key: String?) throws -> (certificate: String, key: String)
    /// A certificate signed by itself.
    func selfSigned(
        name: String, addresses: [String], names: [String], days: Int, key: String?
    ) throws -> (certificate: String, key: String)
    /// A certificate signed by an authority.
    func signed(
        name: String, addresses: [String], names: [String], days: Int, authority: (certificate: String, key: String),
        key: String?
    ) throws -> (certificate: String, key: String)
}
