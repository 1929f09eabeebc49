import AWSClient
import Domain
import PeerSupport
import Testing

/// Signatures against the examples that AWS publishes (`operations.md` 7.3); that real requests are signed right is shown by
/// the suites that run against a service which checks them.
@Suite("AWS: signatures")
struct SignatureTests {
    private static let moment = Instant(seconds: 1_369_353_600)  // 2013-05-24T00:00:00Z
    private static let credentials = AWSCredentials(
        accessKey: "AKIAIOSFODNN7EXAMPLE", secretKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
    private static let signer = Signer(service: "s3", region: AWSRegion("us-east-1"))

    private func bucket() throws -> AWSEndpoint {
        try present(AWSEndpoint("https://examplebucket.s3.amazonaws.com"))
    }

    private func signature(_ request: AWSRequest) -> String? {
        Self.signer.headers(for: request, with: Self.credentials, at: Self.moment)
            .first { $0.name == "authorization" }?.value.split(separator: "=").last.map { String($0) }
    }

    @Test("an object, a range of it")
    func range() throws {
        let request = AWSRequest("GET", try bucket(), path: "/test.txt", headers: [("range", "bytes=0-9")])
        #expect(signature(request) == "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41")
    }

    @Test("writing an object with a sign in its name and more headers")
    func put() throws {
        let request = AWSRequest(
            "PUT", try bucket(), path: "/test$file.text",
            headers: [("date", "Fri, 24 May 2013 00:00:00 GMT"), ("x-amz-storage-class", "REDUCED_REDUNDANCY")],
            body: Array("Welcome to Amazon S3.".utf8))
        #expect(signature(request) == "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd")
    }

    @Test("a parameter without a value, and several in order")
    func query() throws {
        let lifecycle = AWSRequest("GET", try bucket(), query: [("lifecycle", "")])
        #expect(signature(lifecycle) == "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543")
        let list = AWSRequest("GET", try bucket(), query: [("prefix", "J"), ("max-keys", "2")])
        #expect(signature(list) == "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7")
    }

    @Test("an address that carries its permission")
    func presigned() throws {
        let url = Self.signer.presigned(
            AWSRequest("GET", try bucket(), path: "/test.txt"), for: 86_400, with: Self.credentials, at: Self.moment)
        #expect(
            url.hasSuffix("&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404"))
        #expect(url.contains("X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request"))
    }

    @Test("a temporary key brings its token along, signed")
    func token() throws {
        var credentials = Self.credentials
        credentials.sessionToken = "TOKEN"
        let headers = Self.signer.headers(
            for: AWSRequest("GET", try bucket()), with: credentials, at: Self.moment)
        #expect(headers.contains { $0.name == "x-amz-security-token" && $0.value == "TOKEN" })
        #expect(
            headers.last?.value.contains("SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-security-token,")
                == true)
    }

    @Test("endpoints: default ports are not signed; what is no endpoint is none")
    func endpoints() {
        #expect(AWSEndpoint("https://host:443/")?.origin == "https://host")
        #expect(AWSEndpoint("http://[::1]:4566")?.host == "[::1]:4566")
        for wrong in ["", "host", "ftp://host", "https://", "https://host/path", "https://u@host", "https://host:port"]
        {
            #expect(AWSEndpoint(wrong) == nil, "\(wrong)")
        }
    }

    @Test("percent-encoding is once for S3 paths, twice elsewhere")
    func encoding() {
        #expect(PercentCoding.encode("a b/ü+~", keepingSlash: true) == "a%20b/%C3%BC%2B~")
        #expect(PercentCoding.encode("a/b") == "a%2Fb")
    }
}
