import Domain
import Ports

/// What a line of the entity table shows of one entity.
struct EntityLine: Sendable {
    var id: EntityID
    var kind: EntityKind
    var name: String
    /// A region's verbose name, else the name.
    var shownName: String
    var colour: Colour
    var phenotypes: [String]
    /// Short form; see `InheritanceWords`.
    var inheritance: String
    var tags: [String]
    /// Nil where reviews are not part of what is shown, as in a frozen version.
    var tally: ReviewTally?
    /// The curators' mark for the next major version.
    var ready = false
    /// The child panel that the entity stands on; nil on the panel's own page.
    var owner: Owner?
    /// The version that the link names; nil where all rows of a page name the same.
    var ownVersion: Version?

    struct Owner: Sendable {
        var id: PanelID
        var name: String
        var version: Version
    }
}

extension EntityLine {
    /// Takes from a stored row what the table shows. Only the needed keys of the document are read: decoding the whole
    /// costs ten times as much, and there are 3,000 of them.
    init(_ row: EntityRow, tally: ReviewTally?, owner: Owner?) throws(JSONError) {
        self.init(
            id: row.id, kind: row.kind, name: row.name, shownName: row.name, colour: row.colour, phenotypes: [],
            inheritance: "Not set", tags: [], tally: tally, ready: row.ready, owner: owner)
        var scanner = JSONScanner(row.document.bytes)
        try scanner.object { (key, scanner) throws(JSONError) in
            switch key {
            case "phenotypes": phenotypes = try scanner.optionalStrings() ?? []
            case "mode_of_inheritance": inheritance = InheritanceWords.brief(try scanner.optionalString() ?? "")
            case "tags": tags = try scanner.optionalStrings() ?? []
            case "verbose_name":
                if let verbose = try scanner.optionalString(), !verbose.isEmpty { shownName = verbose }
            default: try scanner.skipValue()
            }
        }
    }
}
