import AWSClient
import FileBlobStore
import Foundation
import PeerSupport
import Ports
import S3BlobStore
import Synchronization
import TestSupport
import Testing
import UseCases

/// An adapter of `StaticStore` as its contract's tests make it.
struct StaticStoreKind: Sendable, CustomTestStringConvertible {
    let name: String
    /// Puts a file at a path from the root of bucket or folder.
    typealias Neighbour = @Sendable (String) async throws -> Void

    /// An empty store, and a way to put files beside it.
    let make: @Sendable (_ place: URL) async throws -> (any StaticStore, Neighbour)

    var testDescription: String { name }

    static let all =
        [
            StaticStoreKind(name: "folder") { place in
                let root = place.appending(path: "root")
                return (
                    FolderStaticStore(folder: root.appending(path: "static")),
                    { path in
                        let file = root.appending(path: path)
                        try FileManager.default.createDirectory(
                            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
                        try Data("neighbour".utf8).write(to: file)
                    }
                )
            }
        ]
        + (Peers.running.map { peers in
            [
                StaticStoreKind(name: "S3") { place in
                    let name = "b" + place.lastPathComponent.lowercased().filter { $0.isLetter || $0.isNumber }
                    let root = try await peers.bucket(name, location: "")
                    let store = S3StaticStore(try await peers.bucket(name, location: "static"))
                    return (store, { path in try await root.put(path, Array("neighbour".utf8), headers: []) })
                }
            ]
        } ?? [])

    func with(
        _ body: (any StaticStore, Neighbour) async throws -> Void
    ) async throws {
        try await ScratchFolder.with { place in
            let (store, neighbour) = try await make(place)
            try await body(store, neighbour)
        }
    }
}

/// What every `StaticStore` keeps, and what `collectstatic` makes of it (`operations.md` 5.7).
@Suite("Contract: StaticStore", .timeLimit(.minutes(5)))
struct StaticStoreContractTests {
    private func asset(_ path: String, _ text: String) throws -> StaticAsset {
        StaticAsset(path: try blobKey(path), bytes: Array(text.utf8))
    }

    private func release(_ style: String = "a") throws -> [StaticAsset] {
        [try asset("css/app.css", "body{\(style)}"), try asset("app.js", "1"), try asset("img/icon.svg", "<svg/>")]
    }

    private func paths(_ store: any StaticStore) async throws -> [String] {
        try await store.published().map(\.path).sorted()
    }

    @Test("O27: the first run copies every file, the second none", arguments: StaticStoreKind.all)
    func twice(kind: StaticStoreKind) async throws {
        try await kind.with { store, _ in
            let job = CollectStatic(try release(), into: store)
            let first = try await job.run()
            let second = try await job.run()
            #expect(first.copied == 3 && first.unmodified == 0)
            #expect(second.copied == 0 && second.unmodified == 3 && second.deleted == 0)
            #expect(try await paths(store) == ["app.js", "css/app.css", "img/icon.svg"])
        }
    }

    @Test("O28: of one changed file one copy is made, of the same length or not", arguments: StaticStoreKind.all)
    func changed(kind: StaticStoreKind) async throws {
        try await kind.with { store, _ in
            _ = try await CollectStatic(try release("a"), into: store).run()
            for style in ["b", "longer"] {
                let events = Collected<CollectStatic.Event>()
                let report = try await CollectStatic(try release(style), into: store).run { events.append($0) }
                #expect(report.copied == 1 && report.unmodified == 2 && report.deleted == 0)
                #expect(events.all == [.copied("css/app.css")])
            }
            let style = try asset("css/app.css", "body{longer}")
            let published = try present(try await store.published().first { $0.path == "css/app.css" })
            #expect(try await store.holds(style, as: published))
            #expect(try await store.holds(try asset("css/app.css", "body{shorter"), as: published) == false)
        }
    }

    @Test("O29: clearing removes what is no part of the release, and nothing outside", arguments: StaticStoreKind.all)
    func clears(kind: StaticStoreKind) async throws {
        try await kind.with { store, neighbour in
            for path in ["static/old/app.css", "static-old/app.css", "uploads/images/a.png", "static.txt"] {
                try await neighbour(path)
            }
            let job = CollectStatic(try release(), into: store)
            #expect(try await job.run().deleted == 0)
            #expect(try await paths(store).contains("old/app.css"))
            #expect(try await job.run(clears: true).deleted == 1)
            #expect(try await paths(store) == ["app.js", "css/app.css", "img/icon.svg"])
        }
    }

