/// Acting as somebody else; the real user must be allowed to.
public struct Impersonation: Hashable, Sendable {
    /// The user's name.
    public var user: String
    /// The user's groups.
    public var groups: [String]
    /// The user's uid.
    public var uid: String?
    /// More about the user, by key.
    public var extra: [String: [String]]

    /// Acting as a user.
    ///
    /// - Parameters:
    ///   - user: the name.
    ///   - groups: groups.
    ///   - uid: the uid.
    ///   - extra: more about the user, by key.
    public init(user: String, groups: [String] = [], uid: String? = nil, extra: [String: [String]] = [:]) {
        self.user = user
        self.groups = groups
        self.uid = uid
        self.extra = extra
    }

    /// The header fields that say so.
    var headers: [(name: String, value: String)] {
        var fields: [(name: String, value: String)] = [("Impersonate-User", user)]
        if let uid { fields.append(("Impersonate-Uid", uid)) }
        fields += groups.map { ("Impersonate-Group", $0) }
        for (key, values) in extra.sorted(by: { $0.key < $1.key }) {
            fields += values.map { ("Impersonate-Extra-" + PercentEncoding.query(key), $0) }
        }
        return fields
    }
}
