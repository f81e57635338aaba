/// The signature of a commit with the text it signs, for whoever verifies it.
public struct GitCommitSignature: Hashable, Sendable {
    /// How a commit is signed.
    public enum Format: Hashable, Sendable {
        /// OpenPGP.
        case openPGP
        /// An SSH key.
        case ssh
        /// X.509.
        case x509
        /// None that is known.
        case unknown
    }

    /// The signature as it stands in the commit, armoured.
    public var text: String
    /// The bytes that were signed: the commit without its signature.
    public var payload: [UInt8]

    /// How the commit is signed, told by the armour.
    public var format: Format {
        if text.hasPrefix("-----BEGIN PGP SIGNATURE-----") { return .openPGP }
        if text.hasPrefix("-----BEGIN SSH SIGNATURE-----") { return .ssh }
        return text.hasPrefix("-----BEGIN SIGNED MESSAGE-----") ? .x509 : .unknown
    }
}
