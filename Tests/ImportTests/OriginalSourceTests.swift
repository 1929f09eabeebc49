import DatabaseSupport
import Domain
import Foundation
import OriginalReader
import Ports
import PostgresDriver
import SQLCore
import SQLRepo
import Testing
import UseCases

@testable import panelapp

extension OriginalTests {
    /// The source is only read, and a wrong one is told before anything is moved.
    @Suite("The source")
    struct Sources {
        /// Opens a source as a move does, and answers what is wrong with it.
        private static func fault(_ url: String) async throws -> OriginalFault? {
            let database = PostgresDatabase(try ImportOriginalCommand.configuration(url))
            return try await TestDatabases.closing(database) {
                do {
                    try await OriginalReader(database, packing: .gzip).read { _ in }
                    return nil
                } catch let fault as OriginalFault { return fault }
            }
        }

        private static func fault(after statements: String...) async throws -> OriginalFault? {
            try await OriginalWorld.here().withOpenSource { url, source in
                try await source.write { session in for statement in statements { try session.execute(statement) } }
                return try await fault(url)
            }
        }

        @Test("decision 18: nothing is written to the source; its session refuses writes")
        func untouched() async throws {
            let world = try OriginalWorld.here()
            try await world.withOpenSource { url, source in
                let before = try await Imprint.of(source)
                try await world.withTarget(.sqlite) { repository, _ in
                    try await Texts.change(source, "UPDATE panels_genepanel SET modified = now() WHERE id = 1")
                    let changed = try await Imprint.of(source)
                    #expect(changed != before, "a write shows")

                    try await OriginalWorld.move(url, into: repository)

                    #expect(try await Imprint.of(source) == changed)
                }
                let reader = PostgresDatabase(try ImportOriginalCommand.configuration(url))
                try await TestDatabases.closing(reader) {
                    let setting = try await Texts.rows(reader, "SHOW default_transaction_read_only")
                    #expect(setting == [["on"]])
                    _ = await #expect(throws: SQLError.readOnly) {
                        try await reader.write { try $0.execute("DELETE FROM panels_tag") }
                    }
                    _ = await #expect(throws: SQLError.readOnly) {
                        try await reader.read { try $0.execute("DELETE FROM panels_tag") }
                    }
                }
            }
        }

        @Test("A user who may only read is enough; one who may not read a table is told which")
        func leastRights() async throws {
            let world = try OriginalWorld.here()
            try await world.withOpenSource { url, source in
                let role = "reader_\(UUID().uuidString.lowercased().prefix(8))"
                try await source.runAlone("CREATE ROLE \(role) LOGIN")
                var components = try #require(URLComponents(string: url))
                components.user = role
                let limited = try #require(components.string)
                try await Texts.change(source, "REVOKE ALL ON SCHEMA public FROM PUBLIC")
                #expect(try await Self.fault(limited) == .notPanelApp)
                try await Texts.change(
                    source, "GRANT USAGE ON SCHEMA public TO \(role)",
                    "GRANT SELECT ON ALL TABLES IN SCHEMA public TO \(role)")
                #expect(try await Self.fault(limited) == nil)
                try await Texts.change(
                    source, "REVOKE SELECT ON accounts_user, authtoken_token FROM \(role)",
                    "GRANT SELECT (id, username) ON accounts_user TO \(role)")
                let fault = try #require(try await Self.fault(limited))
                guard case .forbidden(let names) = fault else {
                    Issue.record("\(fault)")
                    return
                }
                #expect(names.contains("authtoken_token") && names.contains("accounts_user.password"))
                #expect(!names.contains("accounts_user.username"))
                #expect(Explanation.of(fault).contains("GRANT SELECT"))
                try await Texts.change(source, "DROP OWNED BY \(role)", "DROP ROLE \(role)")
            }
        }

        @Test("Another database is no PanelApp")
        func anotherDatabase() async throws {
            try await TestDatabases.withPostgresURL { url in
                let fault = try await Self.fault(url)
                #expect(fault == .notPanelApp)
                #expect(Explanation.of(OriginalFault.notPanelApp).contains("not the database of an original"))
            }
        }

        @Test("Half-present tables are named one by one")
        func halfPresent() async throws {
            let fault = try await Self.fault(
                after: "DROP TABLE panels_str_track", "ALTER TABLE accounts_user DROP COLUMN password",
                "ALTER TABLE panels_comment DROP COLUMN version")
            #expect(fault == .incomplete(missing: ["accounts_user.password", "panels_str_track"]))
        }

        @Test("A database before its own migration of versions is refused with the way out")
        func severalLive() async throws {
            let fault = try await Self.fault(
                after: """
                    INSERT INTO panels_genepanelsnapshot (created, modified, major_version, minor_version, panel_id,
                        level4title_id, stats, version_comment, old_panels)
                    SELECT created, modified, 99, 0, panel_id, level4title_id, stats, version_comment, old_panels
                    FROM panels_genepanelsnapshot WHERE panel_id = 1
                    """)
            guard case .unfit(let problems) = try #require(fault) else {
                Issue.record("\(String(describing: fault))")
                return
            }
            #expect(problems.count == 1 && problems[0].contains("panel 1 has 2 live versions"))
            #expect(problems[0].contains("populate_historical_snapshots"))
        }

        @Test("What this database refuses is told before anything moves: states, sign-offs, circles, double reviews")
        func unfit() async throws {
            let fault = try await Self.fault(
                after: "UPDATE panels_genepanel SET status = 'lost' WHERE id = 1",
                """
                UPDATE panels_historicalsnapshot SET signed_off_date = '2020-01-01' WHERE panel_id = (
                    SELECT panel_id FROM panels_historicalsnapshot GROUP BY panel_id HAVING count(*) > 2
                    ORDER BY panel_id LIMIT 1)
                """,
                """
                INSERT INTO panels_genepanelsnapshot_child_panels (from_genepanelsnapshot_id, to_genepanelsnapshot_id)
                SELECT to_genepanelsnapshot_id, from_genepanelsnapshot_id FROM panels_genepanelsnapshot_child_panels
                ORDER BY id LIMIT 1
                """,
                """
                UPDATE panels_evaluation SET user_id = (SELECT min(id) FROM accounts_user) WHERE id IN (
                    SELECT evaluation_id FROM panels_genepanelentrysnapshot_evaluation
                    WHERE genepanelentrysnapshot_id = (
                        SELECT genepanelentrysnapshot_id FROM panels_genepanelentrysnapshot_evaluation
                        GROUP BY genepanelentrysnapshot_id HAVING count(*) > 1 ORDER BY 1 LIMIT 1))
                """)
            guard case .unfit(let problems) = try #require(fault) else {
                Issue.record("\(String(describing: fault))")
                return
            }
            #expect(problems.contains("panel 1 has the unknown status lost"))
            #expect(problems.contains { $0.contains("signed-off versions") })
            #expect(problems.count { $0.contains("is a child of itself") } == 2)
            #expect(problems.contains { $0.contains("more than once: reviews") })
        }

        @Test("A super panel of super panels comes after them")
        func nested() async throws {
            let world = try OriginalWorld.here()
            try await world.withOpenSource { url, source in
                try await world.withTarget(.sqlite) { repository, _ in
                    let supers = try await Texts.numbers(
                        source,
                        """
                        SELECT DISTINCT s.panel_id FROM panels_genepanelsnapshot_child_panels x
                        JOIN panels_genepanelsnapshot s ON s.id = x.from_genepanelsnapshot_id ORDER BY 1
                        """)
                    try #require(supers.count >= 2)
                    // The one with the lower number holds the one with the higher.
                    try await Texts.change(
                        source,
                        """
                        INSERT INTO panels_genepanelsnapshot_child_panels (from_genepanelsnapshot_id, to_genepanelsnapshot_id)
                        SELECT a.id, b.id FROM panels_genepanelsnapshot a, panels_genepanelsnapshot b
                        WHERE a.panel_id = \(supers[0]) AND b.panel_id = \(supers[1])
                        """)
                    let report = try await OriginalWorld.move(url, into: repository)
                    #expect(report.differences.isEmpty)
                    let children = try await repository.panel(PanelID(supers[0]))?.header.children
                    #expect(children?.contains(PanelID(supers[1])) == true)
                }
            }
        }

        @Test("An unreachable host, a missing database and a closed connection are told without the password")
        func unreachable() async throws {
            let missing = try await OriginalWorld.here().withSource { url in
                var components = try #require(URLComponents(string: url))
                components.path = "/nowhere"
                components.password = "hunter2hunter2"
                return try #require(components.string)
            }
            for url in ["postgresql://reader:hunter2hunter2@127.0.0.1:1/panelapp", missing] {
                let fault = try #require(try await Self.fault(url))
                guard case .unreachable = fault else {
                    Issue.record("\(fault)")
                    continue
                }
                let text = Explanation.of(fault)
                #expect(text.contains("original's database cannot be reached"))
                #expect(!text.contains("hunter2"))
            }
        }
    }
}
