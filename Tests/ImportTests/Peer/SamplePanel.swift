import Domain
import Foundation

/// A small panel as another PanelApp would publish it.
struct SamplePanel: Sendable {
    var id: Int
    var version = Version(major: 1, minor: 0)
    /// Minutes after the start when the version began.
    var minute = 0
    var genes: [Entity] = [SamplePanel.gene("BRCA1")]
    var status = PanelStatus.public
    var types = [PanelType(id: 0, name: "Rare", slug: "rare", description: "Rare diseases")]
    /// Of a super panel.
    var children: [SamplePanel] = []

    static let start = Instant(seconds: 1_700_000_000)

    static func gene(_ name: String, level: Int = 3, phenotypes: [String] = ["Fever"], tags: [String] = []) -> Entity {
        let copy =
            #"{"alias":["A"],"hgnc_id":"HGNC:7","gene_name":"\#(name) gene","gene_symbol":"\#(name)","ensembl_genes":{}}"#
        return Entity(
            name: name, geneData: JSONText(unchecked: Array(copy.utf8)),
            confidence: ConfidenceLevel(rawValue: level), publications: ["1234567"],
            evidence: ["Expert Review Green"], phenotypes: phenotypes, modeOfInheritance: "Unknown", tags: tags,
            specifics: .gene(transcript: nil))
    }

    /// The panel as it is after some change, under the next minor version.
    func next(_ change: (inout SamplePanel) -> Void = { _ in }) -> SamplePanel {
        var panel = self
        panel.version = version.nextMinor
        panel.minute += 10
        change(&panel)
        return panel
    }

    var header: PanelHeader {
        PanelHeader(
            name: "Panel \(id)", diseaseGroup: "Group", status: status, version: version,
            versionCreated: Self.start.advanced(bySeconds: Double(minute) * 60), relevantDisorders: ["R\(id)"],
            types: types, children: children.map { PanelID($0.id) },
            counts: EntityCounts(
                genes: children.isEmpty ? genes.count : children.reduce(0) { $0 + $1.genes.count }, strs: 0, regions: 0)
        )
    }

    /// As the lists show it.
    var row: JSONText { PanelDocument.panel(id: PanelID(id), oldCode: nil, header, zone: .gmt) }

    var document: [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        PanelDocument.writeMembers(id: PanelID(id), oldCode: nil, header, zone: .gmt, to: &json)
        json.key("genes")
        json.beginArray()
        let owned: [(Entity, JSONText?)] =
            children.isEmpty
            ? genes.map { ($0, nil) } : children.flatMap { child in child.genes.map { ($0, child.row) } }
        for (gene, owner) in owned { json.entity(EntityDocument(gene), panel: owner) }
        json.endArray()
        for key in ["strs", "regions"] {
            json.key(key)
            json.beginArray()
            json.endArray()
        }
        json.endObject()
        return json.bytes
    }

    /// As `?version=` shows it once it is old.
    func frozen(signedOff: String? = nil) -> [UInt8] {
        FrozenDocument.withSignedOff(document, signedOff.flatMap { CivilDate($0) })
    }
}
