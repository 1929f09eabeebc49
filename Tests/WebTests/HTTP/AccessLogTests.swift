import HTTPTypes
import Hummingbird
import Synchronization
import Testing

@testable import Web

@Suite("operations.md 11.4, 11.5: access records")
struct AccessLogTests {
    private final class Records: Sendable {
        let all = Mutex<[AccessRecord]>([])
    }

    private let records = Records()

    private func site() throws -> TestSite {
        let records = records
        var site = try TestSite { router in
            router.get("/panels/:id") { _, context in
                context.notes.userID = 7
                return "hello"
            }
            router.get("/version/") { _, _ in "1" }
            router.get("/crash") { _, _ -> String in throw TestSite.Failure(description: "no") }
        }
        site.stack.access = { record in records.all.withLock { $0.append(record) } }
        return site
    }

    @Test("a record tells the request and its answer, secrets replaced")
    func record() async throws {
        _ = try await site().ask(
            "/panels/12?page=2&token=abc&X-Amz-Signature=zz&pass%77ord=q", host: "panelapp.org:8080",
            headers: [
                .userAgent: String(repeating: "u", count: 300),
                .referer: "https://user:pw@www.example.org/path?secret=1",
                .contentLength: "0",
            ], peer: "192.0.2.1")

        let record = try #require(records.all.withLock { $0.first })
        #expect(record.method == "GET")
        #expect(record.path == "/panels/12")
        #expect(record.query == "page=2&token=***&X-Amz-Signature=***&pass%77ord=***")
        #expect(record.route == "/panels/{id}")
        #expect(record.status == 200)
        #expect(record.bytesOut == 5)
        #expect(record.bytesIn == 0)
        #expect(record.clientIP == "192.0.2.1")
        #expect(record.userAgent?.count == 256)
        #expect(record.refererHost == "www.example.org")
        #expect(record.host == "panelapp.org:8080")
        #expect(record.scheme == "http")
        #expect(record.userID == 7)
        #expect(record.duration >= .zero)
        #expect(!record.isProbe)
    }

    @Test(
        "O11.5: links that were sent by mail are not written down",
        arguments: [
            ("/accounts/reset/NDI/1-2-3-abc/", "/accounts/reset/***"),
            ("/accounts/reset/done/", "/accounts/reset/done/"),
            ("/accounts/verify_email/YQ/1-2-3-abc/", "/accounts/verify_email/***"),
            ("/accounts/verify_email/", "/accounts/verify_email/"), ("/panels/1/", "/panels/1/"),
        ])
    func mailedLinks(path: String, written: String) {
        #expect(PathRedaction.redact(path) == written)
    }

    @Test("one record per request, refusals and crashes included; probes are marked")
    func everyRequest() async throws {
        let site = try site()

        for path in ["/nowhere", "/crash", "/version/"] { _ = try await site.ask(path) }
        _ = try await site.ask("/panels/1", host: "bad_host")

        let all = records.all.withLock { $0 }
        #expect(all.map(\.status) == [404, 500, 200, 400])
        #expect(all.map(\.isProbe) == [false, false, true, false])
    }
}
