import ArtifactSource
import Testing

@Suite struct AddressTests {
    @Test func addressesAreTakenApart() throws {
        let address = try WebAddress("HTTPS://jane:p%40ss@Charts.Example.com:8443/a b/?x=1#y")
        #expect(address.origin == WebAddress.Origin(isSecure: true, host: "charts.example.com", port: 8_443))
        #expect(address.credentials == .password(user: "jane", password: "p@ss"))
        #expect(address.url == "https://charts.example.com:8443/a%20b/?x=1")
        #expect(address.description == "https://charts.example.com:8443/a%20b/")
        #expect(try WebAddress("http://[::1]:80/").url == "http://[::1]/")
        #expect(try WebAddress("https://example.com").url == "https://example.com/")
    }

    @Test(arguments: [
        ("shop.tgz", "https://h/charts/shop.tgz"), ("/shop.tgz", "https://h/shop.tgz"),
        ("../shop.tgz", "https://h/shop.tgz"), ("../../../shop.tgz", "https://h/shop.tgz"),
        ("./a/../b.tgz", "https://h/charts/b.tgz"), ("//other/x", "https://other/x"),
        ("http://other:8080/x?y=1", "http://other:8080/x?y=1"), ("a?b=c#d", "https://h/charts/a?b=c"),
        ("a b", "https://h/charts/a%20b"),
    ])
    func referencesAreResolved(_ reference: String, _ expected: String) throws {
        #expect(try WebAddress("https://h/charts/index.yaml?q=1").resolving(reference).url == expected)
    }

    @Test(arguments: [
        "", "ftp://h/x", "https://", "https:///x", "https://h:0/", "https://h:99999/", "https://h:+1/", "https://a b/",
        "https://[::1/", "https://[x]/", "file:///etc/passwd", "https://h\r\nX: y/",
    ])
    func whatIsNoAddressIsRefused(_ text: String) {
        #expect(throws: ArtifactError(.invalidReference, "")) { try WebAddress(text) }
    }

    @Test func errorsHideWhatTheAddressCarries() {
        let error = #expect(throws: ArtifactError.self) { try WebAddress("ftp://jane:s3cret@h/x?token=t0ken") }
        #expect(error?.description.contains("s3cret") == false)
        #expect(error?.description.contains("t0ken") == false)
    }

    @Test func registriesAreNamed() throws {
        let repository = try OCIRepository("oci://registry.example.com:5000/charts/my-shop_1.x")
        #expect(repository.registry.port == 5_000)
        #expect(repository.path == "charts/my-shop_1.x")
        #expect(repository.description == "oci://registry.example.com:5000/charts/my-shop_1.x")
        for text in [
            "oci://host", "oci://host/", "oci://host/A", "oci://host/a//b", "oci://host/a:1.0",
            "oci://host/a@sha256:00",
            "oci://host/../x", "oci://user:pw@host/a", "oci://host/-a", "oci://host/a.", "https://host/a",
            "oci://host/a?b",
        ] {
            #expect(throws: ArtifactError(.invalidReference, ""), "\(text)") { try OCIRepository(text) }
        }
    }

    @Test func referencesOfApplications() throws {
        #expect(
            try ArtifactReference(chart: "shop", repository: "registry.example.com/charts").place
                == .ociChart(OCIRepository("oci://registry.example.com/charts/shop")))
        #expect(
            try ArtifactReference(chart: "shop", repository: "oci://registry.example.com/charts/").place
                == .ociChart(OCIRepository("oci://registry.example.com/charts/shop")))
        #expect(throws: ArtifactError(.invalidReference, "")) {
            try ArtifactReference(chart: "shop", repository: "git://example.com/x")
        }
        #expect(throws: ArtifactError(.invalidReference, "")) {
            try ArtifactReference(chart: "", repository: "https://example.com")
        }
    }

    @Test func digestsAreChecked() {
        let digest = ArtifactDigest(of: Array("abc".utf8))
        #expect(digest.description == "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(ArtifactDigest(digest.hex) == digest)
        #expect(digest.matches(Array("abc".utf8)) && !digest.matches(Array("abd".utf8)))
        for text in ["", "sha256:", "sha256:zz", "md5:ba7816bf", "sha256:../../x", "sha512:\(digest.hex)"] {
            #expect(ArtifactDigest(text) == nil)
        }
    }
}
