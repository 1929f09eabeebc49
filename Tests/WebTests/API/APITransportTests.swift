import Domain
import HTTPTypes
import Testing

@Suite("API: transport")
struct APITransportTests {
    private var site: APISite {
        var site = APISite()
        site.panels.add(1, "Alpha", entities: [.gene("AAA1", 3)])
        return site
    }

    @Test("A1: the index lists seven absolute addresses in order; A2: with a suffix they carry it")
    func index() async throws {
        let answer = try await site.ask("/api/v1/")
        let suffixed = try await site.ask("/api/v1/.json")

        let lists = ["panels/signedoff", "panels", "activities", "genes", "strs", "regions", "entities"]
        let keys = answer.body.split(separator: "\"").enumerated().filter { $0.offset % 4 == 1 }.map {
            String($0.element)
        }
        #expect(keys == lists)
        #expect(try answer.json("panels") as? String == "http://localhost/api/v1/panels/")
        #expect(try suffixed.json("panels") as? String == "http://localhost/api/v1/panels.json")
    }

    @Test(
        "A3, A4: an address without slash is a redirect that keeps the query byte for byte",
        arguments: [
            ("/api/v1/panels?name=a%20b&x=1,2", "/api/v1/panels/?name=a%20b&x=1,2"),
            ("/api/v1/panels/1", "/api/v1/panels/1/"),
            ("/api/v1", "/api/v1/"), ("/api/v1/panels/1/genes", "/api/v1/panels/1/genes/"),
        ])
    func slash(uri: String, location: String) async throws {
        for method in [HTTPRequest.Method.get, .post] {
            let answer = try await site.ask(uri, method: method)

            #expect(answer.status == 301)
            #expect(answer.headers[.location] == location)
            #expect(answer.body.isEmpty)
        }
    }

    @Test(
        "A5, A6, A7: format suffixes and the format parameter",
        arguments: [
            ("/api/v1/panels.json", 200), ("/api/v1/panels/1.json", 200), ("/api/v1/panels/signedoff.json", 200),
            ("/api/v1/panels.api", 200), ("/api/v1/panels/?format=json", 200), ("/api/v1/panels/?format=api", 200),
            ("/api/v1/panels/?format=", 200), ("/api/v1/panels/1/versions.json", 200), ("/api/v1/panels.xml", 404),
            ("/api/v1/panels/1.xml", 404), ("/api/v1/panels/?format=xml", 404), ("/api/v1/panels/1.json/", 404),
            ("/api/v1/panels/1/genes.json", 404), ("/api/v1/panels/1/genes/AAA1/", 404), ("/api/v1/nosuch/", 404),
            ("/api/", 404), ("/api/v1/panels/a%2Fb/", 404), ("/api/v1/panels/1/nosuch/", 404),
            ("/api/v1panels/", 404), ("/api/v1//panels/", 404), ("/api/v1/panels//", 404), ("/api/v1/.json/", 200),
            ("/api/v1/panels.json/", 200), ("/api/v1/panels/signedoff.json/", 200),
            ("/api/v1/panels/1/versions.json/", 200), ("/api/v1/panels/1/activities.json/", 200),
            ("/api/v1/panels/1/genes.json/", 404), ("/api/v1/panels/?format=JSON", 404),
        ])
    func formats(uri: String, status: Int) async throws {
        let answer = try await site.ask(uri)

        #expect(answer.status == status)
        if status == 404 { #expect(answer.body == #"{"detail":"Not found."}"#) }
    }

    @Test(
        "1.6: an answer that depends on nothing but Accept says so",
        arguments: ["/api/v1/panels.xml", "/api/v1/panels/?format=xml"])
    func varyOfRefusals(uri: String) async throws {
        #expect(try await site.ask(uri).headers[.vary] == "Accept")
        #expect(try await site.ask("/api/v1/panels/99/").headers[.vary] == "Accept, Cookie")
    }

    @Test(
        "A74: problems come to browsers as JSON with a link to the documentation",
        arguments: [
            ("/api/v1/panels/99/", "text/html", true), ("/api/v1/nosuch/", "text/html", true),
            ("/api/", "text/html", true), ("/api/v1/panels/99/?format=api", "*/*", true),
            ("/api/v1/panels/?format=xml", "text/html", false), ("/api/v1/panels/99/", "application/json", false),
            ("/api/v1/panels/99/?format=json", "text/html", false),
        ])
    func problemsInBrowsers(uri: String, accept: String, hasLink: Bool) async throws {
        let answer = try await site.ask(uri, headers: [.accept: accept])

        #expect(answer.status == 404)
        #expect(answer.headers[.contentType] == "application/json")
        #expect(answer.body == #"{"detail":"Not found."}"#)
        #expect((answer.headers[HTTPField.Name("Link") ?? .via] != nil) == hasLink)
    }

    @Test(
        "A8, A10: the Accept table",
        arguments: [
            (nil, 200, false), ("", 200, false), ("*/*", 200, false), ("application/*", 200, false),
            ("application/json", 200, false), ("text/html", 200, true), ("text/*", 200, true),
            ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", 200, true),
            ("text/html, application/json", 200, false), ("application/json;q=0.1, text/html;q=0.9", 200, false),
            ("application/json; version=2", 200, false), ("application/xml", 406, false), ("image/png", 406, false),
            ("text/html, */*; version=2", 200, true), ("*/*; version=2", 200, false),
        ] as [(String?, Int, Bool)])
    func accept(header: String?, status: Int, hasLink: Bool) async throws {
        var headers: HTTPFields = [:]
        headers[.accept] = header
        let answer = try await site.ask("/api/v1/panels/", headers: headers)

        #expect(answer.status == status)
        #expect(answer.headers[.contentType] == "application/json")
        #expect((answer.headers[HTTPField.Name("Link") ?? .via] != nil) == hasLink)
        if status == 406 {
            #expect(answer.detail == "Could not satisfy the request Accept header.")
            #expect(answer.headers[.vary] == "Accept")
        }
    }

    @Test("A9: an indent parameter lays the document out, clamped to 8")
    func indent() async throws {
        let four = try await site.ask("/api/v1/", headers: [.accept: "application/json; indent=4"])
        let many = try await site.ask("/api/v1/", headers: [.accept: "application/json; indent=99"])

        #expect(four.body.hasPrefix("{\n    \"panels/signedoff\": \"http"))
        #expect(many.body.hasPrefix("{\n        \"panels/signedoff\""))
        #expect(try four.json("panels") as? String == "http://localhost/api/v1/panels/")
    }

    @Test("A11: headers of a normal answer; A12: HEAD has them too and no body")
    func headers() async throws {
        for uri in ["/api/v1/", "/api/v1/panels/", "/api/v1/panels/1/", "/api/v1/panels/1/genes/"] {
            let get = try await site.ask(uri)
            let head = try await site.ask(uri, method: .head)

            #expect(get.headers[.contentType] == "application/json")
            #expect(get.headers[.vary]?.contains("Accept, Cookie") == true)
            #expect(get.headers[.allow] == "GET, HEAD, OPTIONS")
            #expect(head.status == 200)
            #expect(head.body.isEmpty)
            #expect(head.headers[.contentLength] == String(get.body.utf8.count))
        }
    }

    @Test("A13: OPTIONS describes a route")
    func options() async throws {
        let answer = try await site.ask("/api/v1/panels/1/genes/", method: .options)

        #expect(answer.status == 200)
        #expect(try answer.json("name") as? String == "Gene List")
        #expect(try answer.json("renders") as? [String] == ["application/json", "text/html"])
        #expect(try answer.json("parses", 2) as? String == "multipart/form-data")
    }

    @Test("A14: any origin may read, errors included")
    func cors() async throws {
        for uri in ["/api/v1/panels/", "/api/v1/nosuch/"] {
            let answer = try await site.ask(uri, headers: [.origin: "https://elsewhere.example"])

            #expect(answer.headers[.accessControlAllowOrigin] == "*")
        }
    }

    @Test("A16: stored text comes raw, U+2028 escaped; A17: unknown parameters change nothing")
    func encoding() async throws {
        var site = site
        site.panels.add(2, "<b>&é😀/\u{2028}")

        let answer = try await site.ask("/api/v1/panels/2/?search=x&page_size=2&foo=")

        #expect(answer.body.contains(#""name":"<b>&é😀/\u2028""#))
        #expect(try await site.ask("/api/v1/panels/2/").body == answer.body)
    }
}

@Suite("API: who asks")
struct APIAuthenticationTests {
    private let site: APISite = {
        var site = APISite()
        site.panels.add(1, "Alpha")
        return site
    }()

