import Logging
import Synchronization
import Testing

@testable import panelapp

@Suite("Progress of a long command")
struct ProgressTests {
    @Test("a bar with count, speed and time left")
    func bar() {
        let line = ProgressLine(what: "panels", done: 195, total: 390, elapsed: .seconds(16))

        #expect(
            line.bar(columns: 80)
                == "panels  [##################-------------------] 50 %  195/390  12/s  0:16 left")
        #expect(line.bar(columns: 80).count <= 80)
    }

    @Test("a narrow terminal gets no bar and no second line", arguments: [10, 20, 40, 60, 100, 200])
    func narrow(columns: Int) {
        let line = ProgressLine(what: "panels", done: 195, total: 390, elapsed: .seconds(16))

        #expect(line.bar(columns: columns).count <= columns)
    }

    @Test("an unknown total has a count and a speed only")
    func unknownTotal() {
        let line = ProgressLine(what: "genes", done: 50, total: nil, elapsed: .seconds(20))

        #expect(line.sentence == "genes: 50  2.5/s")
    }

    @Test("nothing is promised before a second has passed; the end needs no time left")
    func edges() {
        let start = ProgressLine(what: "panels", done: 0, total: 390, elapsed: .zero)
        let end = ProgressLine(what: "panels", done: 390, total: 390, elapsed: .seconds(39))
        let none = ProgressLine(what: "panels", done: 0, total: 0, elapsed: .seconds(2))

        #expect(start.sentence == "panels: 0/390")
        #expect(end.sentence == "panels: 390/390  10/s")
        #expect(end.bar(columns: 60).contains("100 %"))
        #expect(none.bar(columns: 60) == "panels  0/0")
    }

    @Test("long times are told in hours")
    func clock() {
        #expect(ProgressLine.clock(.seconds(3723)) == "1:02:03")
        #expect(ProgressLine.clock(.seconds(65)) == "1:05")
    }

    @Test("without a terminal the end is a log line with the count")
    func logLine() throws {
        let capture = LogCapture()
        let book = capture.book()
        let reporter = ProgressReporter(logger: book.logger("import"), isTerminal: false)

        reporter.begin("panels", total: 3)
        for _ in 0..<3 { reporter.advance() }
        reporter.finish()

        let lines = try capture.lines(book)
        #expect(lines.count == 1)
        #expect(lines.first?["event"] as? String == "progress")
        #expect(lines.first?["done"] as? Int == 3)
    }
}
