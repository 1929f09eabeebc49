import AWSClient
import Foundation
import PeerSupport
import Ports
import Synchronization
import TestSupport
import Testing

@testable import S3BlobStore

/// Writes that were done although their answers were lost (`operations.md` 5.3, 5.5): what is tried again meets its own work.
@Suite("S3: lost answers", .timeLimit(.minutes(5)))
struct S3LostAnswerTests {
    /// A bucket that never overwrites, and loses the answer to the first write.
    private final class Bucket: Sendable {
        struct State {
            /// Marks of what is there, by path.
            var objects: [String: String]
            var uploadMark: String?
            var isUploadGone = false
            var lost = 0
            var aborts = 0
        }

        enum Loss: Sendable {
            case nothing
            /// The write is done, its answer is not seen.
            case answer
            /// The good status is sent, then an error and nothing done.
            case late
        }

        let state: Mutex<State>
        private let loss: Loss

        init(_ loss: Loss = .answer, objects: [String: String] = [:]) {
            self.loss = loss
            state = Mutex(State(objects: objects))
        }

        func answer(_ asked: AWSStub.Asked) -> AWSStub.Answer {
            state.withLock { state in
                let path = asked.path
                switch (asked.method, asked.query["uploadId"]) {
                case ("HEAD", _):
                    return state.objects[path].map { .init(headers: [Self.mark: $0]) } ?? .init(status: 404)
                case ("POST", nil):
                    state.uploadMark = asked.headers[Self.mark]
                    return .init(body: "<R><UploadId>u1</UploadId></R>")
                case ("PUT", "u1"?): return .init(headers: ["etag": "\"t\""])
                case ("DELETE", "u1"?):
                    state.aborts += 1
                    return .init(status: 204)
                case ("POST", "u1"?):
                    if state.isUploadGone { return .error(404, "NoSuchUpload") }
                    return write(path, state.uploadMark, &state)
                default: return write(path, asked.headers[Self.mark], &state)
                }
            }
        }

        private func write(_ path: String, _ mark: String?, _ state: inout State) -> AWSStub.Answer {
            if state.objects[path] != nil { return .error(412, "PreconditionFailed") }
            let isLost = state.lost == 0 && loss != .nothing
            state.lost = 1
            if isLost, loss == .late { return .error(200, "InternalError") }
            state.objects[path] = mark ?? ""
            state.isUploadGone = true
            return isLost ? .error(500, "InternalError") : .ok
        }

        private static let mark = "x-amz-meta-upload"
    }

    private static let large = [UInt8](repeating: 1, count: 9 << 20)

    private func with(
        _ bucket: Bucket, _ body: @escaping @Sendable (S3BlobStore) async throws -> Void
    ) async throws -> (state: Bucket.State, asked: [AWSStub.Asked]) {
        let stub = AWSStub { bucket.answer($0) }
        try await stub.serving { address in try await body(S3BlobStore(try AWSStub.bucket(address))) }
        return (bucket.state.withLock { $0 }, stub.asked)
    }

    private static func source(_ bytes: [UInt8]) -> BlobSource {
        let rest = Mutex(bytes[...])
        return BlobSource {
            rest.withLock { rest in
                let piece = Array(rest.prefix(1 << 20))
                rest = rest.dropFirst(piece.count)
                return piece.isEmpty ? nil : piece
            }
        }
    }

    @Test(
        "5.3: a write under a free name that was done unseen is found again, and not stored twice",
        arguments: [3, 9 << 20])
    func unique(size: Int) async throws {
        let (state, _) = try await with(Bucket()) { store in
            let key = try blobKey("genes/all.json")
            let bytes = [UInt8](repeating: 1, count: size)
            #expect(try await store.putUnique(key, bytes, contentType: "a/b") == key)
        }
        #expect(state.objects.count == 1 && state.lost == 1 && state.aborts == 0)
    }

    @Test("5.3: a streamed upload that was done unseen succeeds", arguments: [3, 9 << 20])
    func streamed(size: Int) async throws {
        let (state, asked) = try await with(Bucket()) { store in
            let source = Self.source([UInt8](repeating: 1, count: size))
            let key = try await store.putUnique(try blobKey("genes/all.json"), from: source, contentType: "a/b")
            #expect(key.path.hasPrefix("genes/all_"))
        }
        #expect(state.objects.count == 1 && state.lost == 1 && state.aborts == 0)
        #expect(asked.filter { $0.method == "HEAD" }.count == 1)
    }

    @Test("5.3: a name that somebody else took meanwhile is left to them")
    func others() async throws {
        // The first write is lost without being done; before the second somebody else writes there.
        let asked = Mutex(0)
        let stub = AWSStub { request in
            guard request.method == "PUT" else { return .init(headers: ["x-amz-meta-upload": "theirs"]) }
            return asked.withLock { count in
                count += 1
                return count == 1 ? .error(503, "SlowDown") : count == 2 ? .error(412, "PreconditionFailed") : .ok
            }
        }
        try await stub.serving { address in
            let store = S3BlobStore(try AWSStub.bucket(address))
            let key = try await store.putUnique(try blobKey("genes/all.json"), [1], contentType: "a/b")
            #expect(key.path.hasPrefix("genes/all_"))
        }
    }

    @Test("5.5: a name that is taken at the first try is taken by others; nothing is looked up")
    func taken() async throws {
        let bucket = Bucket(.nothing, objects: ["/bucket/uploads/genes/all.json": "theirs"])
        let (state, asked) = try await with(bucket) { store in
            _ = try await store.putUnique(try blobKey("genes/all.json"), [1], contentType: "a/b")
        }
        #expect(state.objects.count == 2)
        #expect(asked.allSatisfy { $0.method == "PUT" })
    }

    @Test("5.3: a completion that fails after its good status is tried again")
    func late() async throws {
        let (state, asked) = try await with(Bucket(.late)) { store in
            try await store.put(try blobKey("files/a.bin"), Self.large, contentType: "a/b")
        }
        #expect(state.objects.count == 1 && state.aborts == 0)
        #expect(asked.filter { $0.method == "POST" && $0.query["uploadId"] == "u1" }.count == 2)
    }

    @Test("5.3: an upload that is gone without having made the object is a failure, not an absent file")
    func gone() async throws {
        let stub = AWSStub { asked in
            switch (asked.method, asked.query["uploadId"]) {
            case ("HEAD", _): .init(status: 404)
            case ("POST", nil): .init(body: "<R><UploadId>u1</UploadId></R>")
            case ("POST", _): .error(404, "NoSuchUpload")
            default: .init(headers: ["etag": "\"t\""])
            }
        }
        try await stub.serving { address in
            let store = S3BlobStore(try AWSStub.bucket(address))
            await #expect(throws: BlobFailure.unavailable("S3 answered 404 NoSuchUpload")) {
                try await store.put(try blobKey("files/a.bin"), Self.large, contentType: "a/b")
            }
        }
    }
}
