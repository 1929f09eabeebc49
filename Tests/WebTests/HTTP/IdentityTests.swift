import HTTPTypes
import Hummingbird
import Testing

@testable import Web

@Suite("operations.md 3.8 and 11.4: who asks, over what, under which id")
struct IdentityTests {
    /// A site that says what it knows of a request.
    private func site(_ trusted: String = "*") throws -> TestSite {
        var site = try TestSite { router in
            router.get("/") { request, context in
                "\(context.origin(of: request)) \(context.clientIP ?? "-") \(context.requestID)"
            }
        }
        site.stack.proxy.trusted = try TrustedPeers(trusted)
        return site
    }

    @Test(
        "O74: a well-formed id is kept and sent back, others are replaced",
        arguments: [
            ("abcdefgh1", true), ("a.b_c-D9", true), ("short", false), ("has space in it", false),
            (String(repeating: "a", count: 129), false), ("<script>alert(1)", false),
        ])
    func requestID(offered: String, isKept: Bool) async throws {
        let answer = try await site().ask("/", headers: [HeaderName.requestID: offered])

        let id = try #require(answer.headers[HeaderName.requestID])
        #expect((id == offered) == isKept)
        #expect(AppRequestID.isWellFormed(id))
        #expect(answer.body.hasSuffix(id))
    }

    @Test("the root of Amazon's trace header is the id when there is no other")
    func traceHeader() async throws {
        let trace = "Self=1-67891234-12456789abcdef012345678; Root=1-67891233-abcdef012345678912345678;Sampled=1"

        let answer = try await site().ask("/", headers: [HeaderName.amazonTraceID: trace])

        #expect(answer.headers[HeaderName.requestID] == "1-67891233-abcdef012345678912345678")
    }

    @Test(
        "O15: the forwarded scheme counts",
        arguments: [
            ("https", "https"), (" HTTPS , http", "https"), ("http", "http"), ("", "http"), ("http, https", "http"),
        ])
    func scheme(header: String, expected: String) async throws {
        let answer = try await site().ask("/", host: "panelapp.org", headers: [HeaderName.forwardedProto: header])

        #expect(answer.body.hasPrefix("\(expected)://panelapp.org "))
    }

    @Test("O16: headers of peers that are not trusted are not believed")
    func untrustedPeer() async throws {
        let headers: HTTPFields = [HeaderName.forwardedProto: "https", HeaderName.forwardedFor: "203.0.113.9"]

        let outside = try await site("10.0.0.0/8").ask("/", headers: headers, peer: "192.0.2.1")
        let inside = try await site("10.0.0.0/8").ask("/", headers: headers, peer: "10.1.2.3")

        #expect(outside.body.hasPrefix("http://localhost 192.0.2.1 "))
        #expect(inside.body.hasPrefix("https://localhost 203.0.113.9 "))
    }

    @Test("the client is the right-most address that is no trusted proxy")
    func clientAddress() async throws {
        let headers: HTTPFields = [HeaderName.forwardedFor: "198.51.100.1, 203.0.113.9, 10.9.9.9"]

        let answer = try await site("10.0.0.0/8").ask("/", headers: headers, peer: "10.0.0.1")
        let everyone = try await site().ask("/", headers: headers, peer: "10.0.0.1")
        let nonsense = try await site().ask("/", headers: [HeaderName.forwardedFor: "x, "], peer: "10.0.0.1")

        #expect(answer.body.contains(" 203.0.113.9 "))
        #expect(everyone.body.contains(" 10.9.9.9 "))
        #expect(nonsense.body.contains(" 10.0.0.1 "))
    }

    @Test(
        "address blocks are compared bit by bit",
        arguments: [
            ("10.0.0.0/8", "10.255.1.1", true), ("10.0.0.0/8", "11.0.0.0", false),
            ("192.0.2.128/25", "192.0.2.127", false),
            ("192.0.2.128/25", "192.0.2.200", true), ("2001:db8::/32", "2001:db8:1::1", true),
            ("2001:db8::/32", "2001:db9::1", false), ("127.0.0.1", "127.0.0.1", true),
            ("127.0.0.1", "::ffff:127.0.0.1", true), ("0.0.0.0/0", "8.8.8.8", true),
            ("127.0.0.1", "not an address", false),
        ])
    func blocks(list: String, address: String, expected: Bool) throws {
        #expect(try TrustedPeers(list).contains(address) == expected)
    }

    @Test(
        "a list with something else in it is an error",
        arguments: ["10.0.0.0/33", "10.0.0/8", "x", "::/200", "1.1.1.1/"])
    func malformedLists(list: String) {
        #expect(throws: TrustedPeers.Malformed.self) { try TrustedPeers(list) }
    }

    @Test("header names come in two spellings")
    func headerNames() {
        #expect(ProxySettings.headerName("HTTP_X_FORWARDED_PROTO") == HeaderName.forwardedProto)
        #expect(ProxySettings.headerName("CF-Connecting-IP")?.rawName == "CF-Connecting-IP")
        #expect(ProxySettings.headerName("bad name") == nil)
        for (name, text) in HeaderName.all { #expect(name.rawName == text) }
    }
}
