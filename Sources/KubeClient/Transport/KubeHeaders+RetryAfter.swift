extension KubeHeaders {
    /// The longest time that is believed; a server that says more is in trouble of another kind.
    private static let longestWish: Int64 = 86_400

    /// After what time the server wants to be asked again (`Retry-After`: seconds, or a date).
    ///
    /// A date is compared with the answer's own `Date`, so that it does not matter how this machine's clock is set.
    ///
    /// - Parameter now: this machine's time, for answers without `Date`.
    /// - Returns: nil where the server says nothing that can be read.
    func retryAfter(now: Timestamp) -> Duration? {
        guard let text = self["Retry-After"]?.trimmingSpaces else { return nil }
        if let seconds = Int64(text) { return .seconds(min(max(seconds, 0), KubeHeaders.longestWish)) }
        guard let moment = HTTPDate.moment(text) else { return nil }
        let reference = self["Date"].flatMap(HTTPDate.moment) ?? now
        return min(max(reference.duration(to: moment), .zero), .seconds(KubeHeaders.longestWish))
    }
}

extension String {
    fileprivate var trimmingSpaces: String {
        var text = Substring(self)
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
