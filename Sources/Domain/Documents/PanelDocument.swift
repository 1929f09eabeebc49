import Foundation

/// The two published shapes of a panel: the current version as the API shows it (`api.md 5.1`) and a frozen version in
/// the key order of stored documents (`api.md 5.9`).
public enum PanelDocument {
    /// Writes the 13 keys of a panel into an open object, in the order of `api.md 5.1`.
    public static func writeMembers(
        id: PanelID, oldCode: String?, _ header: PanelHeader, zone: TimeZone, to json: inout JSONWriter
    ) {
        json.key("id")
        json.int(id.rawValue)
        json.key("hash_id")
        json.string(oldCode)
        json.key("name")
        json.string(header.name)
        json.key("disease_group")
        json.string(header.diseaseGroup)
        json.key("disease_sub_group")
        json.string(header.diseaseSubGroup)
        json.key("description")
        json.string(header.description)
        json.key("status")
        json.string(header.status.rawValue)
        json.key("version")
        json.string(header.version.description)
        json.key("version_created")
        json.string(header.versionCreated.iso(in: zone))
        json.key("relevant_disorders")
        json.strings(header.relevantDisorders.map(EntityDocument.cleaned))
        json.key("stats")
        write(header.counts, order: [.gene, .str, .region], to: &json)
        json.key("types")
        write(header.types, to: &json)
        json.key("child_panel_ids")
        json.ints(header.children.map(\.rawValue))
    }

    /// One panel object without entities.
    public static func panel(id: PanelID, oldCode: String?, _ header: PanelHeader, zone: TimeZone) -> JSONText {
        var json = JSONWriter(capacity: 1_024)
        json.beginObject()
        writeMembers(id: id, oldCode: oldCode, header, zone: zone, to: &json)
        json.endObject()
        return JSONText(unchecked: json.bytes)
    }

    static func write(_ counts: EntityCounts, order: [EntityKind], to json: inout JSONWriter) {
        json.beginObject()
        for kind in order {
            guard let count = counts[kind] else { continue }
            json.key("number_of_\(kind.plural)")
            json.int(count)
        }
        json.endObject()
    }

    static func write(_ types: [PanelType], to json: inout JSONWriter) {
        json.beginArray()
        for type in types {
            json.beginObject()
            json.key("name")
            json.string(type.name)
            json.key("slug")
            json.string(type.slug)
            json.key("description")
            json.string(type.description)
            json.endObject()
        }
        json.endArray()
    }
}

extension EntityCounts {
    public subscript(kind: EntityKind) -> Int? {
        get {
            switch kind {
            case .gene: genes
            case .str: strs
            case .region: regions
            }
        }
        set {
            switch kind {
            case .gene: genes = newValue
            case .str: strs = newValue
            case .region: regions = newValue
            }
        }
    }
}

extension JSONWriter {
    /// Writes one entity; with `panel`, the owning panel's object stands where `api.md 5.3`-`5.5` put it.
    public mutating func entity(_ document: EntityDocument, panel: JSONText? = nil) {
        guard let panel else { return raw(document.bytes) }
        raw(document.bytes[..<document.panelOffset])
        splice(",\"panel\":".utf8)
        splice(panel.bytes)
        splice(document.bytes[document.panelOffset...])
    }
}
