import DatabaseSupport
import Domain
import Foundation
import Ports
import SQLCore
import SQLRepo
import Synchronization
import Testing
import UseCases

@testable import panelapp

extension OriginalTests {
    /// A move can be stopped and repeated: the same state always ends as the same.
    @Suite("Interrupted and repeated")
    struct Repeated {
        @Test("The same source again: everything is unchanged and nothing is written", arguments: DatabaseKind.tested)
        func nothingNew(kind: DatabaseKind) async throws {
            let world = try OriginalWorld.here()
            try await world.withSource { url in
                try await world.withTarget(kind) { repository, target in
                    let before = try await Self.imprint(target)

                    let report = try await OriginalWorld.move(url, into: repository)

                    #expect(report.unchangedPanels == 25 && report.insertedPanels + report.replacedPanels == 0)
                    #expect(report.differences.isEmpty)
                    #expect(try await Self.imprint(target) == before)
                }
            }
        }

        /// What must not change: on PostgreSQL every row with the transaction that wrote it, on SQLite the count of all
        /// changes of the file.
        private static func imprint(_ target: any SQLDatabase) async throws -> [String] {
            guard target.dialect == .sqlite else { return try await Imprint.of(target) }
            // Another connection's commit raises `data_version`, and what this one wrote is in the content.
            return try await Imprint.content(target).map { "\($0): \($1)" }.sorted()
                + [String(try await Texts.number(target, "SELECT count(*) FROM sqlite_stat1"))]
        }

