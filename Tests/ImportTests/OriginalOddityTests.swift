import DatabaseSupport
import Domain
import Foundation
import Ports
import SQLCore
import SQLRepo
import Testing
import UseCases

extension OriginalTests {
    /// Data that no form makes, but years of operation leave behind.
    @Suite("Odd data")
    struct Oddities {
        @Test(
            "J29: an account without a profile, doubles, empty and odd values all arrive",
            arguments: DatabaseKind.tested)
        func arrive(kind: DatabaseKind) async throws {
            let world = try OriginalWorld.here()
            try await world.withOpenSource { url, source in
                let (panel, entity, gene) = try await Repeated.somePanel(source)
                try await Self.makeOdd(source, panel: panel, entity: entity)
                try await OriginalWorld.withEmptyTarget(kind) { repository, target in
                    let report = try await OriginalWorld.move(url, into: repository)

                    #expect(report.differences.isEmpty && report.insertedPanels == 25)
                    // No profile: no role.
                    let person = try await repository.person(username: "external01")
                    #expect(person != nil && person?.profile == nil)
                    #expect(try await repository.person(username: "curator01")?.profile?.role == .curator)
                    #expect(try await repository.person(username: "reviewer01")?.profile?.role == .reviewer)
                    // The gene stands twice on its panel, and once without data.
                    let rows = try await repository.entities(of: panel, at: Revision(Int.max)).filter {
                        $0.name == gene
                    }
                    #expect(rows.count == 2)
                    let odd = try #require(
                        try rows.map { try Entity(document: $0.document.bytes) }.first { $0.geneData?.isNull != false })
                    #expect(odd.phenotypes == nil || odd.phenotypes == [])
                    #expect(odd.publications == ["1", "2"])
                    // A document with keys that nobody knows, numbers beyond any type, and separators of lines.
                    let version = try #require(try await Self.oddVersion(source, of: panel))
                    let given = try #require(try await repository.importedDocument(of: panel, version))
                    let equal = try await Texts.number(
                        source,
                        "SELECT count(*) FROM panels_historicalsnapshot WHERE data = CAST($1 AS jsonb) AND panel_id = $2",
                        [.utf8(given), .int(panel.rawValue)])
                    #expect(equal == 1)
                    let text = String(decoding: given, as: UTF8.self)
                    #expect(text.contains("12345678901234567890123.50") && text.contains("\\u2028"))
                    // A comment without an author, a feed line of no panel.
                    #expect(try await Texts.number(target, "SELECT count(*) FROM comment WHERE author_id IS NULL") > 0)
                    #expect(try await Texts.number(target, "SELECT count(*) FROM activity WHERE panel_id IS NULL") > 0)
                }
            }
        }

        private static func makeOdd(_ source: any SQLDatabase, panel: PanelID, entity: Int) async throws {
            let table = "panels_genepanelentrysnapshot"
            let columns = try await Texts.rows(
                source,
                """
                SELECT string_agg(quote_ident(column_name), ', ') FROM information_schema.columns
                WHERE table_name = '\(table)' AND column_name NOT IN ('id', 'gene', 'phenotypes', 'publications')
                """
            ).first?[0]
            let copied = try #require(columns)
            try await Texts.change(
                source,
                """
                UPDATE panels_evidence SET reviewer_id = NULL WHERE reviewer_id IN (
                    SELECT r.id FROM accounts_reviewer r JOIN accounts_user u ON u.id = r.user_id
                    WHERE u.username = 'external01')
                """,
                """
                DELETE FROM accounts_reviewer WHERE user_id = (
                    SELECT id FROM accounts_user WHERE username = 'external01')
                """,
                """
                INSERT INTO \(table) (gene, phenotypes, publications, \(copied))
                SELECT 'null', NULL, '{"1", NULL, "2"}', \(copied) FROM \(table) WHERE id = \(entity)
                """,
                """
                UPDATE panels_historicalsnapshot SET data = data || CAST('{"odd": {"deep": [1e400,
                    12345678901234567890123.50, "\u{2028}", null, {}]}, "": ""}' AS jsonb)
                WHERE id = (SELECT max(id) FROM panels_historicalsnapshot WHERE panel_id = \(panel.rawValue))
                """,
                "UPDATE panels_comment SET user_id = NULL WHERE id IN (SELECT comment_id FROM panels_evaluation_comments LIMIT 1)",
                "UPDATE panels_activity SET panel_id = NULL WHERE id IN (SELECT min(id) FROM panels_activity)",
                "UPDATE accounts_user SET date_joined = '0001-01-01 00:00:00+00' WHERE username = 'external01'",
                "UPDATE panels_level4title SET omim = '{}', hpo = '{NULL}' WHERE id = (SELECT min(id) FROM panels_level4title)"
            )
        }

        private static func oddVersion(_ source: any SQLDatabase, of panel: PanelID) async throws -> Version? {
            try await source.read { session in
                try session.first(
                    """
                    SELECT major_version, minor_version FROM panels_historicalsnapshot
                    WHERE panel_id = $1 ORDER BY id DESC LIMIT 1
                    """, [.int(panel.rawValue)]
                ) { Version(major: try $0.int(0), minor: try $0.int(1)) }
            }
        }

        @Test("A time without end is told with its panel and column; what came before stays whole")
        func infinite() async throws {
            let world = try OriginalWorld.here()
            try await world.withOpenSource { url, source in
                try await world.withTarget(.sqlite) { repository, target in
                    let (panel, entity, _) = try await Repeated.somePanel(source)
                    try await Texts.change(
                        source,
                        "UPDATE panels_genepanelentrysnapshot SET created = 'infinity' WHERE id = \(entity)")
                    let before = try await Imprint.content(target)
                    let error = await #expect(throws: OriginalFault.self) {
                        try await OriginalWorld.move(url, into: repository)
                    }
                    guard case .unreadable(let place, let reason) = try #require(error) else {
                        Issue.record("\(String(describing: error))")
                        return
                    }
                    #expect(place.hasPrefix("panel \(panel) "))
                    #expect(reason.contains("created") && reason.contains("finite"))
                    #expect(try await Imprint.content(target) == before)
                }
            }
        }

        @Test("A document that is no panel is told with panel and version")
        func brokenDocument() async throws {
            let world = try OriginalWorld.here()
            try await world.withOpenSource { url, source in
                try await world.withTarget(.sqlite) { repository, _ in
                    let (panel, _, _) = try await Repeated.somePanel(source)
                    try await Texts.change(
                        source,
                        """
                        UPDATE panels_historicalsnapshot SET data = '[]'
                        WHERE id = (SELECT max(id) FROM panels_historicalsnapshot WHERE panel_id = \(panel.rawValue))
                        """)
                    let version = try await Self.oddVersion(source, of: panel)
                    let error = await #expect(throws: OriginalFault.self) {
                        try await OriginalWorld.move(url, into: repository)
                    }
                    guard case .document(panel, let told, _) = try #require(error) else {
                        Issue.record("\(String(describing: error))")
                        return
                    }
                    #expect(told == version)
                }
            }
        }
    }
}
