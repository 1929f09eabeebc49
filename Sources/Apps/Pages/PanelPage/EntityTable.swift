import Domain
import Ports

/// The rendered rows of an entity table with what filters and orders need to know of each: made once for a state of a
/// panel, then copied into pages. Lean markup, because there may be 3,000 rows: no closing tags that HTML lets one
/// leave out, no attribute that the row's class or the heading tells already.
struct EntityTable: Sendable {
    struct Row: Sendable {
        /// Of the row's markup in `body`.
        var range: Range<Int>
        var ends: Ends
        /// Of the row's lower-case text in `texts`.
        var textRange: Range<Int>
        var id: EntityID
        var kind: EntityKind
        var ready: Bool
        var colour: Colour
        var name: String
        var owner: PanelID?
        var inheritance: String
        var reviews: Int
        var tags: [String]
    }

    /// Places in a row where a page puts something of its own.
    struct Ends: Sendable {
        /// Behind the rating: the mark that only curators see.
        var badge = 0
        /// Where the address ends, for links that carry a query.
        var link = 0
        /// Behind the reviews: whether the reader's is among them.
        var reviews = 0
    }

    private(set) var body: HTML
    private(set) var texts: [UInt8] = []
    private(set) var rows: [Row] = []
    private(set) var colours = ColourCounts()
    private(set) var kinds: [EntityKind: Int] = [:]
    /// Entities with at least one review.
    private(set) var reviewed = 0
    private(set) var tags: Set<String> = []
    /// Whether there is a column of reviews.
    let showsReviews: Bool
    /// Whether the rows' links name versions of their own and take no further query.
    let linksAreComplete: Bool

    /// `lines` in the order of the table.
    init(_ lines: [EntityLine]) {
        showsReviews = lines.contains { $0.tally != nil }
        linksAreComplete = lines.contains { $0.ownVersion != nil }
        body = HTML(capacity: lines.count * 220)
        texts.reserveCapacity(lines.count * 140)
        rows.reserveCapacity(lines.count)
        for line in lines { add(line) }
    }

    /// Bytes it keeps in memory, about.
    var cost: Int { body.bytes.count + texts.count + rows.count * MemoryLayout<Row>.size }

    private mutating func add(_ line: EntityLine) {
        let start = body.bytes.count
        let ends = body.row(line, showsReviews: showsReviews)
        let textStart = texts.count
        appendText(of: line)
        rows.append(
            Row(
                range: start..<body.bytes.count, ends: ends, textRange: textStart..<texts.count, id: line.id,
                kind: line.kind, ready: line.ready, colour: line.colour, name: line.name, owner: line.owner?.id,
                inheritance: line.inheritance,
                reviews: line.tally?.reviews ?? 0, tags: line.tags))
        colours[line.colour] += 1
        kinds[line.kind, default: 0] += 1
        reviewed += (line.tally?.reviews ?? 0) > 0 ? 1 : 0
        tags.formUnion(line.tags)
    }

    /// The same text that the row shows, so that the filter of the server and that of the page agree.
    private mutating func appendText(of line: EntityLine) {
        func append(_ text: String) {
            texts.append(contentsOf: text.lowercased().utf8)
            texts.append(UInt8(ascii: " "))
        }
        append(line.colour.shortName)
        append(line.shownName)
        if line.kind != .gene { append(line.kind.title) }
        if line.shownName != line.name { append(line.name) }
        if let owner = line.owner { append("\(owner.name) v\(owner.version)") }
        for phenotype in line.phenotypes { append(phenotype) }
        append(line.inheritance)
        if let tally = line.tally { append(HTML.tallyWords(tally)) }
        for tag in line.tags { append(tag) }
    }
}

extension HTML {
    /// One row, and its places. The address is relative to the panel's page, unless the entity
    /// stands on a child panel.
    fileprivate mutating func row(_ line: EntityLine, showsReviews: Bool) -> EntityTable.Ends {
        var ends = EntityTable.Ends()
        raw("<tr class=")
        raw(line.colour.cssClass)
        raw("><td><b>")
        text(line.colour.shortName)
        raw("</b>")
        ends.badge = bytes.count
        raw("<th><a href=\"")
        if let owner = line.owner {
            raw("/panels/")
            digits(owner.id.rawValue)
            raw("/")
        }
        raw(Self.path(line.kind))
        text(Link.encode(line.name))
        raw("/")
        if let version = line.ownVersion {
            raw("?version=")
            text(version.description)
        }
        ends.link = bytes.count
        raw("\">")
        text(line.shownName)
        raw("</a>")
        small(line)
        raw("<td>")
        joined(line.phenotypes, by: "; ")
        raw("<td>")
        text(line.inheritance)
        if showsReviews {
            raw("<td>")
            if let tally = line.tally { text(Self.tallyWords(tally)) }
        }
        ends.reviews = bytes.count
        raw("<td>")
        for tag in line.tags {
            raw("<i>")
            text(tag)
            raw("</i>")
        }
        raw("\n")
        return ends
    }

    private mutating func small(_ line: EntityLine) {
        if line.kind == .gene, line.owner == nil { return }
        raw(" <small>")
        if line.kind != .gene { text(line.kind.title) }
        if line.shownName != line.name {
            raw(" ")
            text(line.name)
        }
        if let owner = line.owner {
            if line.kind != .gene { raw(" · ") }
            text(owner.name)
            raw(" v")
            text(owner.version.description)
        }
        raw("</small>")
    }

    private mutating func joined(_ texts: [String], by separator: StaticString) {
        for (index, text) in texts.enumerated() {
            if index > 0 { raw(separator) }
            self.text(text)
        }
    }

    private static func path(_ kind: EntityKind) -> StaticString {
        switch kind {
        case .gene: "gene/"
        case .str: "str/"
        case .region: "region/"
        }
    }

    /// `3: 2 green, 1 red`; just the number when no review has a rating.
    static func tallyWords(_ tally: ReviewTally) -> String {
        if tally.reviews == 0 { return "0" }
        let parts = [(tally.green, "green"), (tally.amber, "amber"), (tally.red, "red")].filter { $0.0 > 0 }
        if parts.isEmpty { return String(tally.reviews) }
        return "\(tally.reviews): \(parts.map { "\($0.0) \($0.1)" }.joined(separator: ", "))"
    }
}