    @Test("5.7: a dry run tells everything and does nothing", arguments: StaticStoreKind.all)
    func dryRun(kind: StaticStoreKind) async throws {
        try await kind.with { store, neighbour in
            try await neighbour("static/old.css")
            let report = try await CollectStatic(try release(), into: store).run(isDryRun: true, clears: true)
            #expect(report.copied == 3 && report.deleted == 1)
            #expect(try await paths(store) == ["old.css"])
        }
    }

    @Test("withdrawing what is not there is no error", arguments: StaticStoreKind.all)
    func withdraw(kind: StaticStoreKind) async throws {
        try await kind.with { store, _ in
            try await store.withdraw("nothing/here.css")
            #expect(try await paths(store) == [])
        }
    }

    /// Refuses one file.
    private struct Stubborn: StaticStore {
        let old: [PublishedAsset]
        let withdrawn = Collected<String>()
        func published() async throws(BlobFailure) -> [PublishedAsset] { old }
        func holds(_ asset: StaticAsset, as published: PublishedAsset) async throws(BlobFailure) -> Bool { false }
        func publish(_ asset: StaticAsset) async throws(BlobFailure) {
            if asset.path.path == "app.js" { throw .unavailable("no") }
        }
        func withdraw(_ path: String) async throws(BlobFailure) { withdrawn.append(path) }
    }

    @Test("5.7: one file that fails keeps back no other, but then nothing is cleared")
    func failing() async throws {
        let store = Stubborn(old: [PublishedAsset(path: "old.css", size: 1, tag: "")])
        let report = try await CollectStatic(try release(), into: store).run(clears: true)
        #expect(report.copied == 2 && report.failed == 1 && report.deleted == 0)
        #expect(store.withdrawn.all == [])
    }
}

/// The requests of publishing.
@Suite("S3: static files", .timeLimit(.minutes(5)))
struct StaticStoreWireTests {
    @Test("O28: a published file has its type, a day to be kept, and its digest, and neither ACL nor conditions")
    func headers() async throws {
        let stub = AWSStub { _ in .ok }
        try await stub.serving { address in
            let store = S3StaticStore(try AWSStub.bucket(address) { $0.location = "static" })
            try await store.publish(StaticAsset(path: try blobKey("css/app.css"), bytes: Array("body{}".utf8)))
        }
        let asked = try present(stub.asked.first)
        #expect(asked.method == "PUT" && asked.path == "/bucket/static/css/app.css")
        #expect(asked.headers["content-type"] == "text/css")
        #expect(asked.headers["cache-control"] == "max-age=86400")
        #expect(asked.headers["x-amz-meta-sha256"]?.count == 64)
        #expect(!asked.headers.keys.contains { $0.contains("acl") || $0.hasPrefix("if-") })
    }

    @Test(
        "5.7: one listing, its prefix without a slash, page by page; neighbours and marks of folders are no static files"
    )
    func listing() async throws {
        let stub = AWSStub { asked in
            let isSecond = asked.query["continuation-token"] != nil
            let keys = isSecond ? ["static/b.css"] : ["static/", "static/a.css", "static-old/c.css"]
            let entries = keys.map { "<Contents><Key>\($0)</Key><Size>1</Size><ETag>&quot;t&quot;</ETag></Contents>" }
            let next = isSecond ? "" : "<NextContinuationToken>2</NextContinuationToken>"
            return .init(body: "<ListBucketResult>\(entries.joined())\(next)</ListBucketResult>")
        }
        try await stub.serving { address in
            let store = S3StaticStore(try AWSStub.bucket(address) { $0.location = "static" })
            #expect(try await store.published().map(\.path) == ["a.css", "b.css"])
        }
        #expect(stub.asked.map { $0.query["prefix"] } == ["static", "static"])
    }

    @Test("5.7: where the tag is no digest of the content, as with KMS, the digest of the object's own header counts")
    func encrypted() async throws {
        let count = Mutex(0)
        let bytes = Array("body{}".utf8)
        let stub = AWSStub { asked in
            let isFirst =
                count.withLock {
                    $0 += 1
                    return $0
                } == 1
            return .init(headers: isFirst ? ["x-amz-meta-sha256": ContentDigest.sha256(bytes)] : [:])
        }
        try await stub.serving { address in
            let store = S3StaticStore(try AWSStub.bucket(address))
            let asset = StaticAsset(path: try blobKey("a.css"), bytes: bytes)
            let published = PublishedAsset(path: "a.css", size: 6, tag: String(repeating: "0", count: 32))
            #expect(try await store.holds(asset, as: published))
            #expect(try await store.holds(asset, as: published) == false)
        }
        #expect(stub.asked.map(\.method) == ["HEAD", "HEAD"])
    }
}
