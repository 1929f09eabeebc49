import Foundation
import Testing
import Web

@testable import panelapp

@Suite("operations.md 11.4: access lines")
struct AccessLineTests {
    static let record = AccessRecord(
        method: "GET", path: "/panels/1/", query: "token=***", route: "/panels/{id}", status: 200,
        duration: .microseconds(12_345), bytesOut: 512, bytesIn: nil, clientIP: "203.0.113.9", userAgent: "test/1",
        refererHost: "example.org", host: "localhost:8080", scheme: "https", requestID: "abcdefgh1", userID: 7,
        isProbe: false)

    let capture = LogCapture()

    @Test("every member is there, under its name")
    func members() throws {
        let book = capture.book()

        AccessLine(book: book).write(Self.record)

        let line = try #require(try capture.lines(book).first)
        let texts = [
            "name": "web.access", "event": "http.request", "levelname": "INFO", "method": "GET", "path": "/panels/1/",
            "query": "token=***", "route": "/panels/{id}", "client_ip": "203.0.113.9", "user_agent": "test/1",
            "referer_host": "example.org", "host": "localhost:8080", "scheme": "https", "request_id": "abcdefgh1",
        ]
        for (name, value) in texts { #expect(line[name] as? String == value, "\(name)") }
        #expect(line["status"] as? Int == 200)
        #expect(line["bytes_out"] as? Int == 512)
        #expect(line["bytes_in"] == nil)
        #expect(line["user_id"] as? Int == 7)
        #expect(line["duration_ms"] as? Double == 12.345)
    }

    @Test("probes are written at DEBUG")
    func probes() throws {
        var probe = Self.record
        probe.isProbe = true
        let book = capture.book()
        let chatty = capture.book(threshold: .debug)

        AccessLine(book: book).write(probe)
        #expect(capture.text(book).isEmpty)
        AccessLine(book: chatty).write(probe)

        #expect(try capture.lines(chatty).first?["levelname"] as? String == "DEBUG")
    }
}
