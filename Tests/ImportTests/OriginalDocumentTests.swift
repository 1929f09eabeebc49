import DatabaseSupport
import Domain
import Foundation
import Ports
import SQLCore
import SQLRepo
import Testing

extension OriginalTests {
    /// Every version of every panel reads back: decision 5, docs/architecture.md 5.
    @Suite("Historical documents")
    struct Documents {
        private struct Stored: Sendable {
            var id: Int
            var panel: PanelID
            var version: Version
            var name: String
            var status: String
        }

        private static func stored(_ source: any SQLDatabase) async throws -> [Stored] {
            try await source.read { session in
                try session.rows(
                    """
                    SELECT id, panel_id, major_version, minor_version, data->>'name', data->>'status'
                    FROM panels_historicalsnapshot ORDER BY panel_id, major_version, minor_version
                    """
                ) { row in
                    Stored(
                        id: try row.int(0), panel: PanelID(try row.int(1)),
                        version: Version(major: try row.int(2), minor: try row.int(3)), name: try row.text(4),
                        status: try row.text(5))
                }
            }
        }

        private static let listed =
            "COALESCE(h.data->'genes', '[]') || COALESCE(h.data->'strs', '[]') || COALESCE(h.data->'regions', '[]')"

        /// Whether a list holds the entities of a document, whatever their order: PostgreSQL knows what is equal.
        private static let comparison = """
            SELECT CAST(
                (SELECT COALESCE(array_agg(x ORDER BY x), '{}') FROM jsonb_array_elements(CAST($1 AS jsonb)) AS x)
                = (SELECT COALESCE(array_agg(x ORDER BY x), '{}') FROM jsonb_array_elements(\(listed)) AS x) AS integer)
            FROM panels_historicalsnapshot h WHERE h.id = $2
            """

        private static let children = """
            SELECT DISTINCT x->'panel'->>'id' || ' ' || (x->'panel'->>'version')
            FROM panels_historicalsnapshot h, jsonb_array_elements(\(listed)) AS x WHERE h.id = $1
            """

        @Test("decision 5: each document is given back as it was stored", arguments: DatabaseKind.tested)
        func verbatim(kind: DatabaseKind) async throws {
            let world = try OriginalWorld.here()
            try await world.withOpenSource { _, source in
                try await world.withTarget(kind) { repository, _ in
                    let documents = try await Self.stored(source)
                    #expect(documents.count == 204)
                    for (number, item) in documents.enumerated() {
                        let bytes = try #require(try await repository.importedDocument(of: item.panel, item.version))
                        let isEqual = try await Texts.number(
                            source,
                            "SELECT CAST(data = CAST($1 AS jsonb) AS integer) FROM panels_historicalsnapshot WHERE id = $2",
                            [.utf8(bytes), .int(item.id)])
                        #expect(isEqual == 1, "\(item.panel) \(item.version)")
                        guard number.isMultiple(of: 20) else { continue }
                        // Byte for byte, apart from the spaces that PostgreSQL prints between tokens.
                        let data = try #require(
                            try await Texts.rows(
                                source, "SELECT CAST(data AS text) FROM panels_historicalsnapshot WHERE id = \(item.id)"
                            ).first?[0])
                        #expect(try JSONText(data).bytes == bytes, "\(item.panel) \(item.version)")
                    }
                }
            }
        }

