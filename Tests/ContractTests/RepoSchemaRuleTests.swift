import DatabaseSupport
import Domain
import Ports
import SQLCore
import SQLRepo
import Testing

/// Must 6: the rules stand in the database itself, so that no mistake of the program and no other program gets by them.
@Suite("Repo: rules kept by the database")
struct RepoSchemaRuleTests {
    enum Rule: Equatable {
        case unique, reference, check, missing

        init?(_ error: SQLError) {
            switch error {
            case .uniqueViolation: self = .unique
            case .foreignKeyViolation: self = .reference
            case .checkViolation: self = .check
            case .notNullViolation: self = .missing
            default: return nil
            }
        }
    }

    private static let gene = "(SELECT id FROM entity WHERE panel_id = 1 AND name = 'G00001')"
    private static let live = String(Int.max)
    private static let review = """
        INSERT INTO evaluation (entity_id, panel_id, kind, author_id, rating, current_diagnostic, created, modified)
        """
    private static let state = """
        INSERT INTO entity_revision (entity_id, panel_id, kind, seq_from, seq_to, name, sort_key, flagged, ready, \
        panel_offset, document)
        """
    private static let version = """
        INSERT INTO panel_version (panel_id, major, minor, revision, frozen_at, schema_version, is_imported, signed_off_on)
        """
    private static let entity = "INSERT INTO entity (panel_id, kind, name, is_live, created, modified)"
    private static let comment =
        "INSERT INTO comment (evaluation_id, entity_id, author_id, text, flagged, created, modified)"

    /// What must not be possible, by name.
    private static let offences: [(name: String, rule: Rule, sql: String)] = [
        ("two live genes of one name", .unique, "\(entity) VALUES (1, 'gene', 'G00001', 1, 0, 0)"),
        ("an entity of no panel", .reference, "\(entity) VALUES (99, 'gene', 'X', 1, 0, 0)"),
        ("an entity of no kind", .check, "\(entity) VALUES (1, 'thing', 'X', 1, 0, 0)"),
        ("an entity without a name", .missing, "\(entity) VALUES (1, 'gene', NULL, 1, 0, 0)"),
        ("a gene that is not known", .reference, "UPDATE entity SET gene_symbol = 'NONE' WHERE id = \(gene)"),
        (
            "two live states of one entity", .unique,
            "\(state) VALUES (\(gene), 1, 'gene', 9, \(live), 'X', 'x', 0, 0, 0, '{}')"
        ),
        (
            "two states that begin at one revision", .unique,
            "\(state) VALUES (\(gene), 1, 'gene', 1, 2, 'X', 'x', 0, 0, 0, '{}')"
        ),
        ("a state that ends before it begins", .check, "UPDATE entity_revision SET seq_to = seq_from"),
        (
            "a state on another panel than its entity", .reference,
            "\(state) VALUES (\(gene), 2, 'gene', 8, 9, 'X', 'x', 0, 0, 0, '{}')"
        ),
        ("two live headers", .unique, "UPDATE panel_header SET seq_to = \(live) WHERE panel_id = 1"),
        ("two reviews by one person", .unique, "\(review) VALUES (\(gene), 1, 'gene', 4, 'RED', 0, 0, 0)"),
        ("a review by nobody", .missing, "\(review) VALUES (\(gene), 1, 'gene', NULL, 'RED', 0, 0, 0)"),
        ("a review by a stranger", .reference, "\(review) VALUES (\(gene), 1, 'gene', 99, 'RED', 0, 0, 0)"),
        ("a review counted for another panel", .reference, "\(review) VALUES (\(gene), 2, 'gene', 5, 'RED', 0, 0, 0)"),
        ("a review counted for another kind", .reference, "\(review) VALUES (\(gene), 1, 'str', 5, 'RED', 0, 0, 0)"),
        ("a comment on nothing", .check, "\(comment) VALUES (NULL, NULL, 4, '', 0, 0, 0)"),
        (
            "a comment on a review and an entity", .check,
            "\(comment) VALUES ((SELECT max(id) FROM evaluation), \(gene), 4, '', 0, 0, 0)"
        ),
        ("a comment on a review that is not there", .reference, "\(comment) VALUES (9999, NULL, 4, '', 0, 0, 0)"),
        ("a review that goes before its comments", .reference, "DELETE FROM evaluation"),
        ("a panel that goes before its entities", .reference, "DELETE FROM panel WHERE id = 1"),
        ("a reviewer who goes before the reviews", .reference, "DELETE FROM person WHERE id = 4"),
        ("a version twice", .unique, "\(version) VALUES (1, 0, 1, 1, 0, '', 0, NULL)"),
        (
            "two versions signed off", .unique,
            "\(version) VALUES (1, 7, 7, 1, 0, '', 0, '2026-01-01'), (1, 7, 8, 1, 0, '', 0, '2026-01-01')"
        ),
        ("a version before 0.0", .check, "\(version) VALUES (1, 0, -1, 1, 0, '', 0, NULL)"),
        ("a version of no panel", .reference, "\(version) VALUES (99, 7, 7, 1, 0, '', 0, NULL)"),
        (
            "a document of no version", .reference,
            "INSERT INTO version_document (panel_id, major, minor, gzip, size) SELECT 1, 7, 7, gzip, size FROM version_document LIMIT 1"
        ),
        ("a revision twice in the feed", .unique, "INSERT INTO panel_change (panel_id, revision, at) VALUES (1, 1, 0)"),
        (
            "a panel that is its own child", .check,
            "INSERT INTO panel_child (panel_id, position, child_id) VALUES (3, 7, 3)"
        ),
        ("a child twice", .unique, "INSERT INTO panel_child (panel_id, position, child_id) VALUES (3, 7, 1)"),
        (
            "a child that is no panel", .reference,
            "INSERT INTO panel_child (panel_id, position, child_id) VALUES (3, 7, 99)"
        ),
        ("a status that does not exist", .check, "UPDATE panel SET status = 'hidden' WHERE id = 1"),
        ("half a sign-off", .check, "UPDATE panel SET signed_off_on = '2026-01-01' WHERE id = 1"),
        ("an old code twice", .unique, "UPDATE panel SET old_code = 'code' WHERE id < 3"),
        ("a login twice", .unique, "UPDATE person SET username = 'user1' WHERE id = 2"),
        ("a role that does not exist", .check, "UPDATE reviewer_profile SET role = 'KING'"),
        (
            "a token of two people", .unique,
            "INSERT INTO api_token (person_id, hash, created) VALUES (1, 'h', 0), (2, 'h', 0)"
        ),
        ("a tag twice", .unique, "INSERT INTO tag (name) VALUES ('t')"),
        ("a tag of no entity", .reference, "INSERT INTO entity_tag (entity_id, tag_id) SELECT 9999, id FROM tag"),
        (
            "a source of no entity", .reference,
            "INSERT INTO evidence (entity_id, name, rating, comment, created, modified) VALUES (9999, '', 5, '', 0, 0)"
        ),
        (
            "an activity on no panel", .reference,
            "INSERT INTO activity (panel_id, text, frozen, event, created, modified) VALUES (99, '', '{}', '', 0, 0)"
        ),
        (
            "two assignments of one gene in a report", .unique,
            """
            INSERT INTO literature_assignment (report_id, gene_symbol, status, skipped_reason, created, updated)
            VALUES ('r', 'KNOWN', '', '', 0, 0), ('r', 'KNOWN', '', '', 0, 0)
            """
        ),
    ]

