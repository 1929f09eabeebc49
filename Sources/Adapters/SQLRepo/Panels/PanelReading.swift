import Domain
import Ports
import SQLCore

/// Panels and their counters; ``PanelReader`` continues with entities and versions.
extension SQLRepository: PanelReader {
    public func catalogueStamp() async throws -> CatalogueStamp {
        // Every commit raises one of these numbers and none ever falls, so two equal sums mean the same catalogue.
        let stamp = try await row(
            """
            SELECT count(*), CAST(COALESCE(sum(revision + activity), 0) AS BIGINT)
                + (SELECT CAST(COALESCE(sum(changes), 0) AS BIGINT) FROM catalogue_counter)
            FROM panel
            """
        ) { CatalogueStamp(panels: try $0.int(0), total: try $0.int(1)) }
        return stamp ?? CatalogueStamp(panels: 0, total: 0)
    }

    public func catalogue() async throws -> [Panel] {
        let stored = try await rows(
            """
            SELECT \(StoredPanel.selection) \(StoredPanel.source)
            ORDER BY h.sort_key, h.major DESC, h.minor DESC, p.id
            """
        ) { try StoredPanel($0) }
        let numbers = Dictionary(stored.map { ($0.panel.id, $0.actual) }, uniquingKeysWith: { first, _ in first })
        return stored.map { item in
            StoredPanel.resolved(item.panel, children: item.panel.header.children.compactMap { numbers[$0] })
        }
    }

    public func counters(of id: PanelID) async throws -> PanelCounters? {
        let found = try await rows(
            """
            SELECT id, status, revision, activity, 0 AS depth FROM panel WHERE id = $1
            UNION ALL
            SELECT p.id, p.status, p.revision, p.activity, 1 FROM panel_child c JOIN panel p ON p.id = c.child_id
            WHERE c.panel_id = $1
            ORDER BY 5, 1
            """, [.id(id)]
        ) { row in
            PanelCounters(
                id: PanelID(try row.int(0)), status: try row.status(1), revision: Revision(try row.int(2)),
                activity: try row.int(3))
        }
        guard var counters = found.first else { return nil }
        counters.children = Array(found.dropFirst())
        return counters
    }

    public func panel(_ id: PanelID) async throws -> Panel? { try await read { try $0.panel(id) } }

    public func panelTypes() async throws -> [PanelType] {
        let types = try await rows("SELECT id, name, slug, description FROM panel_type") { row in
            PanelType(
                id: try row.int(0), name: try row.text(1), slug: try row.text(2), description: try row.text(3))
        }
        let keyed = types.map { (key: NameOrder.key($0.name), type: $0) }
        return keyed.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map(\.type)
    }
}

extension SQLSession {
    /// Says that something changed that belongs to no panel and shows in lists over all of them.
    func raiseCounter(_ name: String) throws {
        try execute("UPDATE catalogue_counter SET changes = changes + 1 WHERE name = $1", [.text(name)])
    }
}