        @Test("decision 5: the revisions of each version hold what its document says", arguments: DatabaseKind.tested)
        func decomposed(kind: DatabaseKind) async throws {
            let world = try OriginalWorld.here()
            try await world.withOpenSource { _, source in
                try await world.withTarget(kind) { repository, _ in
                    var (ordinary, supers) = (0, 0)
                    for item in try await Self.stored(source) {
                        let frozen = try #require(try await repository.frozenVersion(of: item.panel, item.version))
                        let header = try #require(try await repository.header(of: item.panel, at: frozen.revision))
                        #expect(header.version == item.version)
                        #expect(header.name == item.name)
                        #expect(header.status.rawValue == item.status)
                        if header.isSuperPanel {
                            supers += 1
                            // Entities are those of the children, in the versions that the document names.
                            let named = try await Texts.rows(source, Self.children, [.int(item.id)]).map { $0[0] }
                            var shown: [String] = []
                            for child in try await repository.frozenChildren(of: item.panel, item.version) {
                                let version = try await repository.header(of: child.panel, at: child.revision)?.version
                                shown.append("\(child.panel) \(version.map { "\($0)" } ?? "")")
                            }
                            #expect(
                                Set(shown) == Set(named) && shown.count == named.count, "\(item.panel) \(item.version)")
                        } else {
                            ordinary += 1
                            let rows = try await repository.entities(of: item.panel, at: frozen.revision)
                            let rebuilt =
                                Array("[".utf8) + rows.map(\.document.bytes).joined(separator: [0x2C]) + [0x5D]
                            let isEqual = try await Texts.number(
                                source, Self.comparison, [.utf8(rebuilt), .int(item.id)])
                            #expect(isEqual == 1, "\(item.panel) \(item.version)")
                        }
                    }
                    #expect(ordinary > 150 && supers > 0, "\(ordinary) ordinary, \(supers) super panels")
                }
            }
        }

        @Test("Two versions differ by the rows that changed between them", arguments: DatabaseKind.tested)
        func differences(kind: DatabaseKind) async throws {
            let world = try OriginalWorld.here()
            try await world.withTarget(kind) { repository, _ in
                var found = 0
                for panel in try await repository.catalogue() where !panel.header.isSuperPanel {
                    let versions = try await repository.versions(of: panel.id)
                    for (later, earlier) in zip(versions, versions.dropFirst()) {
                        let (old, new) = (
                            try await repository.entities(of: panel.id, at: earlier.revision),
                            try await repository.entities(of: panel.id, at: later.revision)
                        )
                        let before = Dictionary(old.map { ($0.id, $0.document) }) { first, _ in first }
                        let after = Dictionary(new.map { ($0.id, $0.document) }) { first, _ in first }
                        let changed = Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }
                        let told = try await repository.differences(
                            of: panel.id, from: earlier.revision, to: later.revision)
                        #expect(
                            Set(told.compactMap { ($0.before ?? $0.after)?.id }) == changed,
                            "\(panel.id) \(later.version)")
                        found += told.count
                    }
                }
                #expect(found > 0)
            }
        }

        @Test("decision 18: sign-offs, reasons and moments of versions are kept", arguments: DatabaseKind.tested)
        func versions(kind: DatabaseKind) async throws {
            let world = try OriginalWorld.here()
            try await world.withOpenSource { _, source in
                try await world.withTarget(kind) { _, target in
                    let there = try await Texts.rows(
                        source,
                        """
                        SELECT panel_id || '/' || major_version || '.' || minor_version, reason, schema_version,
                            CAST(signed_off_date AS text) FROM panels_historicalsnapshot
                        """)
                    let here = try await Texts.rows(
                        target,
                        """
                        SELECT panel_id || '/' || major || '.' || minor, reason, schema_version, signed_off_on
                        FROM panel_version
                        """)
                    #expect(Set(there) == Set(here))
                    #expect(there.contains { $0[3] != nil }, "at least one is signed off")
                    let pointers = try await Texts.rows(
                        source,
                        """
                        SELECT CAST(p.id AS text), h.major_version || '.' || h.minor_version FROM panels_genepanel p
                        JOIN panels_historicalsnapshot h ON h.id = p.signed_off_id ORDER BY p.id
                        """)
                    let kept = try await Texts.rows(
                        target,
                        """
                        SELECT CAST(id AS text), signed_off_major || '.' || signed_off_minor FROM panel
                        WHERE signed_off_on IS NOT NULL ORDER BY id
                        """)
                    #expect(pointers == kept && !kept.isEmpty)
                }
            }
        }
    }
}
