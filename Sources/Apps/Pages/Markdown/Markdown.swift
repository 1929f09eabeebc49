extension HTML {
    /// A home text (`web.md 14`). Headings begin at `headingLevel`, below those of the page.
    mutating func markdown(_ text: String, headingLevel: Int) {
        var reader = MarkdownReader()
        let blocks = reader.blocks(of: text)
        let top = blocks.compactMap { if case .heading(let level, _) = $0 { level } else { nil } }.min() ?? 1
        let writer = MarkdownWriter(
            inline: MarkdownInline(references: reader.references), headingShift: headingLevel - top)
        writer.write(blocks, to: &self)
    }
}

private struct MarkdownWriter {
    let inline: MarkdownInline
    let headingShift: Int

    func write(_ blocks: [MarkdownBlock], to html: inout HTML) {
        for block in blocks { write(block, to: &html) }
    }

    private func write(_ block: MarkdownBlock, to html: inout HTML) {
        switch block {
        case .heading(let level, let text):
            html.element(Self.heading(level + headingShift)) { html in inline.write(text[...], to: &html) }
        case .paragraph(let text):
            html.element("p") { html in inline.write(text[...], to: &html) }
        case .list(let ordered, let items, let isTight):
            html.element(ordered ? "ol" : "ul") { html in
                for item in items { write(item: item, isTight: isTight, to: &html) }
            }
        case .quote(let blocks):
            html.element("blockquote") { html in write(blocks, to: &html) }
        case .code(let text):
            html.element("pre") { html in html.element("code", text: text) }
        case .rule: html.raw("<hr>")
        }
    }

    private func write(item: [MarkdownBlock], isTight: Bool, to html: inout HTML) {
        html.element("li") { html in
            for block in item {
                if isTight, case .paragraph(let text) = block {
                    inline.write(text[...], to: &html)
                } else {
                    write(block, to: &html)
                }
            }
        }
    }

    private static func heading(_ level: Int) -> StaticString {
        switch level {
        case ...2: "h2"
        case 3: "h3"
        case 4: "h4"
        case 5: "h5"
        default: "h6"
        }
    }
}
