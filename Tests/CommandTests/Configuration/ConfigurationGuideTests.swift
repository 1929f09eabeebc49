import Foundation
import Testing

@testable import panelapp

/// `docs/configuration.md` is printed by the program.
@Suite("docs/configuration.md")
struct ConfigurationGuideTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    @Test("The page is what the declarations give: `panelapp check-config --list --markdown > docs/configuration.md`")
    func current() throws {
        let page = try String(contentsOf: Self.root.appending(path: "docs/configuration.md"), encoding: .utf8)

        #expect(page == ConfigurationGuide.markdown)
    }

    @Test("It has every variable and every setting of gunicorn, once as the first of a row")
    func complete() {
        let page = ConfigurationGuide.markdown
        for variable in Catalogue.all + Gunicorn.supported {
            #expect(page.split(separator: "\n| `\(variable.name)`").count == 2, "\(variable.name)")
        }
        for name in Gunicorn.ignored.flatMap(\.settings) { #expect(page.contains("`GUNICORN_\(name.uppercased())`")) }
        #expect(page.contains("| `\(Mode.variable)` |"))
    }

    @Test("Rows have as many cells as their table")
    func cells() {
        var width = 0
        for line in ConfigurationGuide.markdown.split(separator: "\n", omittingEmptySubsequences: false) {
            guard line.hasPrefix("|") else {
                width = 0
                continue
            }
            let cells = line.replacing("\\|", with: "").split(separator: "|", omittingEmptySubsequences: false).count
            if width == 0 { width = cells }
            #expect(cells == width, "\(line)")
        }
    }
}
