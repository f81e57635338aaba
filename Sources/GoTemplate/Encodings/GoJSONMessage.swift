/// Reading errors in the words of Go's JSON package.
public enum GoJSONMessage {
    /// What Go's decoder says of a text that is no JSON; nil for one that is.
    public static func problem(of bytes: [UInt8]) -> String? {
        do {
            _ = try GoJSONReader.read(bytes)
            return nil
        } catch let failure as FunctionFailure where failure.message == "unexpected end of JSON input" {
            // A decoder, unlike a parser of a whole text, tells how its input ended.
            return bytes.allSatisfy { [32, 9, 10, 13].contains($0) } ? "EOF" : "unexpected EOF"
        } catch {
            return String(describing: error)
        }
    }
}
