import HTTPTypes
import Hummingbird
import Testing

@testable import Web

@Suite("operations.md 3.7: ALLOWED_HOSTS")
struct HostTests {
    private let seed = "panelapp.org;.example.org"

    private func site(_ hosts: String) throws -> TestSite {
        try TestSite(hosts: hosts) { router in
            router.get("/") { _, _ in "served" }
            router.get("/readyz") { _, _ in "ready" }
        }
    }

    @Test(
        "O11: names of the list, any case, with port, subdomain or trailing dot are served",
        arguments: ["panelapp.org", "PANELAPP.ORG:8080", "a.b.example.org", "example.org.", "example.org"])
    func served(host: String) async throws {
        #expect(try await site(seed).ask("/", host: host).status == 200)
    }

    @Test(
        "O12: others get 400 without an echo, and an ERROR line",
        arguments: [
            "evil.org", "xexample.org", "a_b.example.org", nil, "", "panelapp.org:80x", "panelapp.org:", "[::1",
            "panelapp.org/x", "pänelapp.org",
        ] as [String?])
    func refused(host: String?) async throws {
        let log = LogRecorder()
        var site = try site(seed)
        site.stack.hostLogger = log.logger("security.DisallowedHost")

        let answer = try await site.ask("/", host: host)

        #expect(answer.status == 400)
        #expect(host.map { $0.isEmpty || !answer.body.contains($0) } ?? true)
        #expect(log.all.map { "\($0.level) \($0.label)" } == ["error security.DisallowedHost"])
    }

    @Test("the offered host is logged in 255 characters at most")
    func longHost() async throws {
        let log = LogRecorder()
        var site = try site(seed)
        site.stack.hostLogger = log.logger("x")

        _ = try await site.ask("/", host: String(repeating: "a", count: 5000))

        #expect(log.all.first?.metadata["host"]?.description.count == 255)
    }

    @Test("O13: a star allows every well-formed host")
    func star() async throws {
        #expect(try await site("*").ask("/", host: "anything.test").status == 200)
        #expect(try await site("*").ask("/", host: "bad_host").status == 400)
    }

    @Test("O14: probes are answered under any host")
    func probes() async throws {
        #expect(try await site("panelapp.org").ask("/readyz", host: "10.0.0.7:8080").status == 200)
        #expect(try await site("panelapp.org").ask("/readyz/", host: "10.0.0.7:8080").status == 400)
    }

    @Test("a second Host header is refused")
    func repeated() async throws {
        let answer = try await site("*").ask("/", headers: [HeaderName.host: "panelapp.org"])

        #expect(answer.status == 400)
    }

    @Test("IPv6 hosts stand in brackets")
    func addresses() throws {
        let hosts = try AllowedHosts("[::1], localhost")

        #expect(hosts.allows("[::1]:8080"))
        #expect(hosts.allows("localhost"))
        #expect(!hosts.allows("[::2]"))
        #expect(!hosts.allows("::1"))
    }

    @Test("an item that no host can equal is an error", arguments: ["bad_host", "https://x.org", "x.org:80", "a..b c"])
    func malformedItems(item: String) {
        #expect(throws: AllowedHosts.Malformed.self) { try AllowedHosts("good.org;\(item)") }
    }
}
