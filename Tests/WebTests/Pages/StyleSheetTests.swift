import Foundation
import Testing

@testable import Pages

/// The style sheet and the script keep their promises: contrast of every pair of tokens, sizes, nothing from elsewhere.
@Suite struct StyleSheetTests {
    private static let css =
        (try? String(contentsOf: SitePages.assetsFolder.appending(path: "app.css"), encoding: .utf8)) ?? ""
    private static let js =
        (try? String(contentsOf: SitePages.assetsFolder.appending(path: "app.js"), encoding: .utf8)) ?? ""

    private static let forms =
        (try? String(contentsOf: SitePages.assetsFolder.appending(path: "forms.js"), encoding: .utf8)) ?? ""

    enum Theme: String, CaseIterable { case light, dark }

    /// Token to colour; dark ones come second and replace light ones.
    private static func tokens(_ theme: Theme) throws -> [String: [Double]] {
        let blocks = css.matches(of: /:root\s*\{([^}]*)\}/).map { String($0.output.1) }
        let screen = try #require(blocks.count >= 2 ? Array(blocks.prefix(2)) : nil)
        var tokens: [String: [Double]] = [:]
        for block in theme == .light ? screen.prefix(1) : screen.prefix(2) {
            for match in block.matches(of: /--([a-z-]+):\s*#([0-9a-f]{6})/) {
                let value = try #require(Int(match.output.2, radix: 16))
                tokens[String(match.output.1)] = [16, 8, 0].map { Double((value >> $0) & 255) / 255 }
            }
        }
        return tokens
    }

    /// WCAG 2.2 contrast ratio.
    private static func contrast(_ a: [Double], _ b: [Double]) -> Double {
        func luminance(_ colour: [Double]) -> Double {
            let linear = colour.map { $0 <= 0.04045 ? $0 / 12.92 : pow(($0 + 0.055) / 1.055, 2.4) }
            return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
        }
        let values = [luminance(a), luminance(b)].sorted()
        return (values[1] + 0.05) / (values[0] + 0.05)
    }

    @Test("W96: texts reach 4.5:1 and borders of controls 3:1 on every ground they stand on", arguments: Theme.allCases)
    func contrast(theme: Theme) throws {
        let tokens = try Self.tokens(theme)
        var pairs: [(String, String, Double)] = []
        for ground in ["ground", "surface"] {
            for text in ["text", "quiet", "link", "green", "amber", "red", "grey"] { pairs.append((text, ground, 4.5)) }
            for mark in ["control", "link", "green-bar", "red-bar"] { pairs.append((mark, ground, 3)) }
        }
        for colour in ["green", "amber", "red", "grey"] { pairs.append((colour, "\(colour)-fill", 4.5)) }
        for fill in ["amber-fill", "red-fill", "info-fill"] {
            pairs.append(("text", fill, 4.5))
            pairs.append(("link", fill, 4.5))
        }
        pairs.append(("main-text", "link", 4.5))
        for (text, ground, least) in pairs {
            let first = try #require(tokens[text])
            let second = try #require(tokens[ground])
            let ratio = Self.contrast(first, second)
            #expect(ratio >= least, "\(text) on \(ground), \(theme): \(ratio)")
        }
    }

    @Test("The style sheet stays under 30 kB, the script of readers and that of forms under 20 kB each")
    func sizes() {
        #expect((1..<30_000).contains(Self.css.utf8.count))
        #expect((1..<20_000).contains(Self.js.utf8.count))
        #expect((1..<20_000).contains(Self.forms.utf8.count))
    }

    @Test("Neither loads anything from elsewhere")
    func local() {
        for text in [Self.css, Self.js, Self.forms] {
            #expect(!text.contains("http:") && !text.contains("https:") && !text.contains("@import"))
        }
        #expect(!Self.css.contains("url("))
        for script in [Self.js, Self.forms] { #expect(!script.contains("eval(") && !script.contains("innerHTML")) }
    }
}
