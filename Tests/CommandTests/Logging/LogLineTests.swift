import Foundation
import Logging
import OTLPTracing
import Ports
import Testing
import Tracing

@testable import panelapp

@Suite("operations.md 11.2: log lines")
struct LogLineTests {
    let capture = LogCapture()

    @Test("O72: every line is one JSON object with the mandatory members", arguments: Logger.Level.allCases)
    func mandatoryMembers(level: Logger.Level) throws {
        let book = capture.book(threshold: .trace)
        var logger = book.logger("web")
        logger.logLevel = .trace

        logger.log(level: level, "hello \"there\"\n\u{1B}[0m \u{7F}")

        let text = capture.text(book)
        let line = try #require(try capture.lines(book).first)
        #expect(text.hasSuffix("}\n") && text.filter(\.isNewline).count == 1)
        #expect(line["timestamp"] as? String == "2026-03-12T09:41:07.032Z")
        #expect(line["created"] as? Double == 1_773_308_467.032)
        #expect(line["levelname"] as? String == LogThreshold(level).name)
        #expect(line["levelno"] as? Int == LogThreshold(level).rawValue)
        #expect(line["name"] as? String == "web")
        #expect(line["msg"] as? String == "hello \"there\"\n\u{1B}[0m \u{7F}")
        for (name, value) in ["service": "panelapp-test", "version": BuildVersion.current, "env": "test"] {
            #expect(line[name] as? String == value)
        }
        #expect(line["process"] as? Int == Int(ProcessInfo.processInfo.processIdentifier))
        #expect(line["hostname"] as? String == "host-1")
        #expect((line["lineno"] != nil) == (level >= .warning))
    }

    @Test("metadata become members: numbers stay numbers, the event has its place")
    func metadata() throws {
        let book = capture.book()
        var logger = book.logger("web")
        logger[metadataKey: "request_id"] = "abc"
        logger[metadataKey: "hb.request.id"] = "internal"

        logger.info("x", metadata: ["event": "a.b", "count": .stringConvertible(3), "names": ["a", "b"]])

        let line = try #require(try capture.lines(book).first)
        #expect(line["event"] as? String == "a.b")
        #expect(line["count"] as? Int == 3)
        #expect(line["names"] as? [String] == ["a", "b"])
        #expect(line["request_id"] as? String == "abc")
        #expect(line["hb.request.id"] == nil)
    }

    @Test("a long message is cut at 32 KiB and says so; no line exceeds 64 KiB")
    func longLines() throws {
        let book = capture.book()
        let long = String(repeating: "ä", count: 40_000)

        book.logger("web").info("\(long)", metadata: ["a": "\(long)", "b": "short"])

        let line = try #require(try capture.lines(book).first)
        #expect((line["msg"] as? String)?.utf8.count == 32 * 1024)
        #expect(line["truncated"] as? Bool == true)
        #expect(line["b"] as? String == "short")
        #expect(capture.text(book).utf8.count <= 64 * 1024)
    }

    @Test("a long text is cut rather than left out; hiding mail names never makes a line longer")
    func longMembers() throws {
        let book = capture.book()

        book.logger("web").error("x", metadata: ["exc_info": "\(String(repeating: "e", count: 70_000))"])
        book.logger("web").info(
            "\(String(repeating: "a@", count: 20_000))",
            metadata: [
                "a": "\(String(repeating: "b@", count: 20_000))", "c": "\(String(repeating: "d@", count: 20_000))",
            ])

        let lines = try capture.lines(book)
        #expect((lines[0]["exc_info"] as? String)?.utf8.count == LogLine.maximumMemberBytes)
        #expect(lines[0]["truncated"] as? Bool == true)
        for line in capture.text(book).split(separator: "\n") { #expect(line.utf8.count <= 64 * 1024) }
        #expect(!capture.text(book).contains("a@") && !capture.text(book).contains("b@"))
    }

    @Test("O74: lines carry the request that they are written for, whoever's logger it is")
    func origin() throws {
        let book = capture.book()

        Origin.$current.withValue(Origin(requestID: "abcdefgh1")) { book.logger("db").info("x") }
        book.logger("db").info("y")

        #expect(try capture.lines(book).map { $0["request_id"] as? String } == ["abcdefgh1", nil])
    }

    @Test("operations.md 11.2: lines of the log and of access carry trace and span", arguments: [true, false])
    func trace(isTraced: Bool) throws {
        let book = capture.book()
        var context = InstrumentationContext.topLevel
        if isTraced {
            context.trace = TraceContext(traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
        }

        InstrumentationContext.$current.withValue(context) {
            book.logger("db").info("x")
            AccessLine(book: book).write(AccessLineTests.record)
        }

        for line in try capture.lines(book) {
            #expect(line["trace_id"] as? String == (isTraced ? "4bf92f3577b34da6a3ce929d0e0e4736" : nil))
            #expect(line["span_id"] as? String == (isTraced ? "00f067aa0ba902b7" : nil))
        }
    }

    @Test("O73: below the threshold nothing is written")
    func threshold() {
        let book = capture.book(threshold: .error)
        let logger = book.logger("web")

        logger.info("no")
        logger.warning("no")
        AccessLine(book: book).write(AccessLineTests.record)
        logger.error("yes")

        #expect(capture.text(book).split(separator: "\n").count == 1)
    }

    @Test("text for a person at a terminal")
    func textForm() {
        let book = capture.book(isText: true)

        book.logger("web").info("Listening", metadata: ["bind": "localhost:8080"])

        #expect(capture.text(book) == "2026-03-12T09:41:07.032Z INFO web: Listening bind=localhost:8080\n")
    }

    @Test(
        "moments are told right",
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (951_782_400, "2000-02-29T00:00:00.000Z"),
            (4_107_542_399, "2100-02-28T23:59:59.000Z"), (-1, "1969-12-31T23:59:59.000Z"),
            (1_709_210_096, "2024-02-29T12:34:56.000Z"),
        ])
    func timestamps(seconds: Int, expected: String) {
        var bytes: [UInt8] = []
        LogStamp(seconds: seconds, milliseconds: 0).appendTimestamp(to: &bytes)

        #expect(String(decoding: bytes, as: UTF8.self) == expected)
    }

    @Test("lines keep their order, urgent or not")
    func order() throws {
        let book = capture.book()
        let logger = book.logger("web")

        for number in 0..<200 { logger.log(level: number % 7 == 0 ? .error : .info, "\(number)") }

        #expect(try capture.lines(book).map { $0["msg"] as? String } == (0..<200).map(String.init))
    }
}
