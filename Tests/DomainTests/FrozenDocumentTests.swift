import Domain
import Foundation
import TestSupport
import Testing

@Suite("Frozen versions (domain.md 5.5, api.md 5.9)")
struct FrozenDocumentTests {
    private let document = Array(#"{"id":1,"strs":[],"genes":[{"tags":[]}],"regions":[],"version":"0.1"}"#.utf8)

    @Test("api.md 5.9: signed_off is appended at the end")
    func signedOff() {
        let day = CivilDate(year: 2026, month: 1, day: 2)

        #expect(
            text(FrozenDocument.withSignedOff(document, day)).hasSuffix(#""version":"0.1","signed_off":"2026-01-02"}"#))
        #expect(text(FrozenDocument.withSignedOff(document, nil)).hasSuffix(#","signed_off":null}"#))
    }

    @Test("api.md 7.9: rows of the signed-off list have no entities")
    func withoutEntities() throws {
        #expect(try text(FrozenDocument.withoutEntities(document)) == #"{"id":1,"version":"0.1"}"#)
    }

    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    @Test(
        "api.md 5.9: a captured old version is rebuilt from its parts byte for byte",
        .enabled(if: SharedData.has(Captures.archive), "\(sharedDataAbsent)"),
        arguments: [
            "api-api_v1_panels_1_version_2.0__public.json", "api-api_v1_panels_3_version_0.0__public.json",
            "api-api_v1_panels_10_version_1.5__public.json",
            "api-api_v1_panels_31b8d78f0908cf8bf58cc032_version_0.0__public.json",
            "api-api_v1_panels_24_version_1.0__public.json",
        ])
    func rebuilt(name: String) throws {
        let captured = try Captures.body(name)
        let parts = try StoredParts(captured)

        let rebuilt = try FrozenDocument.write(
            id: parts.id, oldCode: parts.oldCode, parts.header, rows: parts.rows, zone: try zone("Australia/Sydney"))

        #expect(firstDifference(FrozenDocument.withSignedOff(rebuilt.bytes, parts.signedOff), captured) == nil)
    }
}

/// A stored document taken apart, as an importer does.
private struct StoredParts {
    var id = PanelID(0)
    var oldCode: String?
    var header = PanelHeader(name: "", versionCreated: start, relevantDisorders: nil)
    var rows: [FrozenDocument.Row] = []
    var signedOff: CivilDate?

    init(_ bytes: [UInt8]) throws {
        var scanner = JSONScanner(bytes)
        var parts = self
        try scanner.object { (key, scanner) throws(JSONError) in try parts.take(key, &scanner) }
        self = parts
    }

    private mutating func take(_ key: String, _ scanner: inout JSONScanner) throws(JSONError) {
        switch key {
        case "id": id = PanelID(try scanner.int())
        case "hash_id": oldCode = try scanner.optionalString()
        case "name": header.name = try scanner.string()
        case "status": header.status = PanelStatus(rawValue: try scanner.string()) ?? .internal
        case "version": header.version = Version(try scanner.string()) ?? header.version
        case "description": header.description = try scanner.string()
        case "disease_group": header.diseaseGroup = try scanner.string()
        case "disease_sub_group": header.diseaseSubGroup = try scanner.string()
        case "relevant_disorders": header.relevantDisorders = try scanner.optionalStrings()
        case "version_created": header.versionCreated = Instant(iso: try scanner.string()) ?? start
        case "signed_off": signedOff = try scanner.optionalString().flatMap { CivilDate($0) }
        case "child_panel_ids":
            var children: [PanelID] = []
            try scanner.array { (scanner) throws(JSONError) in children.append(PanelID(try scanner.int())) }
            header.children = children
        case "stats":
            var counts = EntityCounts()
            try scanner.object { (key, scanner) throws(JSONError) in
                let kind = EntityKind.allCases.first { key == "number_of_\($0.plural)" }
                if let kind { counts[kind] = try scanner.int() } else { try scanner.skipValue() }
            }
            header.counts = counts
        case "types": try takeTypes(&scanner)
        case "genes", "strs", "regions": try takeEntities(&scanner)
        default: throw JSONError("unknown key \(key)", at: scanner.at)
        }
    }

    private mutating func takeTypes(_ scanner: inout JSONScanner) throws(JSONError) {
        var types: [PanelType] = []
        try scanner.array { (scanner) throws(JSONError) in
            var type = PanelType(id: 0, name: "", slug: "", description: "")
            try scanner.object { (key, scanner) throws(JSONError) in
                switch key {
                case "name": type.name = try scanner.string()
                case "slug": type.slug = try scanner.string()
                default: type.description = try scanner.string()
                }
            }
            types.append(type)
        }
        header.types = types
    }

    private mutating func takeEntities(_ scanner: inout JSONScanner) throws(JSONError) {
        var found: [FrozenDocument.Row] = []
        try scanner.array { (scanner) throws(JSONError) in
            var panel: JSONText?
            let entity = try Entity(reading: &scanner) { panel = JSONText(unchecked: Array($0)) }
            found.append((EntityDocument(entity), entity.kind, panel))
        }
        rows += found
    }
}