        @Test("Settings of the server's time zone and date style change nothing", arguments: DatabaseKind.tested)
        func foreignSettings(kind: DatabaseKind) async throws {
            let world = try OriginalWorld.here()
            try await world.withOpenSource { url, source in
                let name = try #require(URL(string: url)?.lastPathComponent)
                for setting in ["TimeZone = 'Australia/Sydney'", "DateStyle = 'German'", "bytea_output = 'escape'"] {
                    try await source.runAlone("ALTER DATABASE \(name) SET \(setting)")
                }
                try await world.withTarget(kind) { repository, _ in
                    let report = try await OriginalWorld.move(url, into: repository)
                    #expect(report.unchangedPanels == 25)
                }
                // Once is enough to see what such settings do to a first move.
                guard kind == .sqlite else { return }
                try await OriginalWorld.withEmptyTarget(kind) { repository, target in
                    try await OriginalWorld.move(url, into: repository)
                    let moved = try await Imprint.content(target)
                    try await world.withTarget(kind) { _, model in
                        let expected = try await Imprint.content(model)
                        for (part, lines) in expected { #expect(moved[part] == lines, "\(part)") }
                    }
                }
            }
        }

        @Test("Stopped after some panels and started again, it ends the same", arguments: DatabaseKind.tested)
        func interrupted(kind: DatabaseKind) async throws {
            let world = try OriginalWorld.here()
            try await world.withSource { url in
                try await OriginalWorld.withEmptyTarget(kind) { repository, target in
                    let stop = Mutex<(@Sendable () -> Void)?>(nil)
                    let (start, gate) = AsyncStream<Void>.makeStream()
                    let run = Task {
                        for await _ in start { break }
                        return try await OriginalWorld.move(url, into: repository) { progress in
                            if progress.what == "panels", progress.done == 7 { stop.withLock { $0 }?() }
                        }
                    }
                    stop.withLock { $0 = { run.cancel() } }
                    gate.yield()
                    let result = await run.result
                    #expect(throws: CancellationError.self) { try result.get() }
                    let moved = try await Texts.number(target, "SELECT count(*) FROM panel")
                    #expect((7...9).contains(moved), "whole panels only, \(moved)")

                    let report = try await OriginalWorld.move(url, into: repository)

                    #expect(report.unchangedPanels == moved && report.insertedPanels == 25 - moved)
                    let content = try await Imprint.content(target)
                    try await world.withTarget(kind) { _, model in
                        let expected = try await Imprint.content(model)
                        for (part, lines) in expected { #expect(content[part] == lines, "\(part)") }
                    }
                }
            }
        }

        @Test("A panel that changed in the source is replaced, the others stay", arguments: DatabaseKind.tested)
        func changedPanel(kind: DatabaseKind) async throws {
            let world = try OriginalWorld.here()
            try await world.withOpenSource { url, source in
                try await world.withTarget(kind) { repository, target in
                    let (panel, entity, gene) = try await Self.somePanel(source)
                    let kept = try #require(try await repository.entity(of: panel, kind: .gene, name: gene)).id
                    let reviews = try await Texts.number(
                        source,
                        "SELECT count(*) FROM panels_genepanelentrysnapshot_evaluation WHERE genepanelentrysnapshot_id = $1",
                        [.int(entity)])
                    let other = try await Texts.rows(
                        source,
                        "SELECT gene_core_id FROM panels_genepanelentrysnapshot WHERE id <> \(entity) "
                            + "AND panel_id = (SELECT panel_id FROM panels_genepanelentrysnapshot WHERE id = \(entity)) LIMIT 1"
                    )
                    let gone = try #require(other.first?[0])
                    try await Texts.change(
                        source,
                        "UPDATE panels_genepanelentrysnapshot SET phenotypes = '{Changed}', moi = '' WHERE id = \(entity)",
                        """
                        UPDATE panels_level4title SET description = 'New words' WHERE id = (
                            SELECT level4title_id FROM panels_genepanelsnapshot WHERE panel_id = \(panel.rawValue))
                        """)
                    try await Self.delete(gene: gone, of: panel, in: source)

                    let report = try await OriginalWorld.move(url, into: repository)

                    #expect(report.replacedPanels == 1 && report.unchangedPanels == 24)
                    #expect(report.differences.isEmpty)
                    let row = try #require(try await repository.entity(of: panel, kind: .gene, name: gene))
                    #expect(row.id == kept, "an entity keeps its number")
                    #expect(try Entity(document: row.document.bytes).phenotypes == ["Changed"])
                    #expect(try await repository.panel(panel)?.header.description == "New words")
                    #expect(try await repository.entity(of: panel, kind: .gene, name: gone) == nil)
                    #expect(
                        try await Texts.number(
                            target, "SELECT count(*) FROM evaluation WHERE entity_id = $1", [.int(kept.rawValue)])
                            == reviews)
                    #expect(try await OriginalWorld.move(url, into: repository).unchangedPanels == 25)
                }
            }
        }

        @Test("A frozen document that somebody changed is noticed", arguments: DatabaseKind.tested)
        func changedDocument(kind: DatabaseKind) async throws {
            let world = try OriginalWorld.here()
            try await world.withOpenSource { url, source in
                try await world.withTarget(kind) { repository, _ in
                    let row = try #require(
                        try await Texts.rows(
                            source,
                            "SELECT CAST(id AS text), CAST(panel_id AS text) FROM panels_historicalsnapshot LIMIT 1"
                        ).first)
                    // As many bytes as before.
                    try await Texts.change(
                        source,
                        """
                        UPDATE panels_historicalsnapshot SET data = jsonb_set(data, '{name}',
                            to_jsonb(reverse(data->>'name'))) WHERE id = \(row[0] ?? "0")
                        """)

                    let report = try await OriginalWorld.move(url, into: repository)

                    #expect(report.replacedPanels == 1)
                }
            }
        }

