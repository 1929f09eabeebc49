import AWSClient
import Foundation
import PeerSupport
import Ports
import S3BlobStore
import SQSJobQueue
import Testing
import UseCases

/// The policies of `docker/policies`, at an emulator that enforces them: what they grant is enough for all that the adapters
/// do, and every action they grant is needed (`operations.md` 8).
@Suite("AWS: least privilege", .enabled(if: Peers.running != nil), .timeLimit(.minutes(5)))
struct LeastPrivilegeTests {
    /// Two buckets and a queue of a test's own, and a role that may use them.
    struct World: Sendable {
        let cloud: GuardedCloud
        let name: String
        let role: GuardedRole
        let policy: PolicyDocument
        /// Seconds of a lease.
        static let lease = 30

        var media: S3BlobStore {
            get throws { S3BlobStore(try cloud.bucket("m-\(name)", location: "uploads", as: role.credentials)) }
        }
        var statics: S3StaticStore {
            get throws { S3StaticStore(try cloud.bucket("s-\(name)", location: "static", as: role.credentials)) }
        }
        /// Without anything remembered of it.
        var queue: SQSJobQueue {
            get throws { try cloud.queue("q-\(name)", lease: Self.lease, as: role.credentials) }
        }
        /// The same for somebody who may do everything.
        var adminQueue: SQSJobQueue {
            get throws { try cloud.queue("q-\(name)", lease: Self.lease, as: cloud.admin) }
        }
        var adminMedia: S3BlobStore {
            get throws { S3BlobStore(try cloud.bucket("m-\(name)", location: "uploads", as: cloud.admin)) }
        }
        var adminStaticBucket: S3Bucket {
            get throws { try cloud.bucket("s-\(name)", location: "static", as: cloud.admin) }
        }

        init(_ files: [String]) async throws {
            cloud = try present(Peers.running).guarded
            name = UUID().uuidString.lowercased()
            try await cloud.makeBucket("m-\(name)")
            try await cloud.makeBucket("s-\(name)")
            try await cloud.makeQueue("q-\(name)", lease: Self.lease)
            policy = try PolicyDocument(
                files,
                [
                    "REGION": Peers.region.name, "ACCOUNT_ID": GuardedCloud.account, "QUEUE_NAME": "q-\(name)",
                    "MEDIA_BUCKET": "m-\(name)", "MEDIA_LOCATION": "uploads", "STATIC_BUCKET": "s-\(name)",
                    "STATIC_LOCATION": "static",
                ])
            role = try await cloud.role(policy.forEmulator)
        }

        /// What was denied to the role, from a call on.
        func denied(from start: Int = 0) async throws -> [String] {
            try await role.calls.dropFirst(start).filter { $0.status == 403 }.map { "\($0.service):\($0.call)" }
        }
    }

    /// Something the program does, and the action without which it cannot.
    struct Flow: Sendable {
        let action: String
        let run: @Sendable (World) async throws -> Void
    }

    // MARK: Flows

    private static let png = "image/png"

    private static let sending = [
        Flow(action: "sqs:GetQueueUrl") { _ = try await $0.queue.attributes() },
        Flow(action: "sqs:GetQueueAttributes") { _ = try await $0.queue.attributes() },
        Flow(action: "sqs:SendMessage") { try await $0.queue.send([1]) },
        Flow(action: "sqs:SendMessageBatch") { try await $0.queue.send([1, 2]) },
    ]

    private static let receiving = [
        Flow(action: "sqs:ReceiveMessage") { world in
            try await world.adminQueue.send([3])
            _ = try await received(world.queue)
        },
        Flow(action: "sqs:DeleteMessage") { world in
            try await world.adminQueue.send([4])
            let queue = try world.queue
            try await queue.delete(try await received(queue).lease)
        },
        Flow(action: "sqs:ChangeMessageVisibility") { world in
            try await world.adminQueue.send([5])
            let queue = try world.queue
            try await queue.extend(try await received(queue).lease, seconds: 30)
        },
        // What the worker calls for jobs that end, or whose leases end, at about the same time.
        Flow(action: "sqs:DeleteMessageBatch") { world in
            try await together(world, [6, 7]) { try await $0.delete($1) }
        },
        Flow(action: "sqs:ChangeMessageVisibilityBatch") { world in
            try await together(world, [8, 9]) { try await $0.extend($1, seconds: 30) }
        },
    ]

