internal import CLibGit2

enum SocketStream {
    static func register() -> Bool { true }

    static func with<Result>(control: OperationControl, _ body: () throws -> Result) rethrows -> Result { try body() }
}
