import AWSClient
import Domain
import Foundation
import PeerSupport
import Ports
import Synchronization
import SystemClock
import TestSupport
import Testing

@testable import S3BlobStore

/// What S3 is asked, byte for byte where it matters (`operations.md` 5.3, 5.4).
@Suite("S3: requests", .timeLimit(.minutes(5)))
struct S3WireTests {
    private func put(
        _ change: @escaping @Sendable (inout S3Settings) -> Void = { _ in },
        _ answer: @escaping @Sendable (AWSStub.Asked) async -> AWSStub.Answer = { _ in .ok }
    ) async throws -> [AWSStub.Asked] {
        let stub = AWSStub(answer)
        try await stub.serving { address in
            let store = S3BlobStore(try AWSStub.bucket(address, nil, change))
            try await store.put(try blobKey("images/ä b.png"), [1, 2, 3], contentType: "image/png")
        }
        return stub.asked
    }

    @Test("O30: without an ACL variable no write has an ACL; with it every write has")
    func acl() async throws {
        let plain = try present(try await put().first)
        #expect(!plain.headers.keys.contains { $0.contains("acl") })
        #expect(plain.target == "/bucket/uploads/images/%C3%A4%20b.png")
        #expect(plain.headers["content-type"] == "image/png" && plain.headers["content-length"] == "3")
        #expect(plain.headers["cache-control"] == nil)
        #expect(plain.headers["x-amz-content-sha256"] == ContentDigest.sha256([1, 2, 3]))
        let given = try present(try await put { $0.acl = "bucket-owner-full-control" }.first)
        #expect(given.headers["x-amz-acl"] == "bucket-owner-full-control")
    }

    @Test("AWS_S3_SSE: writes ask for the encryption that is set, and for none otherwise")
    func encryption() async throws {
        let header = "x-amz-server-side-encryption"
        #expect(try await put().first?.headers.keys.contains { $0.hasPrefix(header) } == false)
        #expect(try await put { $0.encryption = .aes256 }.first?.headers[header] == "AES256")
        let kms = try present(try await put { $0.encryption = .kms(keyID: "key-1") }.first)
        #expect(kms.headers[header] == "aws:kms" && kms.headers["\(header)-aws-kms-key-id"] == "key-1")
    }

    @Test(
        "AWS_S3_ADDRESSING_STYLE: where the bucket stands",
        arguments: [
            ("media", "auto", nil, "https://media.s3.eu-west-2.amazonaws.com", "/k"),
            ("media", "path", nil, "https://s3.eu-west-2.amazonaws.com", "/media/k"),
            ("my.media", "auto", nil, "https://s3.eu-west-2.amazonaws.com", "/my.media/k"),
            ("media", "auto", "http://minio:9000", "http://minio:9000", "/media/k"),
            ("media", "virtual", "http://minio:9000", "http://media.minio:9000", "/k"),
        ] as [(String, String, String?, String, String)])
    func addressing(bucket: String, style: String, endpoint: String?, origin: String, path: String) throws {
        let settings = S3Settings(
            region: Peers.region, bucket: bucket, endpoint: endpoint.flatMap { AWSEndpoint($0) },
            addressing: try present(S3Settings.Addressing(rawValue: style)))
        #expect(settings.base?.origin == origin)
        #expect(settings.path(of: "k") == path)
    }

    @Test("AWS_REGION: regions of China are in another partition; AWS_S3_USE_SSL chooses the scheme")
    func partition() {
        #expect(
            S3Settings(region: AWSRegion("cn-north-1"), bucket: "media").base?.origin
                == "https://media.s3.cn-north-1.amazonaws.com.cn")
        #expect(
            S3Settings(region: Peers.region, bucket: "media", isPlain: true).base?.origin
                == "http://media.s3.eu-west-2.amazonaws.com")
    }

    @Test("O38: S3 answers 503 twice, then well: the upload succeeds after a pause")
    func slowDown() async throws {
        let count = Mutex(0)
        let asked = try await put(
            { _ in },
            { _ in
                count.withLock {
                    $0 += 1
                    return $0
                } <= 2 ? .error(503, "SlowDown") : .ok
            })
        #expect(asked.map(\.method) == ["PUT", "PUT", "PUT"])
        #expect(Set(asked.map(\.body)) == [[1, 2, 3]])
    }

    @Test(
        "5.3: after four attempts it is given up; a refusal is not tried again",
        arguments: [(503, 4), (403, 1), (301, 1)])
    func givenUp(status: Int, attempts: Int) async throws {
        let stub = AWSStub { _ in .error(status, "No") }
        try await stub.serving { address in
            let store = S3BlobStore(try AWSStub.bucket(address))
            await #expect(throws: BlobFailure.self) { try await store.put(try blobKey("a"), [1], contentType: "a/b") }
        }
        #expect(stub.asked.count == attempts)
    }

    @Test("5.3: a denied call is told with operation, bucket and key, without keys or signatures")
    func denied() async throws {
        let events = Collected<AWSEvent>()
        let stub = AWSStub { _ in .error(403, "AccessDenied") }
        try await stub.serving { address in
            let endpoint = try present(AWSEndpoint(address))
            let cache = CredentialCache(
                .fixed(AWSCredentials(accessKey: "AKIAX", secretKey: "s")), http: Peers.http, clock: Peers.clock)
            let service = AWSService(
                "s3", region: Peers.region, credentials: cache, http: Peers.http, clock: Peers.clock,
                report: { events.append($0) })
            let bucket = try S3Bucket(
                S3Settings(region: Peers.region, bucket: "media", location: "uploads", endpoint: endpoint),
                service: service)
            await #expect(throws: BlobFailure.self) { try await S3BlobStore(bucket).get(try blobKey("files/a.txt")) }
        }
        let told = events.all.compactMap { event -> String? in
            guard case .refused(let service, let operation, let resource, let problem) = event else { return nil }
            return "\(service) \(operation) \(resource.drop { $0 != "/" }) \(problem.code)"
        }
        #expect(told == ["s3 GetObject /media/uploads/files/a.txt AccessDenied"])
        #expect(!events.all.map { "\($0)" }.joined().contains("AKIAX"))
    }

    @Test("a clock that is wrong is corrected once from the answer's date, and the call is made again")
    func clock() async throws {
        let clock = ManualClock()
        let stub = AWSStub { asked in
            asked.headers["x-amz-date"] == "20260102T030405Z"
                ? .error(403, "RequestTimeTooSkewed") : .ok
        }
        try await stub.serving { address in
            try await AWSStub.bucket(address, clock: clock).delete("a")
        }
        // The server's clock is right, to the second.
        let stamps = stub.asked.compactMap { $0.headers["x-amz-date"] }
        #expect(stamps.count == 2 && stamps.first == "20260102T030405Z")
        let now = SystemClock().now()
        let near = (-120...2).map { now.advanced(bySeconds: Double($0)).iso(in: .gmt).prefix(19) }
        let expected = near.map { $0.filter { $0 != "-" && $0 != ":" } + "Z" }
        #expect(expected.contains(stamps.last ?? ""))
    }
}
