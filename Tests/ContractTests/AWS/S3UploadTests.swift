import AWSClient
import Foundation
import PeerSupport
import Ports
import Synchronization
import TestSupport
import Testing

@testable import S3BlobStore

/// Large uploads that stream (`operations.md` 5.4).
@Suite("S3: uploads in parts", .timeLimit(.minutes(5)))
struct S3UploadTests {
    private static let megabyte = 1 << 20

    /// A source that counts what it has given, and may break off.
    private final class Spring: Sendable {
        struct BrokenOff: Error {}

        private let state = Mutex(0)
        private let total: Int
        private let breaksAt: Int?

        init(_ total: Int, breaksAt: Int? = nil) {
            self.total = total
            self.breaksAt = breaksAt
        }

        var given: Int { state.withLock { $0 } }

        var source: BlobSource {
            BlobSource {
                try self.state.withLock { given in
                    if let breaksAt = self.breaksAt, given >= breaksAt { throw BrokenOff() }
                    // Odd, so that no piece ends where a part does.
                    let count = min(self.total - given, 1_000_003)
                    given += count
                    return count == 0 ? nil : [UInt8](repeating: 7, count: count)
                }
            }
        }
    }

    /// Takes parts, and knows the most that was on its way at one moment.
    private final class Bucket: Sendable {
        struct State {
            var parts: [Int: Int] = [:]
            var taken = 0
            var running = 0
            var mostRunning = 0
            var mostHeld = 0
            var isComplete = false
            var aborts = 0
        }

        let state = Mutex(State())
        let spring: Spring
        init(_ spring: Spring) { self.spring = spring }

        func answer(_ asked: AWSStub.Asked) async -> AWSStub.Answer {
            switch (asked.method, asked.query["uploadId"]) {
            case ("POST", nil):
                return .init(
                    body: "<InitiateMultipartUploadResult><UploadId>u1</UploadId></InitiateMultipartUploadResult>")
            case ("PUT", "u1"?):
                state.withLock { state in
                    state.running += 1
                    state.mostRunning = max(state.mostRunning, state.running)
                }
                try? await Task.sleep(for: .milliseconds(100))
                let given = spring.given
                state.withLock { state in
                    state.mostHeld = max(state.mostHeld, given - state.taken)
                    state.taken += asked.body.count
                    state.running -= 1
                    state.parts[Int(asked.query["partNumber"] ?? "") ?? 0] = asked.body.count
                }
                return .init(headers: ["etag": "\"tag\(asked.query["partNumber"] ?? "")\""])
            case ("POST", "u1"?):
                state.withLock { $0.isComplete = true }
                return .init(body: "<CompleteMultipartUploadResult></CompleteMultipartUploadResult>")
            case ("DELETE", "u1"?):
                state.withLock { $0.aborts += 1 }
                return .init(status: 204)
            default: return .ok
            }
        }
    }

    private func upload(
        _ spring: Spring, _ run: @escaping @Sendable (S3BlobStore) async throws -> Void
    ) async throws -> (state: Bucket.State, asked: [AWSStub.Asked]) {
        let bucket = Bucket(spring)
        let stub = AWSStub { await bucket.answer($0) }
        try await stub.serving { address in try await run(S3BlobStore(try AWSStub.bucket(address))) }
        return (bucket.state.withLock { $0 }, stub.asked)
    }

    @Test("O33: 100 MiB go in parts of 8 MiB, four at a time, and never more than 40 MiB are held")
    func streams() async throws {
        let size = 100 * Self.megabyte
        let spring = Spring(size)

        let (state, asked) = try await upload(spring) { store in
            let key = try await store.putUnique(
                try blobKey("genes/all.json"), from: spring.source, contentType: "application/json")
            #expect(key.path.wholeMatch(of: /genes\/all_[a-z0-9]{7}\.json/) != nil)
        }

        #expect(state.isComplete && state.aborts == 0)
        #expect((1...12).allSatisfy { state.parts[$0] == 8 * Self.megabyte } && state.parts[13] == 4 * Self.megabyte)
        #expect(state.mostRunning <= 4)
        #expect(state.mostHeld <= 40 * Self.megabyte)
        let complete = try present(asked.last)
        #expect(complete.headers["if-none-match"] == "*")
        #expect(complete.text.contains("<PartNumber>13</PartNumber><ETag>\"tag13\"</ETag>"))
    }

