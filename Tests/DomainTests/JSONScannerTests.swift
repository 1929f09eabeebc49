import Domain
import Testing

@Suite("Reading JSON")
struct JSONScannerTests {
    private func compacted(_ text: String) throws -> String { try JSONText(text).text }

    @Test("White space goes, order and number forms stay")
    func compacts() throws {
        let text = " { \"b\" : [ 1.50 , -0 , 2E+3 ] ,\r\n\t\"a\":{\"z\":null,\"y\":true} } "

        #expect(try compacted(text) == #"{"b":[1.50,-0,2E+3],"a":{"z":null,"y":true}}"#)
    }

    @Test(
        "Escapes are decoded, surrogate pairs joined, lone surrogates replaced",
        arguments: [
            (#""\u0041\n\/\"\\""#, "A\n/\"\\"), (#""\ud83e\uddec""#, "🧬"), (#""\uD83E""#, "\u{FFFD}"),
            (#""\ud83ex""#, "\u{FFFD}x"), (#""\udddd\ud83e\uddec""#, "\u{FFFD}🧬"),
            (#""\u2028\b\f\r\t""#, "\u{2028}\u{8}\u{C}\r\t"),
            ("\"\u{2028}é\"", "\u{2028}é"),
        ])
    func strings(text: String, expected: String) throws {
        var scanner = JSONScanner(Array(text.utf8))

        #expect(try scanner.string() == expected)
        try scanner.end()
    }

    @Test(
        "Broken text is refused at the byte where it breaks",
        arguments: [
            ("", 0), ("{", 1), ("[1,]", 3), ("[1 2]", 3), ("{\"a\" 1}", 5), ("{\"a\":1,}", 7), ("{a:1}", 1), ("[}", 1),
            ("{\"a\":[1}", 7), ("nul", 0), ("nan", 0), ("+1", 0), ("01", 1), ("1.", 2), (".5", 0), ("1e", 2), ("-", 1),
            ("0x10", 1), ("\"abc", 0), ("\"a\nb\"", 2), (#""\x""#, 1), (#""\u12g4""#, 1), (#""\"#, 1), ("[1] 2", 4),
            ("'a'", 0), ("\u{B}1", 0), ("truex", 4),
        ])
    func refused(text: String, offset: Int) {
        #expect(throws: JSONError.self) { _ = try JSONText(text) }
        do throws(JSONError) {
            _ = try JSONText(text)
        } catch {
            #expect(error.offset == offset, "\(error) in \(text)")
        }
    }

    @Test(
        "What is passed over is checked as strictly as what is read",
        arguments: [
            "[1,]", "[1 2]", "{\"a\" 1}", "{\"a\":1,}", "[}", "{\"a\":[1}", "nul", "01", "1.", "[\"\\x\"]",
            "[\"\\u12g4\"]", "[",
        ])
    func passedOver(text: String) {
        #expect(throws: JSONError.self) {
            var scanner = JSONScanner(Array(text.utf8))
            try scanner.skipValue()
            try scanner.end()
        }
    }

    @Test(
        "Bytes that are not UTF-8 are refused",
        arguments: [
            [0x22, 0xFF, 0x22], [0x22, 0xF0, 0x9F, 0x98, 0x22], [0x22, 0x5C, 0x6E, 0xC3, 0x22],
        ] as [[UInt8]])
    func notUTF8(bytes: [UInt8]) { #expect(throws: JSONError.self) { try JSONText(bytes) } }

    @Test(
        "64 levels are read, more refused, without exhausting the stack",
        arguments: [(64, true), (65, false), (1_000_000, false)])
    func depth(levels: Int, isRead: Bool) {
        let text = Array(String(repeating: "[", count: levels).utf8) + Array(String(repeating: "]", count: levels).utf8)
        func skip() throws {
            var scanner = JSONScanner(text)
            try scanner.skipValue()
        }

        if isRead {
            #expect(throws: Never.self) { try skip() }
            #expect(throws: Never.self) { _ = try JSONText(text) }
        } else {
            #expect(throws: JSONError.self) { try skip() }
            #expect(throws: JSONError.self) { _ = try JSONText(text) }
        }
    }

    @Test("An error tells line and column, columns counted as an editor does")
    func position() {
        let text = "{\n  \"é\": [1,\n  2 3]\n}"
        do throws(JSONError) {
            _ = try JSONText(text)
            Issue.record("the text was read")
        } catch {
            #expect(error.position(in: Array(text.utf8)) == (line: 3, column: 5))
            #expect(error.description == "expected ']' but found '3' at byte 18")
        }
    }

    @Test("Values of another type are refused where they stand")
    func types() {
        func fails(_ text: String, _ read: (inout JSONScanner) throws(JSONError) -> Void) -> Bool {
            var scanner = JSONScanner(Array(text.utf8))
            do throws(JSONError) {
                try read(&scanner)
                return false
            } catch {
                return true
            }
        }
        #expect(fails("\"1\"") { (s) throws(JSONError) in _ = try s.int() })
        #expect(fails("1.5") { (s) throws(JSONError) in _ = try s.int() })
        #expect(fails("99999999999999999999") { (s) throws(JSONError) in _ = try s.int() })
        #expect(fails("1") { (s) throws(JSONError) in _ = try s.string() })
        #expect(fails("1") { (s) throws(JSONError) in _ = try s.bool() })
        #expect(fails("[1]") { (s) throws(JSONError) in _ = try s.strings() })
        #expect(fails("null") { (s) throws(JSONError) in _ = try s.strings() })
        #expect(!fails("null") { (s) throws(JSONError) in _ = try s.optionalStrings() })
    }
}