    /// Does something with two leases in one call. Fails where SQS refuses any of it.
    private static func together(
        _ world: World, _ numbers: [Int],
        _ work: (SQSJobQueue, [Lease]) async throws -> [Lease: QueueFailure]
    ) async throws {
        try await world.adminQueue.send(numbers)
        let queue = try world.queue
        let leases = [try await received(queue).lease, try await received(queue).lease]
        if let failure = try await work(queue, leases).values.first { throw failure }
    }

    private static func received(_ queue: SQSJobQueue) async throws -> LeasedMessage {
        for _ in 0..<20 {
            if let message = try await queue.receive(limit: 1, wait: 1).first { return message }
        }
        throw NotPresent()
    }

    private static let reading = [
        Flow(action: "s3:GetObject") { world in
            let key = try blobKey("files/a.png")
            try await world.adminMedia.put(key, [1], contentType: png)
            guard try await world.media.head(key) != nil else { throw NotPresent() }
            _ = try await world.media.get(key)
        },
        Flow(action: "s3:ListBucket") { try await $0.media.check() },
    ]

    private static let writing = [
        Flow(action: "s3:PutObject") { world in
            let bytes = [UInt8](repeating: 1, count: 9 << 20)
            try await world.media.put(try blobKey("files/large.bin"), bytes, contentType: png)
            _ = try await world.media.putUnique(try blobKey("panels/list.tsv"), [1], contentType: png)
        },
        Flow(action: "s3:DeleteObject") { try await $0.media.delete(try blobKey("files/large.bin")) },
        Flow(action: "s3:AbortMultipartUpload") { world in
            struct BrokenOff: Error {}
            let start = try await world.role.calls.count
            let given = Checkpoints()
            let source = BlobSource {
                guard await given.next() < 10 else { throw BrokenOff() }
                return [UInt8](repeating: 1, count: 1 << 20)
            }
            do {
                _ = try await world.media.putUnique(try blobKey("genes/a.json"), from: source, contentType: png)
            } catch is BrokenOff {
                // Whoever uploads does not hear of it: what stays is the bucket's to remove.
                guard try await world.denied(from: start).isEmpty else { throw BrokenOff() }
            }
        },
    ]

    private static let publishing = [
        Flow(action: "s3:ListBucket") { _ = try await $0.statics.published() },
        Flow(action: "s3:PutObject") { world in
            let files = [StaticAsset(path: try blobKey("a-\(UUID()).css"), bytes: [1])]
            if try await CollectStatic(files, into: world.statics).run().failed > 0 { throw NotPresent() }
        },
        Flow(action: "s3:GetObject") { world in
            // Written by something that left another mark than the content's.
            let asset = StaticAsset(path: try blobKey("b.css"), bytes: [2])
            try await world.adminStaticBucket.put(
                "static/b.css", [3], headers: [("x-amz-meta-sha256", ContentDigest.sha256([2]))])
            if try await CollectStatic([asset], into: world.statics).run().failed > 0 { throw NotPresent() }
        },
        Flow(action: "s3:DeleteObject") { world in
            try await world.adminStaticBucket.put("static/old.css", [1], headers: [])
            if try await CollectStatic([], into: world.statics).run(clears: true).failed > 0 { throw NotPresent() }
        },
    ]

