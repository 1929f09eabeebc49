import AWSClient
import Testing

@testable import S3BlobStore

/// What the variables about S3 make of an address and of the headers of a write (`operations.md` 3.6 and 5.3).
@Suite("S3: addresses and headers")
struct S3AddressTests {
    private func settings(
        _ bucket: String = "media-bucket", location: String = "uploads", endpoint: String? = nil,
        addressing: S3Settings.Addressing = .auto, isPlain: Bool = false, acl: String? = nil,
        encryption: S3Settings.Encryption? = nil
    ) -> S3Settings {
        S3Settings(
            region: AWSRegion("eu-west-2"), bucket: bucket, location: location,
            endpoint: endpoint.flatMap { AWSEndpoint($0) }, addressing: addressing, isPlain: isPlain, acl: acl,
            encryption: encryption)
    }

    private func address(_ settings: S3Settings) throws -> String {
        "\(try #require(settings.base).origin)\(settings.path(of: settings.object("images/a.png")))"
    }

    @Test("The bucket is in the host, but in the path with an endpoint, with a dot in its name, and when that is said")
    func addresses() throws {
        let host = "https://media-bucket.s3.eu-west-2.amazonaws.com/uploads/images/a.png"
        let path = "https://s3.eu-west-2.amazonaws.com/media-bucket/uploads/images/a.png"
        #expect(try address(settings()) == host)
        #expect(try address(settings(addressing: .path)) == path)
        #expect(
            try address(settings("media.bucket")) == path.replacing("media-bucket", with: "media.bucket"))
        #expect(
            try address(settings(endpoint: "http://emulator:5000/"))
                == "http://emulator:5000/media-bucket/uploads/images/a.png")
        #expect(try address(settings(isPlain: true)) == host.replacing("https:", with: "http:"))
    }

    @Test("Keys lie below the location, and without one at the bucket's root")
    func locations() {
        #expect(settings(location: "a/b").object("images/a.png") == "a/b/images/a.png")
        #expect(settings(location: "").object("images/a.png") == "images/a.png")
    }

    @Test("Writes ask for the encryption that was set, and O30: for an ACL only where one is")
    func headers() {
        func names(_ settings: S3Settings) -> [String] { settings.writeHeaders.map { "\($0.name): \($0.value)" } }
        #expect(names(settings()) == [])
        #expect(names(settings(encryption: .aes256)) == ["x-amz-server-side-encryption: AES256"])
        #expect(
            Set(names(settings(acl: "private", encryption: .kms(keyID: "key-1")))) == [
                "x-amz-acl: private", "x-amz-server-side-encryption: aws:kms",
                "x-amz-server-side-encryption-aws-kms-key-id: key-1",
            ])
    }
}
