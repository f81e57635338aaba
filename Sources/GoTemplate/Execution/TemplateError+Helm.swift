extension TemplateError {
    /// The text in which Helm shows this error to a user.
    ///
    /// A failure that the template asked for is one line with its place; a chain of failures that templates passed on
    /// stands in steps, each with its place; whatever else is Go's own text.
    public var helmDescription: String {
        if code == .syntax {
            let words = message.lastRange(of: ": ").map { String(message[$0...]) } ?? message
            return "parse error at (\(place)): \(words)"
        }
        if root.code == .failed { return "execution error at (\(place)): \(root.plainReason)" }
        return steps ?? description
    }

    /// The message without the words about the function that failed.
    private var plainReason: String {
        guard message.hasPrefix("error calling "), let colon = message.firstRange(of: ": ") else { return message }
        return String(message[colon...])
    }

    private var steps: String? {
        var text = ""
        var current: TemplateError? = self
        var count = 0
        while let error = current {
            count += 1
            guard count <= 50, let executing = error.executing, let context = error.context else { return nil }
            var message = error.message
            var unassociated = ""
            if let range = message.firstRange(of: "template: no template ") {
                unassociated = String(message[range...])
                let kept = message.utf8.dropLast(unassociated.utf8.count + "template: no template ".utf8.count)
                message = String(Substring(kept))
                unassociated = "template: no template " + unassociated + "\n"
            }
            let isPassedOn = error.causes.first != nil || !unassociated.isEmpty
            if error.code != .execution, error.code != .syntax, error.code != .limitExceeded, !isPassedOn { return nil }
            if error.code == .limitExceeded, message.hasPrefix("error calling "), !isPassedOn { return nil }
            if isPassedOn {
                guard message.hasPrefix("error calling "), message.hasSuffix(": "),
                    !message.dropLast(2).utf8.contains(UInt8(ascii: ":"))
                else { return nil }
                message = String(message.dropLast(1))
            }
            text += "\(error.place)\n  executing \(GoQuoting.quoted(executing)) at <\(context)>:\n    \(message)\n"
            text += unassociated
            current = error.causes.first
        }
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }
}

extension String {
    /// The position right behind the first occurrence of a text.
    fileprivate func firstRange(of needle: String) -> String.Index? {
        let bytes = Array(utf8)
        guard let found = Bytes.index(bytes[...], Array(needle.utf8)) else { return nil }
        return utf8.index(startIndex, offsetBy: found + needle.utf8.count)
    }

    /// The position right behind the last occurrence of a text.
    fileprivate func lastRange(of needle: String) -> String.Index? {
        var rest = self[...]
        var result: String.Index?
        while let next = String(rest).firstRange(of: needle) {
            let offset = String(rest).utf8.distance(from: String(rest).startIndex, to: next)
            let position = rest.utf8.index(rest.startIndex, offsetBy: offset)
            result = position
            rest = self[position...]
        }
        return result
    }
}
