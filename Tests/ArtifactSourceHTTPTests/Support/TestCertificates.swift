/// Certificates for tests on the loopback interface; nothing else trusts them. Valid for a hundred years.
enum TestCertificates {
    /// Signed the others.
    static let authority = """
        -----BEGIN CERTIFICATE-----
        MIIBezCCASGgAwIBAgIUPo3I8J2iMikDptglxXE562sB2NUwCgYIKoZIzj0EAwIw
        EjEQMA4GA1UEAwwHVGVzdCBDQTAgFw0yNjExMjkwMjE2MDhaGA8yMTI2MTEwNTAy
        MTYwOFowEjEQMA4GA1UEAwwHVGVzdCBDQTBZMBMGByqGSM49AgEGCCqGSM49AwEH
        A0IABPViQrswIlSzlnb5wnUBjfGB1wPmfTIfSJcpg6M2H2X9ozWUdMpfC7uCn6Ot
        fia/h9ycRjy9Z/gQn9hErUDa6IOjUzBRMB0GA1UdDgQWBBTZKQxQzrFIBmLFpDPc
        DtgUHyCSLjAfBgNVHSMEGDAWgBTZKQxQzrFIBmLFpDPcDtgUHyCSLjAPBgNVHRMB
        Af8EBTADAQH/MAoGCCqGSM49BAMCA0gAMEUCIQCN7Hfq5a6AfuDS/PxNwHN3Uv55
        xk3LEn0t4n9uH4zSvgIgGZ/DB4IyHKcQ6b5Jb6vT2jduLku5xPZ4y9EsuIuxlPg=
        -----END CERTIFICATE-----
        """

    /// For 127.0.0.1.
    static let server = """
        -----BEGIN CERTIFICATE-----
        MIIBpTCCAUugAwIBAgIUaaYeyRzKYEz1eckGfyql9DuvTpAwCgYIKoZIzj0EAwIw
        EjEQMA4GA1UEAwwHVGVzdCBDQTAgFw0yNjExMjkwMjE2MDhaGA8yMTI2MTEwNTAy
        MTYwOFowETEPMA0GA1UEAwwGc2VydmVyMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcD
        QgAEgnZwAvpc0Ob8j2qBzuY7KWL6dxbRd6aWekeRGoLwPsJYQJV3bIArnntA1WLS
        uTXtxDjNaOTPXBck2JeS3pgviaN+MHwwGgYDVR0RBBMwEYcEfwAAAYIJbG9jYWxo
        b3N0MAkGA1UdEwQCMAAwEwYDVR0lBAwwCgYIKwYBBQUHAwEwHQYDVR0OBBYEFCBH
        ifnh9qUoqJyTEK383QDa+fSjMB8GA1UdIwQYMBaAFNkpDFDOsUgGYsWkM9wO2BQf
        IJIuMAoGCCqGSM49BAMCA0gAMEUCIQDXrrMg6JTssFbL5ikC+cKA25lVmV+wrMXy
        CdZrazcNJQIgW8hm3rPBdfEBNiKC6qgbCtFBjWyMwiCv55nIfvz4f9w=
        -----END CERTIFICATE-----
        """

    static let serverKey = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg7Ogx14j7xyp/tw8M
        ix7Q4lYGZo5124vHk17ixeh2NRKhRANCAASCdnAC+lzQ5vyPaoHO5jspYvp3FtF3
        ppZ6R5EagvA+wlhAlXdsgCuee0DVYtK5Ne3EOM1o5M9cFyTYl5LemC+J
        -----END PRIVATE KEY-----
        """

    /// For the user jane.
    static let client = """
        -----BEGIN CERTIFICATE-----
        MIIBhzCCAS2gAwIBAgIUaaYeyRzKYEz1eckGfyql9DuvTpEwCgYIKoZIzj0EAwIw
        EjEQMA4GA1UEAwwHVGVzdCBDQTAgFw0yNjExMjkwMjE2MDhaGA8yMTI2MTEwNTAy
        MTYwOFowDzENMAsGA1UEAwwEamFuZTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IA
        BIz9GGwkYgnqAVIfc4O+eylAu0gBvZdfPkLGMQ0vBUgb10xXeN9TDqSku9j571eY
        r6ZmTCMnEHdFG2CayoUHMIajYjBgMAkGA1UdEwQCMAAwEwYDVR0lBAwwCgYIKwYB
        BQUHAwIwHQYDVR0OBBYEFOOd5K3CN7ZcaQzBzHzY0UMW98RcMB8GA1UdIwQYMBaA
        FNkpDFDOsUgGYsWkM9wO2BQfIJIuMAoGCCqGSM49BAMCA0gAMEUCIHhfPPt7aJBl
        E8E5EVOwcTx1Mz/gxyVWevE4Iz4rjzSeAiEAp/sypTy6JiMMqiV/WXRwHIVM5o0+
        MsoLmQrKOU6MxEo=
        -----END CERTIFICATE-----
        """

    static let clientKey = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgfNZMKJix4IEQSURh
        yKzlYsPepXVxKssVQFEuRWZvWP6hRANCAASM/RhsJGIJ6gFSH3ODvnspQLtIAb2X
        Xz5CxjENLwVIG9dMV3jfUw6kpLvY+e9XmK+mZkwjJxB3RRtgmsqFBzCG
        -----END PRIVATE KEY-----
        """
}
