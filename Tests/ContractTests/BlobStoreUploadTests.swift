import DatabaseSupport
import Domain
import Hummingbird
import MemoryJobQueue
import NIOCore
import Ports
import S3BlobStore
import SQLRepo
import TestSupport
import Testing
import UseCases

@testable import Web

/// A form with a panel list on its way from the browser into each kind of store.
@Suite("Uploads of panel lists into the store")
struct BlobStoreUploadTests {
    private static let curator = Viewer.person(id: PersonID(1), role: .curator, isStaff: false)

    private static let list: [UInt8] = Array(
        ([
            PanelListColumn.allCases.map(\.heading),
            ["GENE1", "gene", "GENE1", "Other", "Made up"] + Array(repeating: "", count: 10),
        ])
        .map { $0.joined(separator: "\t") + "\n" }.joined().utf8)

    /// What lies in the store.
    private typealias Objects = () async throws -> [String]

    private func with(
        _ kind: BlobStoreKind, _ body: (ImportPanelLists, SQLRepository, any BlobStore, Objects) async throws -> Void
    ) async throws {
        try await ScratchFolder.with { place in
            let blobs = try await kind.open(place)
            try await RepoFixture.with(.sqlite) { repo, _ in
                _ = try await repo.upsert([RepoFixture.baseGene("GENE1")])
                let clock = ManualClock(RepoFixture.start)
                let curation = Curation(
                    reader: repo, writer: repo, people: repo, genes: repo, vocabulary: repo, clock: clock,
                    schemaVersion: "1")
                let queue = MemoryJobQueue(clock: clock, timer: ContinuousClock())
                let imports = ImportPanelLists(
                    curation: curation, store: repo, blobs: blobs,
                    outbox: JobOutbox(store: repo, queue: queue, clock: clock))
                try await body(imports, repo, blobs) {
                    if let s3 = blobs as? S3BlobStore { return try await s3.bucket.list(prefix: "").map(\.object) }
                    return try ScratchFolder.files(in: place)
                }
            }
        }
    }

    /// A form as a browser sends it, in pieces.
    private func file(_ content: [UInt8], limit: Int, isWhole: Bool = true) -> ReceivedFile {
        var body = Array("--XX\r\nContent-Disposition: form-data; name=\"f\"; filename=\"list.tsv\"\r\n\r\n".utf8)
        body += content
        if isWhole { body += "\r\n--XX--\r\n".utf8 }
        let (stream, feed) = AsyncStream<ByteBuffer>.makeStream()
        for start in stride(from: 0, to: body.count, by: 65_536) {
            feed.yield(ByteBuffer(bytes: body[start..<min(start + 65_536, body.count)]))
        }
        feed.finish()
        let upload = Upload(
            RequestBody(asyncSequence: stream), [.contentType: "multipart/form-data; boundary=XX"], limit: limit)
        return ReceivedFile(name: "list.tsv", pieces: BlobSource { try await upload.next() }) {
            let digest = await upload.digest()
            return ReceivedFile.Digest(size: digest.size, sha256: digest.sha256)
        }
    }

    @Test(
        "O31: the list lies in the store under panels/<unique>, and the database holds that key without the location",
        arguments: BlobStoreKind.all)
    func stored(kind: BlobStoreKind) async throws {
        try await with(kind) { imports, repo, blobs, objects in
            for _ in 0..<2 {
                _ = try await imports.receive(
                    file(Self.list, limit: 10_000), field: "f", again: true, by: Self.curator)
            }
            let lists = try await repo.panelLists(limit: 10).map(\.list)
            #expect(lists.count == 2)
            #expect(lists.map(\.state) == [.imported, .imported])
            #expect(Set(lists.map(\.key)).count == 2)
            // The location is the store's own business.
            #expect(try await Set(objects()) == Set(lists.map { "uploads/\($0.key)" }))
            for list in lists {
                #expect(list.key.wholeMatch(of: /panels\/list_[a-z0-9]{7}\.tsv/) != nil)
                #expect(try await blobs.get(blobKey(list.key)) == Self.list)
                #expect(try await blobs.head(blobKey(list.key))?.contentType == "text/tab-separated-values")
            }
        }
    }

    @Test(
        "O35: above the limit it ends with 413, and no object is left; nor of what is cut short",
        arguments: BlobStoreKind.all)
    func tooLarge(kind: BlobStoreKind) async throws {
        try await with(kind) { imports, repo, _, objects in
            // Above 8 MiB an upload goes in parts.
            for size in [2_000, 9 << 20] {
                let problem = await #expect(throws: HTTPProblem.self) {
                    try await imports.receive(
                        file([UInt8](repeating: 0x41, count: size + 1), limit: size), field: "f", again: false,
                        by: Self.curator)
                }
                #expect(problem?.status == .contentTooLarge)
            }
            await #expect(throws: HTTPProblem.self) {
                try await imports.receive(
                    file(Self.list, limit: 10_000, isWhole: false), field: "f", again: false, by: Self.curator)
            }
            let (left, lists) = (try await objects(), try await repo.panelLists(limit: 10))
            #expect(left == [])
            #expect(lists.isEmpty)
        }
    }
}
