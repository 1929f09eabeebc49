import PeerSupport
import Ports
import S3BlobStore
import Synchronization
import TestSupport
import Testing

@testable import AWSClient

/// How calls are tried and given up, whatever the service (`operations.md` 5.3).
@Suite("AWS: calls", .timeLimit(.minutes(5)))
struct AWSServiceTests {
    @Test("5.3: the first byte of an answer may take 20 s, and longer only where a large body must be sent first")
    func limits() throws {
        let endpoint = try present(AWSEndpoint("http://localhost"))
        #expect(AWSService.firstByte == .seconds(20))
        #expect(AWSService.sending(AWSRequest("GET", endpoint)) == .zero)
        #expect(
            AWSService.sending(AWSRequest("PUT", endpoint, body: [UInt8](repeating: 1, count: 8 << 20)))
                == .seconds(16))
    }

    @Test(
        "5.3: an answer that does not begin in time costs one try, and one that pauses after its beginning costs none",
        arguments: [true, false])
    func firstByte(isRead: Bool) async throws {
        let over = Collected<Void>()
        let count = Mutex(0)
        let stub = AWSStub { _ in
            let isFirst = count.withLock { count in
                count += 1
                return count == 1
            }
            if isFirst {
                while over.all.isEmpty, !Task.isCancelled { try? await Task.sleep(for: .milliseconds(10)) }
            }
            return .init(
                headers: ["etag": "\"t\"", "last-modified": "Fri, 02 Jan 2026 03:04:05 GMT"], body: "text",
                pause: .milliseconds(2_500))
        }
        try await stub.serving { address in
            defer { over.append(()) }
            let store = S3BlobStore(try AWSStub.bucket(address, patience: .seconds(2)))
            let key = try blobKey("files/a.txt")
            var found: [UInt8] = []
            if isRead {
                for try await piece in try await store.read(key, range: nil).pieces { found += piece }
            } else {
                found = try await store.get(key)
            }
            #expect(found == Array("text".utf8))
        }
        #expect((2...AWSService.attempts).contains(stub.asked.count))
    }

    @Test("5.3: a refusal without a body, as HEAD gets it, is told and counted by its status")
    func wordless() async throws {
        let events = Collected<AWSEvent>()
        let stub = AWSStub { _ in .init(status: 403) }
        try await stub.serving { address in
            let store = S3BlobStore(try AWSStub.bucket(address, events: events))
            await #expect(throws: BlobFailure.unavailable("S3 denies access (HTTP403)")) {
                try await store.head(try blobKey("files/a.txt"))
            }
        }
        let words = events.all.compactMap { event -> String? in
            switch event {
            case .refused(_, let operation, _, let problem): "refused \(operation) \(problem.code)"
            case .request(_, let operation, let outcome, _): "request \(operation) \(outcome)"
            default: nil
            }
        }
        #expect(words == ["refused HeadObject HTTP403", "request HeadObject HTTP403"])
    }
}
