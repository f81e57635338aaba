import ArtifactSource
import AsyncHTTPClient
import NIOCore
import NIOSSL

/// Turns what the HTTP stack throws into errors that say what to do.
enum HTTPFailure {
    static func tooLarge(_ limit: Int) -> ArtifactError {
        ArtifactError(.tooLarge, "the answer is larger than the \(limit) bytes that are allowed")
    }

    static func translate(_ error: any Error) -> any Error {
        switch error {
        case is CancellationError: error
        case let error as ArtifactError: error
        case _ where Task.isCancelled: CancellationError()
        case let error as HTTPClientError: translate(error)
        case is NIOSSLError, is NIOSSLExtraError, is BoringSSLError:
            ArtifactError(
                .certificateInvalid,
                "TLS failed: \(error); check the certificate authorities and the client's certificate")
        default: ArtifactError(.network, "the server cannot be reached: \(error)")
        }
    }

    private static func translate(_ error: HTTPClientError) -> any Error {
        switch error {
        case .readTimeout, .deadlineExceeded, .connectTimeout, .getConnectionFromPoolTimeout, .tlsHandshakeTimeout,
            .httpProxyHandshakeTimeout, .writeTimeout:
            ArtifactError(.timeout, "the server did not answer in time (\(error.shortDescription))")
        default: ArtifactError(.network, "the connection failed: \(error.shortDescription)")
        }
    }
}
