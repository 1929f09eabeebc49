import Domain
import Foundation
import Testing

@testable import Pages

@Suite struct HTMLTests {
    @Test("Text is escaped by default, in elements and in attributes")
    func escaping() {
        let html = HTML { html in
            html.element("p", .text("title", "a\"b<c>&'"), .flag("hidden"), .digits("n", 3)) { html in
                html.text("<i>&\"'é")
            }
        }
        #expect(
            html.string
                == "<p title=\"a&quot;b&lt;c&gt;&amp;&#39;\" hidden n=\"3\">&lt;i&gt;&amp;&quot;&#39;é</p>")
    }

    @Test("An attribute that is off is not written")
    func offAttributes() {
        let html = HTML { $0.void("input", .flag("checked", false), .set("value", "1").when(false), .class("x")) }
        #expect(html.string == "<input class=\"x\">")
    }

    @Test(
        "W98: names in links are percent-encoded",
        arguments: [
            ("BRCA1", "BRCA1"), ("A/B", "A%2FB"), ("A:B+C D", "A%3AB%2BC%20D"), ("é", "%C3%A9"),
            ("a~b_c-d.e", "a~b_c-d.e"),
        ])
    func links(name: String, encoded: String) {
        #expect(Link.entity(.gene, name, on: PanelID(1)).text == "/panels/1/gene/\(encoded)/")
    }

    @Test(
        "Foreign addresses are those of the web and of mail, local ones begin with one slash",
        arguments: [
            "javascript:alert(1)", "data:text/html,x", "//evil.example", "/\\evil.example", "https://a b", "vbscript:x",
        ])
    func refusedAddresses(address: String) {
        #expect(Link.foreign(address) == nil)
        #expect(Link.local(address) == nil)
    }

    @Test("A query leaves out what is not given")
    func query() {
        let link = Link.panels.query([("q", "a b&c"), ("type", nil), ("x", "é")])
        #expect(link.text == "/panels/?q=a%20b%26c&x=%C3%A9")
        #expect(Link.panels.query([("q", nil)]).text == "/panels/")
    }

    @Test("Numbers, counts, dates and times read as people write them")
    func words() throws {
        #expect(Words.number(1_234_567) == "1,234,567")
        #expect(Words.number(999) == "999")
        #expect(Words.number(-1_000) == "-1,000")
        #expect(Words.count(1, "panel") == "1 panel")
        #expect(Words.count(2_000, "entity", "entities") == "2,000 entities")
        let london = try #require(TimeZone(identifier: "Europe/London"))
        let summer = try #require(Instant(iso: "2026-07-09T16:05:00Z"))
        #expect(Words.dateAndTime(summer, in: london) == "9 Jul 2026, 5:05 p.m.")
        for (text, words) in [
            ("T00:00:00Z", "midnight"), ("T12:00:00Z", "noon"), ("T17:00:00Z", "5 p.m."), ("T00:07:00Z", "12:07 a.m."),
            ("T12:30:00Z", "12:30 p.m."), ("T11:00:59Z", "11 a.m."),
        ] {
            let moment = try #require(Instant(iso: "2026-03-09\(text)"))
            #expect(Words.time(moment, in: .gmt) == words)
        }
    }

    @Test(
        "W41: addresses in plain text become links, punctuation around them does not",
        arguments: [
            ("see https://a.org/x.", "see <a href=\"https://a.org/x\" rel=\"nofollow noopener\">https://a.org/x</a>."),
            (
                "(http://a.org/b_(c))",
                "(<a href=\"http://a.org/b_(c)\" rel=\"nofollow noopener\">http://a.org/b_(c)</a>)"
            ),
            ("www.a.org,", "<a href=\"https://www.a.org\" rel=\"nofollow noopener\">www.a.org</a>,"),
            ("to jo@a.org!", "to <a href=\"mailto:jo@a.org\" rel=\"nofollow noopener\">jo@a.org</a>!"),
            ("a@b and https:// alone", "a@b and https:// alone"), ("one\r\ntwo", "one<br>two"),
        ])
    func plainText(text: String, markup: String) {
        #expect(HTML { $0.plainText(text) }.string == markup)
    }

    @Test("Short forms of modes of inheritance are all different")
    func inheritance() {
        let words = ModeOfInheritance.allCases.map { InheritanceWords.brief($0.rawValue) }
        #expect(Set(words).count == words.count)
        #expect(InheritanceWords.brief("") == "Not set")
        #expect(InheritanceWords.brief("Something old") == "Something old")
    }

    @Test("Digests differ where bytes do")
    func digest() {
        let texts = ["", "a", "b", "ab", "abcdefgh", "abcdefgi", "abcdefgha", "\0", "\0\0"]
        #expect(Set(texts.map { Digest.hex(Array($0.utf8)) }).count == texts.count)
        #expect(texts.allSatisfy { Digest.hex(Array($0.utf8)).utf8.count == 16 })
    }
}
