import Domain
import FileBlobStore
import Foundation
import HTTPTypes
import Hummingbird
import Ports
import Testing

@testable import Web

@Suite("operations.md 5.6: uploaded media")
struct MediaTests {
    private static let text = (0..<60_000).map { "line \($0)\n" }.joined()

    /// A site over a store with one blob in each folder.
    private func with(_ body: (TestSite, FileBlobStore) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "panelapp-media-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let store = FileBlobStore(folder: folder)
        for path in ["images/logo.png", "panels/list.tsv", "genes/genes.json", "reviews/r.tsv", "logo.png"] {
            try await put(store, path, "0123456789")
        }
        try await put(store, "files/notes.txt", Self.text)
        try await put(store, "markdownx/2b1d.gif", "gif")
        try await put(store, "files/ä b.html", "<script>alert(1)</script>")
        try await body(try TestSite { MediaRoutes(store: store).addRoutes(to: $0) }, store)
    }

    private func put(_ store: FileBlobStore, _ path: String, _ text: String) async throws {
        let key = try #require(BlobKey(path))
        try await store.put(key, Array(text.utf8), contentType: key.contentType)
    }

    @Test(
        "Another base of media is served; one on another host leaves the usual one",
        arguments: [("/m/", "/m/"), ("https://media.example.org/", "/media/")])
    func base(url: String, path: String) async throws {
        try await with { _, store in
            let site = try TestSite { MediaRoutes(store: store, base: url).addRoutes(to: $0) }

            #expect(try await site.ask("\(path)images/logo.png").status == 200)
            #expect(try await site.ask("\(path)panels/list.tsv").status == 404)
        }
    }

    @Test("a picture is shown, with a tag, a date, and five minutes to be kept")
    func picture() async throws {
        try await with { site, _ in
            let answer = try await site.ask("/media/images/logo.png")

            #expect(answer.status == 200 && answer.body == "0123456789")
            #expect(answer.headers[.contentType] == "image/png")
            #expect(answer.headers[.contentLength] == "10")
            #expect(answer.headers[.cacheControl] == "public, max-age=300")
            #expect(answer.headers[.acceptRanges] == "bytes")
            #expect(answer.headers[.lastModified]?.hasSuffix(" GMT") == true)
            #expect(answer.headers[.xContentTypeOptions] == "nosniff")
            #expect(answer.headers[.contentDisposition] == nil)
            #expect(try await site.ask("/media/markdownx/2b1d.gif").status == 200)
        }
    }

    @Test(
        "what is no picture is saved, not shown, and shut in if it is opened",
        arguments: [
            ("/media/files/notes.txt", "text/plain"), ("/media/files/%C3%A4%20b.html", "text/html"),
        ])
    func attachment(path: String, type: String) async throws {
        try await with { site, _ in
            let answer = try await site.ask(path, headers: [.acceptEncoding: "gzip"])

            #expect(answer.status == 200)
            #expect(answer.headers[.contentType] == type)
            #expect(answer.headers[.contentDisposition] == "attachment")
            #expect(answer.headers[.contentSecurityPolicy] == "sandbox")
            #expect(answer.headers[.contentEncoding] == nil)
        }
    }

    @Test("a file of many pieces arrives whole")
    func large() async throws {
        try await with { site, _ in
            #expect(Self.text.utf8.count > 600_000)
            let answer = try await site.ask("/media/files/notes.txt")
            #expect(answer.body == Self.text)
        }
    }

    @Test(
        "O36: lists for imports are nobody's, administrators' included; nothing is listed, nothing else reached",
        arguments: [
            "/media/panels/list.tsv", "/media/genes/genes.json", "/media/reviews/r.tsv", "/media/logo.png", "/media/",
            "/media/images", "/media/images/", "/media/images/none.png", "/media/images/../panels/list.tsv",
            "/media/images/%2e%2e/panels/list.tsv", "/media/images%2Flogo.png%00", "/media/images//logo.png",
            "/media/.incoming/x", "/media/images/%FF.png", "/media/images/%",
        ])
    func notServed(path: String) async throws {
        try await with { site, _ in
            let answers = [try await site.ask(path), try await site.ask(path, viewer: 1)]
            #expect(answers.map(\.status) == [404, 404])
        }
    }

