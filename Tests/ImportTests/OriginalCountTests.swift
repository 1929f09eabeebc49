import DatabaseSupport
import Foundation
import Ports
import SQLCore
import Testing
import UseCases

extension OriginalTests {
    /// Nothing is lost on the way: decision 18.
    @Suite("Counts, numbers and accounts")
    struct Counts {
        @Test("decision 18: every table arrives with as many rows as the source has", arguments: DatabaseKind.tested)
        func tableByTable(kind: DatabaseKind) async throws {
            let world = try OriginalWorld.here()
            let report = try #require(world.reports[kind])
            let lines = Dictionary(report.lines.map { ($0.kind, $0) }, uniquingKeysWith: { first, _ in first })
            try await world.withOpenSource { _, source in
                try await world.withTarget(kind) { _, target in
                    for (what, there, here) in Self.tables {
                        let rows = try await Texts.number(source, "SELECT \(there)")
                        let line = try #require(lines[what])
                        #expect(line.source == rows, "\(what) as reported")
                        #expect(line.attached + line.unattached == rows, "\(what) as counted here")
                        let stored = try await Texts.number(target, "SELECT count(*) FROM \(here)")
                        let aside = try await Texts.number(
                            target, "SELECT count(*) FROM unattached_record WHERE kind = $1", [.text(what.rawValue)])
                        #expect(stored + aside == rows, "\(what) in the tables")
                    }
                }
            }
            #expect(lines.count == ArchiveCount.allCases.count)
            #expect(report.differences.isEmpty)
            #expect(report.insertedPanels == 25)
        }

        @Test("decision 18: panels, accounts, reviews and comments keep their numbers", arguments: DatabaseKind.tested)
        func numbersKept(kind: DatabaseKind) async throws {
            let world = try OriginalWorld.here()
            try await world.withOpenSource { _, source in
                try await world.withTarget(kind) { repository, target in
                    for (there, here) in [
                        ("panels_genepanel", "panel"), ("accounts_user", "person"), ("panels_tag", "tag"),
                        ("panels_activity", "activity"), ("panels_paneltype", "panel_type"),
                    ] {
                        let numbers = try await Texts.numbers(source, "SELECT id FROM \(there) ORDER BY id")
                        #expect(try await Texts.numbers(target, "SELECT id FROM \(here) ORDER BY id") == numbers)
                        #expect(!numbers.isEmpty)
                    }
                    for (there, here, kinds) in [
                        ("panels_evaluation", "evaluation", "'evaluations'"),
                        ("panels_comment", "comment", "'evaluationComments', 'entityComments'"),
                        ("panels_evidence", "evidence", "'evidence'"),
                        ("panels_trackrecord", "track_record", "'trackRecords'"),
                    ] {
                        let numbers = try await Texts.numbers(source, "SELECT id FROM \(there) ORDER BY id")
                        let kept = try await Texts.numbers(
                            target,
                            """
                            SELECT id FROM \(here) UNION ALL SELECT id FROM unattached_record WHERE kind IN (\(kinds))
                            ORDER BY id
                            """)
                        #expect(kept == numbers, "\(there)")
                    }
                    let highest = try await Texts.number(source, "SELECT max(id) FROM panels_genepanel")
                    let made = try await repository.create(
                        .init(name: "New", versionCreated: .init(seconds: 0)), oldCode: nil, at: .init(seconds: 0),
                        by: nil)
                    #expect(made.id.rawValue > highest, "numbers given out later are higher")
                }
            }
        }

