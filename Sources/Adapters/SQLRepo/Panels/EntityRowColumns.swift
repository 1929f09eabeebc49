import Domain
import Ports
import SQLCore

/// Columns of `entity_revision` as readers get them.
enum EntityRowColumns {
    /// For a SELECT from `entity_revision e`.
    static let selection = """
        e.entity_id, e.panel_id, e.kind, e.name, e.confidence, e.flagged, e.ready, e.seq_from, e.panel_offset, e.document
        """
    static func row(_ row: SQLRow, from start: Int = 0) throws -> EntityRow {
        EntityRow(
            id: EntityID(try row.int(start)), panel: PanelID(try row.int(start + 1)), kind: try row.kind(start + 2),
            name: try row.text(start + 3),
            confidence: try row.optionalInt(start + 4).map(ConfidenceLevel.init(rawValue:)),
            flagged: try row.bool(start + 5), ready: try row.bool(start + 6), since: Revision(try row.int(start + 7)),
            document: EntityDocument(bytes: try row.bytes(start + 9), panelOffset: try row.int(start + 8)))
    }

    /// Columns that ``EntityState/values(sortKey:)`` fills.
    static let stored = [
        "entity_id", "panel_id", "kind", "seq_from", "seq_to", "name", "sort_key", "confidence", "flagged", "ready",
        "panel_offset", "document",
    ]
}

/// A state of an entity on its way into the database.
struct EntityState {
    var entity: EntityID
    var panel: PanelID
    var kind: EntityKind
    var name: String
    var confidence: ConfidenceLevel?
    var flagged: Bool
    var ready: Bool
    var from: Revision
    var to: Revision?
    var document: EntityDocument

    /// In the order of ``EntityRowColumns/stored``.
    func values(sortKey: String) -> [SQLValue] {
        [
            .id(entity), .id(panel), .kind(kind), .revision(from), .int(to?.rawValue ?? SchemaStep.live), .text(name),
            .text(sortKey), SQLValue(confidence?.rawValue), .bool(flagged), .bool(ready), .int(document.panelOffset),
            .utf8(document.bytes),
        ]
    }
}