        @Test("A document is kept aside only as long as nothing can reach it", arguments: DatabaseKind.tested)
        func documentBecomesReachable(kind: DatabaseKind) async throws {
            let world = try OriginalWorld.here()
            try await world.withOpenSource { url, source in
                try await world.withTarget(kind) { repository, _ in
                    let (panel, _, _) = try await Self.somePanel(source)
                    func line() async throws -> ImportReport.Line {
                        let report = try await OriginalWorld.move(url, into: repository)
                        return try #require(report.lines.first { $0.kind == .historicalDocuments })
                    }
                    // A document of the very version that is live.
                    try await Texts.change(
                        source,
                        """
                        INSERT INTO panels_historicalsnapshot (major_version, minor_version,
                            schema_version, data, panel_id, reason)
                        SELECT s.major_version, s.minor_version, '3.0', jsonb_set(h.data, '{version}',
                            to_jsonb(s.major_version || '.' || s.minor_version)), s.panel_id, 'twice'
                        FROM panels_genepanelsnapshot s JOIN panels_historicalsnapshot h ON h.panel_id = s.panel_id
                        WHERE s.panel_id = \(panel.rawValue) ORDER BY h.id DESC LIMIT 1
                        """)
                    let aside = try await line()
                    #expect(aside.attached == 204 && aside.unattached == 1)

                    // Now the panel moves on and the document is that of a past version.
                    try await Texts.change(
                        source,
                        """
                        UPDATE panels_genepanelsnapshot SET minor_version = minor_version + 1
                        WHERE panel_id = \(panel.rawValue)
                        """)
                    let reached = try await line()
                    #expect(reached.attached == 205 && reached.unattached == 0)
                }
            }
        }

        @Test("Records that the source cleaned away are no longer kept aside", arguments: DatabaseKind.tested)
        func cleanedLeftovers(kind: DatabaseKind) async throws {
            let world = try OriginalWorld.here()
            try await world.withOpenSource { url, source in
                try await world.withTarget(kind) { repository, _ in
                    #expect(try await repository.unattachedCounts()[.trackRecords] == 15)
                    try await Texts.change(
                        source,
                        """
                        DELETE FROM panels_trackrecord WHERE id NOT IN (
                            SELECT trackrecord_id FROM panels_genepanelentrysnapshot_track
                            UNION SELECT trackrecord_id FROM panels_str_track
                            UNION SELECT trackrecord_id FROM panels_region_track)
                        """)

                    let report = try await OriginalWorld.move(url, into: repository)

                    #expect(report.differences.isEmpty)
                    #expect(try await repository.unattachedCounts()[.trackRecords] == nil)
                }
            }
        }

        /// An ordinary panel with history, one of its reviewed genes and that gene's symbol.
        static func somePanel(_ source: any SQLDatabase) async throws -> (PanelID, Int, String) {
            let found = try await source.read { session in
                try session.first(
                    """
                    SELECT s.panel_id, e.id, e.gene_core_id FROM panels_genepanelentrysnapshot e
                    JOIN panels_genepanelsnapshot s ON s.id = e.panel_id
                    JOIN panels_genepanelentrysnapshot_evaluation x ON x.genepanelentrysnapshot_id = e.id
                    WHERE s.panel_id IN (SELECT panel_id FROM panels_historicalsnapshot)
                    ORDER BY s.panel_id, e.id LIMIT 1
                    """
                ) { (PanelID(try $0.int(0)), try $0.int(1), try $0.text(2)) }
            }
            return try #require(found)
        }

        /// As the original deletes an entity: its links go, what they named stays behind.
        private static func delete(gene: String, of panel: PanelID, in source: any SQLDatabase) async throws {
            let table = "panels_genepanelentrysnapshot"
            let chosen = """
                (SELECT e.id FROM \(table) e JOIN panels_genepanelsnapshot s ON s.id = e.panel_id
                WHERE s.panel_id = \(panel.rawValue) AND e.gene_core_id = '\(gene)')
                """
            try await source.write { session in
                for relation in ["tags", "evidence", "evaluation", "comments", "track"] {
                    try session.execute("DELETE FROM \(table)_\(relation) WHERE genepanelentrysnapshot_id IN \(chosen)")
                }
                try session.execute("DELETE FROM \(table) WHERE id IN \(chosen)")
            }
        }
    }
}