    @Test("A18: writing needs a login first, and is not possible then either")
    func unsafeMethods() async throws {
        let stranger = try await site.ask("/api/v1/panels/", method: .post)
        let known = try await site.ask("/api/v1/panels/", method: .post, token: "Token curator-token")

        #expect(stranger.status == 403)
        #expect(stranger.detail == "Authentication credentials were not provided.")
        #expect(known.status == 405)
        #expect(known.detail == "Method \"POST\" not allowed.")
    }

    @Test(
        "A19: the index and the signed-off list tell strangers the method",
        arguments: ["/api/v1/", "/api/v1/panels/signedoff/"])
    func unsafeOnOpenRoutes(uri: String) async throws {
        #expect(try await site.ask(uri, method: .post).status == 405)
        #expect(try await site.ask(uri, method: .delete).status == 405)
    }

    @Test(
        "A20, A21, A22: every broken token is 403 with its own sentence; other schemes are anonymous",
        arguments: [
            ("Token bad", 403, "Invalid token."), ("Token", 403, "Invalid token header. No credentials provided."),
            ("Token a b", 403, "Invalid token header. Token string should not contain spaces."),
            ("Token b\u{E9}", 403, "Invalid token header. Token string should not contain invalid characters."),
            ("Token disabled-token", 403, "User inactive or deleted."), ("Bearer x", 200, nil),
            ("token curator-token", 200, nil),
        ] as [(String, Int, String?)])
    func tokens(header: String, status: Int, detail: String?) async throws {
        let answer = try await site.ask("/api/v1/panels/", token: header)

        #expect(answer.status == status)
        #expect(answer.detail == detail)
        #expect(answer.headers[.wwwAuthenticate] == nil)
    }

    @Test("api.md 4.2: the format is checked before the token")
    func order() async throws {
        #expect(try await site.ask("/api/v1/panels/?format=xml", token: "Token bad").status == 404)
    }
}