        @Test("Old codes and names find the same panels", arguments: DatabaseKind.tested)
        func oldCodes(kind: DatabaseKind) async throws {
            let world = try OriginalWorld.here()
            let columns = "CAST(p.id AS text), p.old_%, p.status"
            try await world.withOpenSource { _, source in
                try await world.withTarget(kind) { _, target in
                    let there = try await Texts.rows(
                        source,
                        """
                        SELECT \(columns.replacing("%", with: "pk")), t.name FROM panels_genepanel p
                        JOIN panels_genepanelsnapshot s ON s.panel_id = p.id
                        JOIN panels_level4title t ON t.id = s.level4title_id ORDER BY p.id
                        """)
                    let here = try await Texts.rows(
                        target,
                        """
                        SELECT \(columns.replacing("%", with: "code")), h.name FROM panel p
                        JOIN panel_header h ON h.panel_id = p.id AND h.seq_to = \(Int.max) ORDER BY p.id
                        """)
                    #expect(there == here)
                }
            }
        }

        /// What is counted, how the source tells it, and what holds it here.
        private static let tables: [(ArchiveCount, String, String)] = [
            (.people, "(SELECT count(*) FROM accounts_user)", "person"),
            (.profiles, "(SELECT count(*) FROM accounts_reviewer)", "reviewer_profile"),
            (.tokens, "(SELECT count(*) FROM authtoken_token)", "api_token"),
            (.groups, "(SELECT count(*) FROM auth_group)", "person_group"),
            (.memberships, "(SELECT count(*) FROM accounts_user_groups)", "person_group_member"),
            (.genes, "(SELECT count(*) FROM panels_gene)", "gene"),
            (.tags, "(SELECT count(*) FROM panels_tag)", "tag"),
            (.types, "(SELECT count(*) FROM panels_paneltype)", "panel_type"),
            (.panels, "(SELECT count(*) FROM panels_genepanel)", "panel"),
            (.panelTypeLinks, "(SELECT count(*) FROM panels_genepanel_types)", "panel_type_link"),
            (.superPanelLinks, "(SELECT count(*) FROM panels_genepanelsnapshot_child_panels)", "panel_child"),
            (.historicalDocuments, "(SELECT count(*) FROM panels_historicalsnapshot)", "version_document"),
            (
                .genesOnPanels, "(SELECT count(*) FROM panels_genepanelentrysnapshot)",
                "entity WHERE is_live = 1 AND kind = 'gene'"
            ),
            (.strs, "(SELECT count(*) FROM panels_str)", "entity WHERE is_live = 1 AND kind = 'str'"),
            (.regions, "(SELECT count(*) FROM panels_region)", "entity WHERE is_live = 1 AND kind = 'region'"),
            (
                .entityTags,
                """
                (SELECT count(*) FROM panels_genepanelentrysnapshot_tags) + (SELECT count(*) FROM panels_str_tags)
                + (SELECT count(*) FROM panels_region_tags)
                """, "entity_tag"
            ),
            (.evidence, "(SELECT count(*) FROM panels_evidence)", "evidence"),
            (.evaluations, "(SELECT count(*) FROM panels_evaluation)", "evaluation"),
            (
                .evaluationComments, "(SELECT count(*) FROM panels_evaluation_comments)",
                "comment WHERE evaluation_id IS NOT NULL"
            ),
            (
                .entityComments,
                "(SELECT count(*) FROM panels_comment) - (SELECT count(*) FROM panels_evaluation_comments)",
                "comment WHERE entity_id IS NOT NULL"
            ),
            (.trackRecords, "(SELECT count(*) FROM panels_trackrecord)", "track_record"),
            (.activities, "(SELECT count(*) FROM panels_activity)", "activity"),
            (.homeTexts, "(SELECT count(*) FROM panelapp_hometext)", "home_text"),
            (.files, "(SELECT count(*) FROM panelapp_file)", "file_record WHERE purpose = 'file'"),
            (.images, "(SELECT count(*) FROM panelapp_image)", "file_record WHERE purpose = 'image'"),
            (
                .uploads,
                """
                (SELECT count(*) FROM panels_uploadedgenelist) + (SELECT count(*) FROM panels_uploadedpanellist)
                + (SELECT count(*) FROM panels_uploadedreviewslist)
                """, "file_record WHERE purpose NOT IN ('file', 'image')"
            ),
            (.assignments, "(SELECT count(*) FROM panels_literatureassignment)", "literature_assignment"),
        ]
    }
}