    /// Who has which policies, and what they do.
    struct Role: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let files: [String]
        let flows: [Flow]
        /// Granted, but not needed.
        var spare: Set<String> = []
    }

    static let roles = [
        Role(testDescription: "web", files: ["sqs-web.json", "s3-media.json"], flows: sending + reading + writing),
        Role(
            testDescription: "worker", files: ["sqs-worker.json", "s3-media.json"],
            flows: sending + receiving + reading + writing),
        Role(
            testDescription: "worker that writes no files", files: ["sqs-worker.json", "s3-media-worker.json"],
            flows: sending + receiving + reading),
        Role(testDescription: "deploy", files: ["s3-static.json"], flows: publishing),
        Role(
            testDescription: "the founding document's policy", files: ["sqs.json"], flows: sending + receiving,
            spare: ["sqs:ListQueues"]),
    ]

    // MARK: Tests

    @Test("O52, O53: under its policies every role does all its work without one denied call", arguments: roles)
    func enough(role: Role) async throws {
        let world = try await World(role.files)
        for flow in role.flows { try await flow.run(world) }
        #expect(try await world.denied() == [])
        // The calls of operations.md 5.1 and 6.8, and no other.
        let known: Set<String> = [
            "PutObject", "GetObject", "HeadObject", "DeleteObject", "ListObjectsV2", "CreateMultipartUpload",
            "UploadPart", "CompleteMultipartUpload", "AbortMultipartUpload", "GetQueueUrl", "GetQueueAttributes",
            "SendMessage", "SendMessageBatch", "ReceiveMessage", "DeleteMessage", "DeleteMessageBatch",
            "ChangeMessageVisibility", "ChangeMessageVisibilityBatch",
        ]
        #expect(Set(try await world.role.calls.map(\.call)).subtracting(known) == [])
    }

    @Test("O52, O53: without any one of its actions, what needs it fails", arguments: roles)
    func allNeeded(role: Role) async throws {
        let world = try await World(role.files)
        #expect(Set(world.policy.actions).subtracting(role.spare) == Set(role.flows.map(\.action)))
        for flow in role.flows {
            let before = try await world.denied().count
            try await world.role.give(world.policy.without(flow.action).forEmulator)
            await #expect(throws: (any Error).self, "\(flow.action) is not needed") { try await flow.run(world) }
            #expect(try await world.denied().count > before, "\(flow.action)")
        }
    }

    @Test("O53: nobody reaches what is not theirs")
    func fences() async throws {
        let web = try await World(["sqs-web.json", "s3-media.json"])
        await #expect(throws: (any Error).self) { try await web.queue.receive(limit: 1, wait: 0) }
        await #expect(throws: (any Error).self) { try await web.queue.create() }
        let worker = try await World(["sqs-worker.json", "s3-media.json"])
        let asset = StaticAsset(path: try blobKey("app.js"), bytes: [1])
        await #expect(throws: BlobFailure.unavailable("S3 denies access (AccessDenied)")) {
            try await worker.statics.publish(asset)
        }
        await #expect(throws: BlobFailure.self) { try await worker.statics.published() }
        let deploy = try await World(["s3-static.json"])
        await #expect(throws: BlobFailure.self) { try await deploy.media.get(try blobKey("panels/list.tsv")) }
        let outside = S3StaticStore(
            try deploy.cloud.bucket("s-\(deploy.name)", location: "elsewhere", as: deploy.role.credentials))
        await #expect(throws: BlobFailure.self) { try await outside.publish(asset) }
    }

    @Test(
        "8: every policy is JSON with nothing but the placeholders of its documentation, and unique statement ids",
        arguments: try FileManager.default.contentsOfDirectory(atPath: PolicyDocument.folder.path).filter {
            $0.hasSuffix(".json")
        })
    func form(file: String) throws {
        let names = [
            "REGION", "ACCOUNT_ID", "QUEUE_NAME", "MEDIA_BUCKET", "STATIC_BUCKET", "MEDIA_LOCATION", "STATIC_LOCATION",
            "DISTRIBUTION_ID",
        ]
        let document = try PolicyDocument.document(
            file, Dictionary(uniqueKeysWithValues: names.map { ($0, $0.lowercased()) }))
        #expect(document["Version"] as? String == "2012-10-17")
        let statements = try present(document["Statement"] as? [[String: Any]])
        let ids = statements.compactMap { $0["Sid"] as? String }
        #expect(Set(ids).count == ids.count)
        // A bucket's own policy says who; a role's does not.
        for statement in statements { #expect((statement["Principal"] != nil) == file.hasPrefix("bucket-")) }
    }
}

/// Counts.
private actor Checkpoints {
    private var count = 0
    func next() -> Int {
        count += 1
        return count
    }
}
