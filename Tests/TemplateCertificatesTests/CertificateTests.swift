import GoTemplate
import TemplateCertificates
import Testing

@Suite struct CertificateTests {
    private func run(_ template: String) throws -> String {
        var set = TemplateSet(functions: .helm)
        try set.parse(template, name: "t")
        return try set.execute("t", data: .null, host: TemplateHost(cryptography: CertificateMaker()))
    }

    @Test func anAuthoritySignsForOthers() throws {
        let text = try run(
            """
            {{ $ca := genCAWithKey "ca" 1 (genPrivateKey "ecdsa") -}}
            {{ $c := genSignedCertWithKey "svc" (list "10.0.0.1" "::1") (list "a.local") 30 $ca (genPrivateKey "ecdsa") -}}
            {{ contains "BEGIN CERTIFICATE" $c.Cert }} {{ contains "BEGIN EC PRIVATE KEY" $c.Key }}
            """)
        #expect(text == "true true")
    }

    @Test func keysAreWrittenAsGoWritesThem() throws {
        #expect(try run(#"{{ genPrivateKey "ed25519" | hasPrefix "-----BEGIN PRIVATE KEY-----" }}"#) == "true")
        #expect(try run(#"{{ (genCA "ca" 365).Key | hasPrefix "-----BEGIN RSA PRIVATE KEY-----" }}"#) == "true")
        #expect(
            try run(#"{{ (genSelfSignedCertWithKey "s" nil nil 3 (genPrivateKey "ed25519")).Cert | len | lt 100 }}"#)
                == "true")
    }

    @Test func aKeyThatIsNoneIsRefused() {
        let error = #expect(throws: TemplateError.self) { try run(#"{{ genCAWithKey "ca" 1 "bogus" }}"#) }
        #expect(error?.message.contains("parsing private key: no PEM data in input") == true)
    }
}
