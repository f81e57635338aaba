/// Certificates for tests on the loopback interface; nothing else trusts them. Valid for a hundred years.
enum TestCertificates {
    /// Signed the others.
    static let authority = """
        -----BEGIN CERTIFICATE-----
        MIIBjDCCATGgAwIBAgIUZL0gfciSLuHVeE7RFocC3DVyuNwwCgYIKoZIzj0EAwIw
        EjEQMA4GA1UEAwwHVGVzdCBDQTAgFw0yNjExMjQwMjMzMzRaGA8yMTI2MTAzMTAy
        MzMzNFowEjEQMA4GA1UEAwwHVGVzdCBDQTBZMBMGByqGSM49AgEGCCqGSM49AwEH
        A0IABDaNemf14GMg0lAghvsUNQuZAi35WzGagWA+6K56nAtwJJUhbom8whWFhHpt
        sAUupnnFMyMnVMEWx7f5N43TQHCjYzBhMB0GA1UdDgQWBBSc2U42rIL3biyVy7Rq
        6dR9xJVK6DAfBgNVHSMEGDAWgBSc2U42rIL3biyVy7Rq6dR9xJVK6DAPBgNVHRMB
        Af8EBTADAQH/MA4GA1UdDwEB/wQEAwICBDAKBggqhkjOPQQDAgNJADBGAiEA/2R3
        E5TecnSPLiKqW3KNdkesUSa36m8IZEiXZDIobucCIQCM266T655kAYQBjui0Tnj8
        ndEdMXeje7mJbKtFBQQ96A==
        -----END CERTIFICATE-----
        """

    /// For api.test.
    static let server = """
        -----BEGIN CERTIFICATE-----
        MIIBnTCCAUSgAwIBAgIUax4ngRrwmK1N39F5luMXj2WCaP4wCgYIKoZIzj0EAwIw
        EjEQMA4GA1UEAwwHVGVzdCBDQTAgFw0yNjExMjQwMjQ0MDRaGA8yMTI2MTAzMTAy
        NDQwNFowETEPMA0GA1UEAwwGc2VydmVyMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcD
        QgAERB0Sh51bQrMqUpQ7BL+ze3WsTlzf7z64Jr+4U27fxMdVpHm/rA3qLscTKy7w
        4Sf2ZpF0YnigLKVyuF9/17tlY6N3MHUwEwYDVR0RBAwwCoIIYXBpLnRlc3QwCQYD
        VR0TBAIwADATBgNVHSUEDDAKBggrBgEFBQcDATAdBgNVHQ4EFgQUUDSZclVDC1O7
        jp/pM7HhsT6Ujw4wHwYDVR0jBBgwFoAUnNlONqyC924slcu0aunUfcSVSugwCgYI
        KoZIzj0EAwIDRwAwRAIgJm3NL5MDknlXZoj86HuiI3jdPhUWw7Gjgp8mIeuY9oQC
        IH695jJgDJWeiIyKhzmca5tu0KSiFLVw3Z0B8BPyHTVU
        -----END CERTIFICATE-----
        """

    static let serverKey = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgZ74ZlzPzeZUN1+BX
        1xclbzyNYsI2Kk88sPBQJzVBO/ChRANCAAREHRKHnVtCsypSlDsEv7N7daxOXN/v
        Prgmv7hTbt/Ex1Wkeb+sDeouxxMrLvDhJ/ZmkXRieKAspXK4X3/Xu2Vj
        -----END PRIVATE KEY-----
        """

    /// For the user jane.
    static let client = """
        -----BEGIN CERTIFICATE-----
        MIIBmDCCAT+gAwIBAgIUax4ngRrwmK1N39F5luMXj2WCaP0wCgYIKoZIzj0EAwIw
        EjEQMA4GA1UEAwwHVGVzdCBDQTAgFw0yNjExMjQwMjMzMzRaGA8yMTI2MTAzMTAy
        MzMzNFowITEQMA4GA1UECgwHdGVzdGVyczENMAsGA1UEAwwEamFuZTBZMBMGByqG
        SM49AgEGCCqGSM49AwEHA0IABGrLsb/d8ox9S9Fw9aL4l4aMWn7a6vixdQzja4XV
        ud/dYPkTm/aCVLiu8fqwMzju3T80hR0iQyLcgx921+qhImajYjBgMAkGA1UdEwQC
        MAAwEwYDVR0lBAwwCgYIKwYBBQUHAwIwHQYDVR0OBBYEFFZx50b/NG6dXWWCrgyP
        okHxkSm0MB8GA1UdIwQYMBaAFJzZTjasgvduLJXLtGrp1H3ElUroMAoGCCqGSM49
        BAMCA0cAMEQCIF/2dQyCN4l4JBHINA1XvdAgBmgFK5bMGYPoLVISC2x8AiAs78hj
        it56C4rXQzH6vue36Dv/IfU3KthUnuKpeKGGag==
        -----END CERTIFICATE-----
        """

    static let clientKey = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgntp51dSaKxNx5Aqc
        R9PDDcpu9mf1cpRBGbwVcrY0eRWhRANCAARqy7G/3fKMfUvRcPWi+JeGjFp+2ur4
        sXUM42uF1bnf3WD5E5v2glS4rvH6sDM47t0/NIUdIkMi3IMfdtfqoSJm
        -----END PRIVATE KEY-----
        """
}
