import Domain
import Ports

/// One entity on one panel, as the page of the entity shows it (`web.md 12.2`).
struct EntityPanelLine: Sendable {
    struct Parent: Sendable {
        var id: PanelID
        var name: String
    }

    var panel: PanelID
    var panelName: String
    var group: String
    var subGroup: String
    var version: Version
    var status: PanelStatus
    var signedOff: SignedOff?
    /// Super panels that hold the panel.
    var parents: [Parent]
    var kind: EntityKind
    var name: String
    var shownName: String
    var colour: Colour
    /// As it is stored.
    var inheritance: String
    var sources: [String]
    var phenotypes: [String]
    var tags: [String]
    var tally: ReviewTally

    init(
        _ row: EntityRow, on panel: Panel, parents: [Parent], tally: ReviewTally
    ) throws(JSONError) {
        let entity = try Entity(document: row.document.bytes)
        self.panel = panel.id
        panelName = panel.header.name
        group = panel.header.diseaseGroup
        subGroup = panel.header.diseaseSubGroup
        version = panel.header.version
        status = panel.header.status
        signedOff = panel.signedOff
        self.parents = parents
        kind = row.kind
        name = row.name
        shownName = entity.displayName
        colour = row.colour
        inheritance = entity.modeOfInheritance
        var seen: Set<String> = []
        sources = entity.evidence.filter { seen.insert($0).inserted }
        phenotypes = entity.phenotypes ?? []
        tags = entity.tags
        self.tally = tally
    }

    /// Lower-case text that the filter looks in: everything in the row.
    var text: String {
        var parts = [colour.shortName, panelName, "version \(version)", subGroup, group, inheritance]
        parts += sources + phenotypes + tags + parents.map(\.name)
        parts.append(HTML.tallyWords(tally))
        if kind != .gene { parts += [kind.title, name, shownName] }
        if status != .public { parts.append(status.title) }
        if let signedOff { parts.append(Words.signedOff(signedOff)) }
        return parts.joined(separator: " ").lowercased()
    }
}