    @Test("What the rules forbid is refused by the database, and changes nothing", arguments: DatabaseKind.tested)
    func offences(kind: DatabaseKind) async throws {
        try await RepoFixture.with(kind) { repo, database in
            _ = try await repo.upsert([RepoFixture.baseGene("KNOWN")])
            for id in [1, 2] {
                var archive = RepoFixture.archive(id, genes: 3)
                archive.entities[1].evaluations = [
                    RepoFixture.evaluation(0, by: 4, comments: [RepoFixture.comment(0, by: 4, "text")])
                ]
                archive.entities[1].tags = ["t"]
                archive.versions = [
                    PanelArchive.FrozenPanel(
                        version: FrozenVersion(
                            version: Version(major: 0, minor: 0), revision: Revision(1), frozenAt: RepoFixture.start,
                            reason: nil, schemaVersion: "x", signedOff: nil, isImported: true),
                        document: PackedDocument(gzip: [1], size: 1))
                ]
                _ = try await repo.load(archive, digest: "a")
            }
            _ = try await repo.load(RepoFixture.superArchive(3, children: [1, 2]), digest: "a")
            try await RepoFixture.bump(repo, 1)
            let before = try await RepoDump.take(database)

            for (name, rule, sql) in Self.offences {
                do {
                    try await database.write { _ = try $0.execute(sql) }
                    Issue.record("\(name) is possible")
                } catch let error as SQLError {
                    #expect(Rule(error) == rule, "\(name): \(error)")
                }
            }

            #expect(try await RepoDump.take(database) == before)
        }
    }
}
