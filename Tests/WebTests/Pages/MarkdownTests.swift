import Testing

@testable import Pages

/// Home texts (`web.md 14`).
@Suite struct MarkdownTests {
    private func markup(_ text: String) -> String {
        HTML { $0.markdown(text, headingLevel: 2) }.string
    }

    @Test(
        "Blocks of classic markdown",
        arguments: [
            ("# A #\n\ntext", "<h2>A</h2><p>text</p>"), ("A\n===\nB\n---", "<h2>A</h2><h3>B</h3>"),
            ("one\ntwo  \nthree", "<p>one\ntwo  <br>\nthree</p>"), ("* a\n* b", "<ul><li>a</li><li>b</li></ul>"),
            ("1. a\n2. b", "<ol><li>a</li><li>b</li></ol>"), ("- a\n    - b", "<ul><li>a<ul><li>b</li></ul></li></ul>"),
            ("- a\n\n- b", "<ul><li><p>a</p></li><li><p>b</p></li></ul>"),
            ("> a\n> b", "<blockquote><p>a\nb</p></blockquote>"),
            ("    a < b\n    c", "<pre><code>a &lt; b\nc</code></pre>"),
            ("a\n\n---\n\nb", "<p>a</p><hr><p>b</p>"), ("2020. was a year", "<ol><li>was a year</li></ol>"),
        ])
    func blocks(text: String, expected: String) {
        #expect(markup(text) == expected)
    }

    @Test(
        "What stands inside a line",
        arguments: [
            ("*a* __b__ **c** _d_", "<em>a</em> <strong>b</strong> <strong>c</strong> <em>d</em>"),
            ("**a *b* c**", "<strong>a <em>b</em> c</strong>"), ("*a **b** c*", "<em>a <strong>b</strong> c</em>"),
            ("snake_case_name 2 * 3 * 4", "snake_case_name 2 * 3 * 4"), ("`a<b`", "<code>a&lt;b</code>"),
            ("[a](/panels/ \"t\")", "<a href=\"/panels/\">a</a>"),
            ("[a][r] [r]", "<a href=\"https://r.org\">a</a> <a href=\"https://r.org\">r</a>"),
            ("<https://a.org>", "<a href=\"https://a.org\">https://a.org</a>"), ("\\*a\\*", "*a*"),
            ("![alt](/media/x.png)", "<img src=\"/media/x.png\" alt=\"alt\" loading=\"lazy\">"),
            ("![alt](https://else.org/x.png)", "<a href=\"https://else.org/x.png\">alt</a>"),
        ])
    func inlines(text: String, expected: String) {
        #expect(markup("\(text)\n\n[r]: https://r.org") == "<p>\(expected)</p>")
    }

    @Test(
        "Nothing typed becomes markup or a script",
        arguments: [
            "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[a](javascript:alert(1))",
            "<javascript:alert(1)>",
            "![x](data:text/html,x)", "[a](//evil.example)",
        ])
    func unsafe(text: String) {
        let markup = markup(text)
        #expect(!markup.contains("<script"))
        #expect(!markup.contains("<img"))
        #expect(!markup.contains("<a "))
    }

    @Test("Deep nesting ends instead of the stack", arguments: [">", "- ", "*", "[", "![", "`"])
    func depth(mark: String) {
        #expect(!markup(String(repeating: mark, count: 2_000) + "x").isEmpty)
    }
}