    @Test("If-None-Match and If-Modified-Since answer 304 until the file is replaced")
    func conditions() async throws {
        try await with { site, store in
            let path = "/media/images/logo.png"
            let first = try await site.ask(path)
            let tag = try #require(first.headers[.eTag])
            let date = try #require(first.headers[.lastModified])

            let same = try await site.ask(path, headers: [.ifNoneMatch: tag])
            #expect(same.status == 304 && same.body.isEmpty && same.headers[.eTag] == tag)
            #expect(try await site.ask(path, headers: [.ifModifiedSince: date]).status == 304)
            #expect(try await site.ask(path, headers: [.ifModifiedSince: date, .ifNoneMatch: "\"x\""]).status == 200)
            try await put(store, "images/logo.png", "9876543210")

            let replaced = try await site.ask(path, headers: [.ifNoneMatch: tag])
            #expect(replaced.status == 200 && replaced.body == "9876543210")
        }
    }

    @Test(
        "a range is answered with 206 and its place",
        arguments: [
            ("bytes=0-3", "0123", "bytes 0-3/10"), ("bytes=7-", "789", "bytes 7-9/10"),
            ("bytes=-2", "89", "bytes 8-9/10"),
            ("bytes=5-99", "56789", "bytes 5-9/10"), ("bytes=-99", "0123456789", "bytes 0-9/10"),
        ])
    func ranges(range: String, body: String, place: String) async throws {
        try await with { site, _ in
            let answer = try await site.ask("/media/images/logo.png", headers: [.range: range])

            #expect(answer.status == 206 && answer.body == body)
            #expect(answer.headers[.contentRange] == place)
            #expect(answer.headers[.contentLength] == String(body.count))
        }
    }

    @Test(
        "a range of what is not there is 416; what is no single range gives the whole",
        arguments: [
            ("bytes=10-", 416), ("bytes=-0", 416), ("bytes=4-2", 200), ("bytes=0-1,3-4", 200), ("lines=0-1", 200),
            ("bytes=a-b", 200), ("bytes=-", 200), ("bytes=99999999999999999999-", 200), ("bytes=+1-2", 200),
        ])
    func oddRanges(range: String, status: Int) async throws {
        try await with { site, _ in
            let answer = try await site.ask("/media/images/logo.png", headers: [.range: range])

            #expect(answer.status == status)
            if status == 416 { #expect(answer.headers[.contentRange] == "bytes */10") }
        }
    }

    @Test("If-Range: the rest only of the file whose beginning the client has")
    func ifRange() async throws {
        try await with { site, _ in
            let path = "/media/images/logo.png"
            let tag = try #require(try await site.ask(path).headers[.eTag])

            let same = try await site.ask(path, headers: [.range: "bytes=5-", .ifRange: tag])
            let other = try await site.ask(path, headers: [.range: "bytes=5-", .ifRange: "\"other\""])

            #expect(same.status == 206 && same.body == "56789")
            #expect(other.status == 200 && other.body == "0123456789")
        }
    }

    @Test("HEAD tells the length and sends nothing; other methods are 405")
    func methods() async throws {
        try await with { site, _ in
            let head = try await site.ask("/media/files/notes.txt", method: .head)

            #expect(head.status == 200 && head.body.isEmpty)
            #expect(head.headers[.contentLength] == String(Self.text.utf8.count))
            #expect(try await site.ask("/media/images/logo.png", method: .post).status == 405)
        }
    }

    @Test("a file that is replaced between the look and the answer is looked at again")
    func replaced() async throws {
        try await with { _, store in
            let site = try TestSite { MediaRoutes(store: Replacing(store: store)).addRoutes(to: $0) }

            let answer = try await site.ask("/media/images/logo.png")

            #expect(answer.status == 200 && answer.body == "newer")
            #expect(answer.headers[.contentLength] == "5")
        }
    }

    /// A store whose picture is replaced by somebody right after it was first looked at.
    private struct Replacing: BlobStore {
        let store: FileBlobStore

        func head(_ key: BlobKey) async throws(BlobFailure) -> BlobFacts? {
            let facts = try await store.head(key)
            if facts?.size == 10 { try await store.put(key, Array("newer".utf8), contentType: "image/png") }
            return facts
        }

        func read(_ key: BlobKey, range: Range<Int>?) async throws(BlobFailure) -> BlobReading {
            try await store.read(key, range: range)
        }

        func get(_ key: BlobKey) async throws(BlobFailure) -> [UInt8] { try await store.get(key) }

        func put(_ key: BlobKey, _ bytes: [UInt8], contentType: String) async throws(BlobFailure) {
            try await store.put(key, bytes, contentType: contentType)
        }

        func putUnique(_ key: BlobKey, _ bytes: [UInt8], contentType: String) async throws(BlobFailure) -> BlobKey {
            try await store.putUnique(key, bytes, contentType: contentType)
        }

        func putUnique(_ key: BlobKey, from pieces: BlobSource, contentType: String) async throws -> BlobKey {
            try await store.putUnique(key, from: pieces, contentType: contentType)
        }

        func delete(_ key: BlobKey) async throws(BlobFailure) { try await store.delete(key) }
    }
}
