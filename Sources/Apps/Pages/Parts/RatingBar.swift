import Domain

/// How many of something there are of each colour.
struct ColourCounts: Hashable, Sendable {
    private var counts = [0, 0, 0, 0]

    subscript(colour: Colour) -> Int {
        get { counts[Self.index(colour)] }
        set { counts[Self.index(colour)] = newValue }
    }

    var total: Int { counts.reduce(0, +) }

    private static func index(_ colour: Colour) -> Int {
        switch colour {
        case .green: 0
        case .amber: 1
        case .red: 2
        case .grey: 3
        }
    }
}

extension HTML {
    /// A bar whose parts are as wide as the shares. Widths are attributes of a drawing, because the content security
    /// policy allows no style in markup; the numbers stand beside it as text.
    mutating func ratingBar(_ counts: ColourCounts) {
        let total = counts.total
        if total == 0 { return }
        raw("<svg class=\"bar\" viewBox=\"0 0 1000 8\" preserveAspectRatio=\"none\" aria-hidden=\"true\">")
        var start = 0
        var sum = 0
        for colour in Colour.allCases where counts[colour] > 0 {
            sum += counts[colour]
            let end = sum * 1_000 / total
            raw("<rect class=\"")
            raw(colour.cssFill)
            raw("\" x=\"")
            digits(start)
            raw("\" width=\"")
            digits(max(end - start, 1))
            raw("\" height=\"8\"/>")
            start = end
        }
        raw("</svg>")
    }

    /// `1,402 green | 311 amber | ...`, only what occurs.
    mutating func ratingCounts(_ counts: ColourCounts) {
        element("ul", .class("counts")) { html in
            for colour in Colour.allCases where counts[colour] > 0 {
                html.raw("<li>")
                html.badge(colour, "\(Words.number(counts[colour])) \(Self.word(colour))")
            }
        }
    }

    private static func word(_ colour: Colour) -> String { colour == .grey ? "no list" : colour.rawValue }
}
