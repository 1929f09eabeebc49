import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization
import Testing

@testable import Web

@Suite("Bodies: gzip, entity tags, HEAD")
struct BodyTests {
    private static let text = TestSite.longText
    private static let cached = CachedBody(ByteBuffer(string: text), tag: "1-7", gzip: TestSite.markingGzip)
    private static let gzip: HTTPFields = [.acceptEncoding: "br, gzip;q=0.8"]

    private func site() throws -> TestSite {
        try TestSite { router in
            router.get("/cached") { request, _ in
                Self.cached.response(to: request, contentType: MediaType.json, headers: [.vary: "Accept, Cookie"])
            }
            router.get("/plain") { _, _ in
                Response(
                    status: .ok, headers: [.contentType: MediaType.html, .eTag: "\"x\""],
                    body: .init(byteBuffer: ByteBuffer(string: Self.text)))
            }
            router.get("/parts") { _, _ in
                let parts = [ByteBuffer(string: Self.text), ByteBuffer(string: "end")]
                return Response(status: .ok, headers: [.contentType: MediaType.json], body: .init(contentsOf: parts))
            }
            router.get("/image") { _, _ in
                Response(
                    status: .ok, headers: [.contentType: "image/png"],
                    body: .init(byteBuffer: ByteBuffer(string: Self.text)))
            }
            router.get("/short") { _, _ in
                Response(
                    status: .ok, headers: [.contentType: MediaType.json],
                    body: .init(byteBuffer: ByteBuffer(string: "{}")))
            }
        }
    }

    @Test("A89: an answer comes compressed to who accepts it; Vary is appended to")
    func cachedGzip() async throws {
        let plain = try await site().ask("/cached")
        let packed = try await site().ask("/cached", headers: Self.gzip)

        #expect(plain.body == Self.text && plain.headers[.contentEncoding] == nil)
        #expect(packed.body == "gz:" + Self.text && packed.headers[.contentEncoding] == "gzip")
        for answer in [plain, packed] {
            #expect(answer.headers[.vary] == "Accept, Cookie, Accept-Encoding")
            #expect(answer.headers[.contentLength] == String(answer.body.utf8.count))
            #expect(answer.headers[.contentType] == "application/json")
        }
    }

    @Test("RFC 9110 8.8.3: the two forms have strong tags of their own")
    func tags() async throws {
        #expect(try await site().ask("/cached").headers[.eTag] == "\"1-7\"")
        #expect(try await site().ask("/cached", headers: Self.gzip).headers[.eTag] == "\"1-7-gzip\"")
    }

    @Test(
        "If-None-Match: either form's tag, weakened or in a list, gives 304 without a body",
        arguments: [
            ("\"1-7\"", 304), ("\"1-7-gzip\"", 304), ("W/\"1-7\"", 304), ("\"a\", W/\"1-7-gzip\"", 304), ("*", 304),
            ("\"1-8\"", 200), ("1-7", 200), ("\"\"", 200), ("\"-gzip\"", 200), ("", 200),
        ])
    func conditional(header: String, status: Int) async throws {
        let answer = try await site().ask("/cached", headers: [.ifNoneMatch: header])

        #expect(answer.status == status)
        if status == 304 {
            #expect(answer.body.isEmpty)
            #expect(answer.headers[.contentLength] == nil)
            #expect(answer.headers[.eTag] == "\"1-7\"")
            #expect(answer.headers[.vary] == "Accept, Cookie, Accept-Encoding")
        }
    }

    @Test(
        "A12: HEAD has the headers of GET, its length included, and no body",
        arguments: [
            "/cached", "/plain", "/parts", "/short", "/nowhere",
        ])
    func head(path: String) async throws {
        for headers in [[:], Self.gzip] {
            let get = try await site().ask(path, headers: headers)
            let head = try await site().ask(path, method: .head, headers: headers)

            #expect(head.status == get.status)
            #expect(head.body.isEmpty)
            #expect(head.headers[.contentLength] == get.headers[.contentLength])
            #expect(head.headers[.eTag] == get.headers[.eTag])
            #expect(head.headers[.contentEncoding] == get.headers[.contentEncoding])
        }
    }

    @Test("api.md 1.8: other text and JSON of 200 bytes and more is compressed on the way out")
    func onTheFly() async throws {
        let plain = try await site().ask("/plain", headers: Self.gzip)
        let parts = try await site().ask("/parts", headers: Self.gzip)

        #expect(plain.body == "gz:" + Self.text)
        #expect(plain.headers[.eTag] == "\"x-gzip\"")
        #expect(parts.body == "gz:" + Self.text + "end")
        #expect(parts.headers[.contentLength] == String(parts.body.utf8.count))
    }

    @Test("pictures and short answers are not compressed", arguments: ["/image", "/short"])
    func notCompressed(path: String) async throws {
        let answer = try await site().ask(path, headers: Self.gzip)

        #expect(answer.headers[.contentEncoding] == nil)
        #expect(answer.headers[.vary] == nil)
    }

    @Test(
        "Accept-Encoding",
        arguments: [
            ("gzip", true), ("GZIP", true), ("x-gzip", true), ("*", true), ("deflate, *;q=0.1", true), ("br", false),
            ("gzip;q=0", false), ("gzip; q=0.0, *", false), ("*;q=0", false), ("", false), ("gzippy", false),
            ("identity, gzip;q=0.5", false), ("identity;q=0.5, gzip", true), ("gzip, identity", true),
            ("identity;q=0", false), ("identity;q=0, *", true), ("*;q=0, gzip", true),
        ])
    func acceptEncoding(header: String, expected: Bool) {
        #expect(AcceptEncoding.acceptsGzip([.acceptEncoding: header]) == expected)
    }

    @Test("the gzip form is made once, however many ask at once")
    func madeOnce() async {
        let calls = Mutex(0)
        let encoder = GzipEncoder { buffer, _ in
            calls.withLock { $0 += 1 }
            return buffer
        }
        let body = CachedBody(ByteBuffer(string: Self.text), tag: nil, gzip: encoder)
        #expect(body.cost == Self.text.utf8.count)

        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<50 { group.addTask { _ = body.gzip() } }
        }

        #expect(calls.withLock { $0 } == 1)
        #expect(body.cost == 2 * Self.text.utf8.count)
    }

    @Test("an encoder that fails leaves the plain bytes and their tag")
    func failingEncoder() async throws {
        let body = CachedBody(ByteBuffer(string: Self.text), tag: "t", gzip: GzipEncoder { _, _ in nil })
        let request = Request(
            head: HTTPRequest(method: .get, scheme: "http", authority: "x", path: "/", headerFields: Self.gzip),
            body: .init(buffer: ByteBuffer()))

        let response = body.response(to: request, contentType: MediaType.json)

        #expect(response.headers[.contentEncoding] == nil)
        #expect(response.headers[.eTag] == "\"t\"")
        #expect(response.body.contentLength == Self.text.utf8.count)
    }
}
