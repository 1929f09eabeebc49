import Domain
import Testing

@Suite struct SpreadsheetCellTests {
    @Test(
        "Decision 16: texts that a spreadsheet takes for formulas get an apostrophe; numbers and a lone minus do not",
        arguments: [
            ("=1+1", "'=1+1"), ("=HYPERLINK(\"x\")", "'=HYPERLINK(\"x\")"), ("+cmd", "'+cmd"), ("-x", "'-x"),
            ("@SUM", "'@SUM"), ("\tx", "'\tx"), ("\rx", "'\rx"), ("-", "-"), ("-1.5", "-1.5"), ("+7", "+7"),
            ("-1.2.3", "'-1.2.3"), ("-.", "'-."), ("", ""), ("a=b", "a=b"), ("'=x", "'=x"),
        ])
    func guarded(text: String, expected: String) { #expect(SpreadsheetCell.guarded(text) == expected) }

    @Test("Cells with commas, quotes or line ends are quoted")
    func line() {
        #expect(SpreadsheetCell.line(["a", "b,c", "d\"e", "f\ng", ""]) == "a,\"b,c\",\"d\"\"e\",\"f\ng\",\r\n")
    }

    @Test("Every kind of event belongs to exactly one topic")
    func topics() {
        let events = ActivityTopic.allCases.flatMap(\.events)
        #expect(events.count == Set(events).count)
        #expect(Set(events) == Set(ActivityEvent.allCases))
    }
}
