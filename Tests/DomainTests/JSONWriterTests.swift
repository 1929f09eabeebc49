import Domain
import Testing

@Suite("Writing JSON (api.md 1.10)")
struct JSONWriterTests {
    private func written(_ build: (inout JSONWriter) -> Void) -> String {
        var json = JSONWriter()
        build(&json)
        return String(decoding: json.bytes, as: UTF8.self)
    }

    @Test(
        "api.md 1.10: only quotes, backslashes, control characters and line separators are escaped",
        arguments: [
            ("plain", #""plain""#), (#"say "a\b""#, #""say \"a\\b\"""#), ("a/b <b>&'", #""a/b <b>&'""#),
            ("\n\r\t\u{8}\u{C}", #""\n\r\t\b\f""#), ("\u{0}\u{1B}\u{1F}", #""\u0000\u001b\u001f""#),
            ("\u{7F}", "\"\u{7F}\""),
            ("\u{2028}x\u{2029}", #""\u2028x\u2029""#), ("\u{2027}\u{202A}–€", "\"\u{2027}\u{202A}–€\""),
            ("naïve 日本 🧬", "\"naïve 日本 🧬\""), ("", "\"\""),
        ])
    func escapes(value: String, expected: String) {
        #expect(written { $0.string(value) } == expected)
    }

    @Test("api.md 1.10: compact, with commas where they belong")
    func structure() {
        let text = written { json in
            json.beginObject()
            json.key("a")
            json.int(1)
            json.key("b\"")
            json.beginArray()
            json.bool(true)
            json.null()
            json.strings(["x", "y"])
            json.ints([])
            json.endArray()
            json.key("c")
            json.beginObject()
            json.endObject()
            json.key("d")
            json.string(nil)
            json.endObject()
        }

        #expect(text == #"{"a":1,"b\"":[true,null,["x","y"],[]],"c":{},"d":null}"#)
    }

    @Test("Ready parts take their place among values")
    func parts() {
        let text = written { json in
            json.beginArray()
            json.raw("1".utf8)
            json.raw("{}".utf8)
            json.splice(",2".utf8)
            json.int(3)
            json.endArray()
        }

        #expect(text == "[1,{},2,3]")
    }
}