    @Test("O33: up to 8 MiB it is one PUT", arguments: [0, 5, 8 * 1_048_576 - 1, 8 * 1_048_576])
    func small(size: Int) async throws {
        let spring = Spring(size)
        let (_, asked) = try await upload(spring) { store in
            _ = try await store.putUnique(try blobKey("genes/all.json"), from: spring.source, contentType: "a/b")
        }
        #expect(asked.map(\.method) == ["PUT"])
        #expect(asked.first?.body.count == size)
    }

    @Test("O33: one byte more than 8 MiB goes in parts")
    func justLarge() async throws {
        let spring = Spring(8 * Self.megabyte + 1)
        let (state, _) = try await upload(spring) { store in
            _ = try await store.putUnique(try blobKey("genes/all.json"), from: spring.source, contentType: "a/b")
        }
        #expect(state.isComplete && state.parts == [1: 8 * Self.megabyte, 2: 1])
    }

    @Test("O34: a client that breaks off ends the upload, and its error is passed on")
    func brokenOff() async throws {
        let spring = Spring(30 * Self.megabyte, breaksAt: 20 * Self.megabyte)
        let (state, _) = try await upload(spring) { store in
            await #expect(throws: Spring.BrokenOff.self) {
                try await store.putUnique(try blobKey("genes/all.json"), from: spring.source, contentType: "a/b")
            }
        }
        #expect(state.aborts == 1 && !state.isComplete)
    }

    @Test("O34: before the first 8 MiB are there, nothing was begun and nothing is to be ended")
    func brokenOffEarly() async throws {
        let spring = Spring(30 * Self.megabyte, breaksAt: Self.megabyte)
        let (_, asked) = try await upload(spring) { store in
            await #expect(throws: Spring.BrokenOff.self) {
                try await store.putUnique(try blobKey("genes/all.json"), from: spring.source, contentType: "a/b")
            }
        }
        #expect(asked.isEmpty)
    }

    @Test("O34: a request that is cancelled ends its upload")
    func cancelled() async throws {
        let spring = Spring(400 * Self.megabyte)
        let (state, _) = try await upload(spring) { store in
            let task = Task {
                try await store.putUnique(try blobKey("genes/all.json"), from: spring.source, contentType: "a/b")
            }
            while spring.given < 40 * Self.megabyte { try await Task.sleep(for: .milliseconds(10)) }
            task.cancel()
            await #expect(throws: (any Error).self) { try await task.value }
        }
        #expect(state.aborts == 1 && !state.isComplete)
    }

    @Test("5.4: a part that S3 refuses for good ends the upload")
    func refusedPart() async throws {
        let aborts = Mutex(0)
        let stub = AWSStub { asked in
            if asked.method == "DELETE" { aborts.withLock { $0 += 1 } }
            if asked.method == "POST" { return .init(body: "<UploadId>u1</UploadId>") }
            return asked.query["partNumber"] == "2" ? .error(403, "AccessDenied") : .init(headers: ["etag": "\"t\""])
        }
        try await stub.serving { address in
            let store = S3BlobStore(try AWSStub.bucket(address))
            await #expect(throws: BlobFailure.unavailable("S3 denies access (AccessDenied)")) {
                try await store.put(
                    try blobKey("files/a.bin"), [UInt8](repeating: 1, count: 20 * Self.megabyte), contentType: "a/b")
            }
        }
        #expect(aborts.withLock { $0 } == 1)
    }
}
