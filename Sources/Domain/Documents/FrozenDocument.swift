import Foundation

/// The document of a frozen version, rebuilt from revisions in the shape that stored ones have: keys ordered by length,
/// then bytewise, as a PostgreSQL `jsonb` column gives them out (`api.md 1.10`, `5.9`).
public enum FrozenDocument {
    /// An entity with, in a super panel, the object of its child panel in frozen shape.
    public typealias Row = (document: EntityDocument, kind: EntityKind, panel: JSONText?)

    /// The whole document, without `signed_off`.
    public static func write(
        id: PanelID, oldCode: String?, _ header: PanelHeader, rows: [Row], zone: TimeZone
    ) throws(JSONError) -> JSONText {
        var json = JSONWriter(capacity: 4_096 + rows.reduce(0) { $0 + $1.document.bytes.count })
        json.beginObject()
        for key in keys {
            switch key {
            case "strs": try list(.str, rows, &json)
            case "genes": try list(.gene, rows, &json)
            case "regions": try list(.region, rows, &json)
            default: member(key, id, oldCode, header, zone, &json)
            }
        }
        json.endObject()
        return JSONText(unchecked: json.bytes)
    }

    /// A panel object without entities in frozen shape, as it stands inside the entities of a super panel.
    public static func panel(id: PanelID, oldCode: String?, _ header: PanelHeader, zone: TimeZone) -> JSONText {
        var json = JSONWriter(capacity: 1_024)
        json.beginObject()
        for key in keys where !["strs", "genes", "regions"].contains(key) {
            member(key, id, oldCode, header, zone, &json)
        }
        json.endObject()
        return JSONText(unchecked: json.bytes)
    }

    /// Keys of a panel document in stored order.
    static let keys = [
        "id", "name", "strs", "genes", "stats", "types", "status", "hash_id", "regions", "version", "description",
        "disease_group", "child_panel_ids", "version_created", "disease_sub_group", "relevant_disorders",
    ]

    /// Appends `signed_off` to a stored document, the one thing that is not part of it (`api.md 5.9`).
    public static func withSignedOff(_ document: [UInt8], _ date: CivilDate?) -> [UInt8] {
        let value = date.map { "\"\($0)\"" } ?? "null"
        return document.dropLast() + Array(",\"signed_off\":\(value)}".utf8)
    }

    /// A document as it is stored, from an answer that shows it (`api.md 5.9`).
    public static func withoutSignedOff(_ answer: JSONText) throws(JSONError) -> JSONText {
        JSONText(unchecked: try leavingOut(["signed_off"], of: answer.bytes))
    }

    /// The document without its three lists of entities (`api.md 7.9`).
    public static func withoutEntities(_ document: [UInt8]) throws(JSONError) -> [UInt8] {
        try leavingOut(["genes", "strs", "regions"], of: document)
    }

    private static func leavingOut(_ keys: Set<String>, of document: [UInt8]) throws(JSONError) -> [UInt8] {
        var scanner = JSONScanner(document)
        var json = JSONWriter(capacity: 2_048)
        json.beginObject()
        try scanner.object { (key, scanner) throws(JSONError) in
            let range = try scanner.skipValue()
            if keys.contains(key) { return }
            json.key(key)
            json.raw(scanner.bytes[range])
        }
        json.endObject()
        return json.bytes
    }

    private static func member(
        _ key: String, _ id: PanelID, _ oldCode: String?, _ header: PanelHeader, _ zone: TimeZone,
        _ json: inout JSONWriter
    ) {
        json.key(key)
        switch key {
        case "id": json.int(id.rawValue)
        case "name": json.string(header.name)
        case "stats": PanelDocument.write(header.counts, order: [.str, .gene, .region], to: &json)
        case "types": PanelDocument.write(header.types, to: &json)
        case "status": json.string(header.status.rawValue)
        case "hash_id": json.string(oldCode)
        case "version": json.string(header.version.description)
        case "description": json.string(header.description)
        case "disease_group": json.string(header.diseaseGroup)
        case "child_panel_ids": json.ints(header.children.map(\.rawValue))
        case "version_created": json.string(header.versionCreated.iso(in: zone))
        case "disease_sub_group": json.string(header.diseaseSubGroup)
        default: json.strings(header.relevantDisorders.map(EntityDocument.cleaned))
        }
    }

    private static func list(_ kind: EntityKind, _ rows: [Row], _ json: inout JSONWriter) throws(JSONError) {
        json.key(kind.plural)
        json.beginArray()
        for row in rows where row.kind == kind { try entity(row, &json) }
        json.endArray()
    }

    /// Reorders an entity's ready document: a walk over its top-level keys, not a decoding.
    private static func entity(_ row: Row, _ json: inout JSONWriter) throws(JSONError) {
        var members: [(key: String, range: Range<Int>)] = []
        var scanner = JSONScanner(row.document.bytes)
        try scanner.object { (key, scanner) throws(JSONError) in members.append((key, try scanner.skipValue())) }
        if row.panel != nil { members.append(("panel", 0..<0)) }
        members.sort { a, b in
            a.key.utf8.count != b.key.utf8.count
                ? a.key.utf8.count < b.key.utf8.count : a.key.utf8.lexicographicallyPrecedes(b.key.utf8)
        }
        json.beginObject()
        for member in members {
            json.key(member.key)
            if member.key == "panel", let panel = row.panel {
                json.raw(panel.bytes)
            } else {
                json.raw(row.document.bytes[member.range])
            }
        }
        json.endObject()
    }
}
