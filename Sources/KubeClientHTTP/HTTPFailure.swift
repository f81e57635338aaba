import AsyncHTTPClient
import KubeClient
import NIOCore
import NIOSSL

/// Turns what the HTTP stack throws into errors that say what to do.
enum HTTPFailure {
    static func translate(_ error: any Error, of request: KubeRequest) -> any Error {
        switch error {
        case is CancellationError: return error
        case let error as KubeError: return error
        case _ where Task.isCancelled: return CancellationError()
        case let error as HTTPClientError: return translate(error, of: request)
        case is NIOTooManyBytesError:
            return KubeError(
                .undecodable, "the answer is larger than this client reads", request: request, cause: error)
        case SocketFailure.timeout:
            return KubeError(
                .timeout, "the API server did not answer in time whether it opens the connection", request: request)
        case SocketFailure.closed:
            return KubeError(
                .unreachable, "the API server closed the connection without an answer", request: request)
        case SocketFailure.unasked(let text):
            return KubeError(.undecodable, "the API server opened \(text)", request: request)
        case is NIOSSLError, is NIOSSLExtraError, is BoringSSLError:
            return KubeError(
                .unreachable,
                "TLS with the API server failed: \(error); check certificate-authority, tls-server-name and the client certificate",
                request: request, cause: error)
        default:
            return KubeError(.unreachable, "the API server cannot be reached: \(error)", request: request, cause: error)
        }
    }

    private static func translate(_ error: HTTPClientError, of request: KubeRequest) -> any Error {
        switch error {
        case .cancelled where Task.isCancelled: CancellationError()
        case .readTimeout, .deadlineExceeded, .connectTimeout, .getConnectionFromPoolTimeout, .tlsHandshakeTimeout,
            .httpProxyHandshakeTimeout, .socksHandshakeTimeout, .requestStreamCancelled, .writeTimeout:
            KubeError(
                .timeout, "the API server did not answer in time (\(error.shortDescription))", request: request,
                cause: error)
        default:
            KubeError(
                .unreachable, "the connection to the API server failed: \(error.shortDescription)", request: request,
                cause: error)
        }
    }
}
