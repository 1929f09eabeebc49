import Foundation
import HTTPTypes
import Hummingbird
import Testing

@testable import Web

@Suite("Static files under fingerprints")
struct StaticTests {
    private static let css = "body { color: black }" + String(repeating: " ", count: 300)

    private func assets(css: String = css) -> StaticAssets {
        StaticAssets(
            ["css/app.css": Array(css.utf8), "logo.png": [0x89, 0x50], "LICENSE": Array("text".utf8)],
            gzip: TestSite.markingGzip)
    }

    private func site() throws -> TestSite { try TestSite { self.assets().addRoutes(to: $0) } }

    @Test("the name carries the content's fingerprint, and changes with it")
    func names() {
        let url = assets().url(for: "css/app.css")

        #expect(url.wholeMatch(of: /\/static\/css\/app\.[0-9a-f]{8}\.css/) != nil)
        #expect(assets(css: "other").url(for: "css/app.css") != url)
        #expect(assets().url(for: "LICENSE").wholeMatch(of: /\/static\/LICENSE\.[0-9a-f]{8}/) != nil)
        #expect(assets().url(for: "missing.js") == "/static/missing.js")
    }

    @Test("a fingerprinted file may be kept for ever; gzip and 304 as everywhere")
    func fingerprinted() async throws {
        let url = assets().url(for: "css/app.css")

        let plain = try await site().ask(url)
        let packed = try await site().ask(url, headers: [.acceptEncoding: "gzip"])
        let again = try await site().ask(url, headers: [.ifNoneMatch: plain.headers[.eTag] ?? ""])

        #expect(plain.body == Self.css)
        #expect(plain.headers[.contentType] == "text/css; charset=utf-8")
        #expect(plain.headers[.cacheControl] == "public, max-age=31536000, immutable")
        #expect(packed.body == "gz:" + Self.css && packed.headers[.contentEncoding] == "gzip")
        #expect(again.status == 304)
    }

    @Test("the plain name is served too, but asked for again; HEAD has the length")
    func plainName() async throws {
        let answer = try await site().ask("/static/css/app.css", method: .head)

        #expect(answer.status == 200)
        #expect(answer.headers[.cacheControl] == "public, max-age=0, must-revalidate")
        #expect(answer.headers[.contentLength] == String(Self.css.utf8.count))
    }

    @Test(
        "what is no file is 404, other methods are 405",
        arguments: [
            "/static/", "/static/css", "/static/css/", "/static/../Package.swift", "/static/%2e%2e/x",
            "/static/app.00000000.css",
        ])
    func missing(path: String) async throws {
        #expect(try await site().ask(path).status == 404)
        #expect(try await site().ask("/static/css/app.css", method: .post).status == 405)
    }

    @Test("a folder is read with its subfolders, hidden files left out")
    func folder() throws {
        let root = FileManager.default.temporaryDirectory.appending(path: "assets-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: root) }
        try FileManager.default.createDirectory(at: root.appending(path: "img"), withIntermediateDirectories: true)
        for name in ["app.js", "img/a.svg", ".keep"] { try Data("x".utf8).write(to: root.appending(path: name)) }

        let assets = try StaticAssets(folder: root, base: "https://cdn.example.org/static/", gzip: TestSite.markingGzip)

        #expect(assets.names == ["app.js", "img/a.svg"])
        #expect(assets.url(for: "app.js").hasPrefix("https://cdn.example.org/static/app."))
        #expect(throws: (any Error).self) {
            try StaticAssets(folder: root.appending(path: "none"), gzip: TestSite.markingGzip)
        }
    }
}
