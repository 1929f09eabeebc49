import Domain
import Ports
import SQLCore

/// Reads one panel with its past: documents one after the other, then the live content with all that hangs on it.
struct OriginalPanelReading {
    let session: any SQLSession
    let schema: OriginalSchema
    let packing: DocumentPacking
    let id: PanelID

    func archive() throws -> PanelArchive {
        let live = try livePanel()
        var past = PanelPast(types: Dictionary(live.types.map { ($0.slug, $0.id) }) { first, _ in first })
        try readDocuments(into: &past)
        var contents: [OriginalEntity] = []
        if let snapshot = live.snapshot {
            for kind in OriginalKind.all {
                contents += try OriginalEntities(
                    session: session, schema: schema, kind: kind, snapshot: snapshot
                ).read()
            }
        }
        return past.archive(live: live.panel, contents: contents.map { ($0.live, $0.archived) })
    }

    // MARK: The panel itself

    private struct Live {
        var panel: Panel
        /// Nil for a panel that lost its content in the original: it moves as an empty one.
        var snapshot: Int?
        var types: [PanelType]
    }

    private func livePanel() throws -> Live {
        let types = try session.rows(
            """
            SELECT t.id, t.name, t.slug, t.description FROM panels_genepanel_types x
            JOIN panels_paneltype t ON t.id = x.paneltype_id WHERE x.genepanel_id = $1 ORDER BY t.id
            """, [.int(id.rawValue)]
        ) { row in
            PanelType(id: try row.int(0), name: try row.text(1), slug: try row.text(2), description: try row.text(3))
        }
        guard
            var live = try session.first(
                """
                SELECT p.old_pk, p.status, p.created, p.modified, p.name,
                    s.id, s.created, s.major_version, s.minor_version, s.version_comment,
                    CAST(array_remove(s.old_panels, NULL) AS text[]), CAST(s.stats AS text),
                    t.name, t.level2title, t.level3title, t.description, CAST(array_remove(t.omim, NULL) AS text[]),
                    CAST(array_remove(t.orphanet, NULL) AS text[]), CAST(array_remove(t.hpo, NULL) AS text[]), s.modified
                FROM panels_genepanel p LEFT JOIN panels_genepanelsnapshot s ON s.panel_id = p.id
                LEFT JOIN panels_level4title t ON t.id = s.level4title_id WHERE p.id = $1
                """, [.int(id.rawValue)], { try panel($0, types) })
        else { throw OriginalFault.unreadable(place: "panel \(id)", reason: "it is gone") }
        if let snapshot = live.snapshot { live.panel.header.children = try children(of: snapshot) }
        live.panel.signedOff = try signedOff()
        return live
    }

    private func panel(_ row: SQLRow, _ types: [PanelType]) throws -> Live {
        let statusText = try row.text(1)
        guard let status = PanelStatus(rawValue: statusText) else {
            throw OriginalFault.unreadable(place: "panel \(id)", reason: "its status is \(statusText)")
        }
        let created = try row.instant(2)
        guard let snapshot = try row.optionalInt(5) else {
            let header = PanelHeader(name: try row.text(4), status: status, versionCreated: created, types: types)
            return Live(
                panel: Panel(
                    id: id, oldCode: try row.optionalText(0), created: created, modified: try row.instant(3),
                    header: header, revision: Revision(1)),
                snapshot: nil, types: types)
        }
        let stats = try row.json(11)
        let header = PanelHeader(
            name: try row.text(12), diseaseGroup: try row.text(13), diseaseSubGroup: try row.text(14),
            description: try row.text(15), status: status,
            version: Version(major: try row.int(7), minor: try row.int(8)), versionCreated: try row.instant(6),
            versionComment: try row.optionalText(9), relevantDisorders: try row.optionalTexts(10),
            omim: try row.texts(16), orphanet: try row.texts(17), hpo: try row.texts(18), types: types,
            counts: try EntityCounts(statistics: stats))
        let panel = Panel(
            id: id, oldCode: try row.optionalText(0), created: created,
            modified: max(try row.instant(3), try row.instant(19)), header: header, revision: Revision(1),
            statistics: try PanelStatistics(document: stats))
        return Live(panel: panel, snapshot: snapshot, types: types)
    }

    private func children(of snapshot: Int) throws -> [PanelID] {
        try session.rows(
            """
            SELECT s.panel_id FROM panels_genepanelsnapshot_child_panels x
            JOIN panels_genepanelsnapshot s ON s.id = x.to_genepanelsnapshot_id
            WHERE x.from_genepanelsnapshot_id = $1
            ORDER BY s.major_version DESC, s.minor_version DESC, s.modified DESC, s.id DESC
            """, [.int(snapshot)]
        ) { PanelID(try $0.int(0)) }
    }

    /// Sign-offs came with a later release.
    private func signedOff() throws -> SignedOff? {
        let pointer = schema.optional("panels_genepanel", "signed_off_id", as: "integer", alias: "p")
        let date = schema.optional("panels_historicalsnapshot", "signed_off_date", as: "date", alias: "h")
        return try session.first(
            """
            SELECT h.major_version, h.minor_version, \(date) FROM panels_genepanel p
            JOIN panels_historicalsnapshot h ON h.id = \(pointer)
            WHERE p.id = $1 AND \(date) IS NOT NULL
            """, [.int(id.rawValue)]
        ) { row in
            SignedOff(
                version: Version(major: try row.int(0), minor: try row.int(1)),
                date: CivilDate(daysSince1970: try row.int(2)))
        }
    }

    // MARK: The past

    private func readDocuments(into past: inout PanelPast) throws {
        let date = schema.optional("panels_historicalsnapshot", "signed_off_date", as: "date", alias: "h")
        try session.stream(
            """
            SELECT h.major_version, h.minor_version, h.reason, h.schema_version, \(date), CAST(h.data AS text)
            FROM panels_historicalsnapshot h WHERE h.panel_id = $1 AND \(OriginalLeftovers.served("h"))
            ORDER BY h.major_version, h.minor_version
            """, [.int(id.rawValue)]
        ) { row in
            let version = Version(major: try row.int(0), minor: try row.int(1))
            let document = try row.json(5)
            do {
                try past.add(
                    document, version: version, reason: row.optionalText(2), schemaVersion: row.text(3),
                    signedOff: row.optionalDay(4), packed: packing.pack(document.bytes))
            } catch let error as JSONError {
                throw OriginalFault.document(panel: id, version: version, reason: error.description)
            }
        }
    }
}
