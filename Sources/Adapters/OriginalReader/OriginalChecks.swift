import Domain
import Ports
import SQLCore

/// Looks for content that the program's own database refuses by its constraints, all of it before anything is moved.
enum OriginalChecks {
    /// Lines beyond this many are only counted.
    private static let most = 50

    static func run(_ session: any SQLSession, _ schema: OriginalSchema) throws {
        var problems: [String] = []
        problems += try session.rows(severalSnapshots) {
            "panel \(try $0.int(0)) has \(try $0.int(1)) live versions; run populate_historical_snapshots of the original first"
        }
        problems += try session.rows(unknownStatus) {
            "panel \(try $0.int(0)) has the unknown status \(try $0.text(1))"
        }
        problems += try session.rows(circles) {
            "panel \(try $0.int(0)) is a child of itself, directly or through others"
        }
        if schema.hasColumn("panels_historicalsnapshot", "signed_off_date") {
            problems += try session.rows(severalSignOffs) {
                "panel \(try $0.int(0)) has \(try $0.int(1)) signed-off versions: \(try $0.text(2))"
            }
        }
        for (relation, column, what) in [
            ("evaluation", "evaluation_id", "review"), ("evidence", "evidence_id", "evidence"),
            ("track", "trackrecord_id", "track record"), ("comments", "comment_id", "comment"),
        ] {
            problems += try session.rows(shared(relation, column)) {
                "\(what) \(try $0.int(0)) belongs to \(try $0.int(1)) entities: \(try $0.text(2))"
            }
        }
        problems += try session.rows(sharedComments) {
            "comment \(try $0.int(0)) belongs to \(try $0.int(1)) reviews or entities"
        }
        problems += try session.rows(repeatedReviews) {
            "account \(try $0.int(3)) reviewed \(try $0.text(1)) \(try $0.text(2)) of panel \(try $0.int(0)) more than once: "
                + "reviews \(try $0.text(4))"
        }
        guard !problems.isEmpty else { return }
        let rest = problems.count - most
        throw OriginalFault.unfit(problems.prefix(most) + (rest > 0 ? ["and \(rest) more"] : []))
    }

    /// Releases before 2019 kept every version as a live one; their own command freezes the older ones.
    private static let severalSnapshots = """
        SELECT panel_id, count(*) FROM panels_genepanelsnapshot GROUP BY panel_id HAVING count(*) > 1 ORDER BY panel_id
        """

    private static let unknownStatus: String = {
        let known = PanelStatus.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
        return "SELECT id, status FROM panels_genepanel WHERE status NOT IN (\(known)) ORDER BY id"
    }()

    private static let circles = """
        WITH RECURSIVE \(OriginalKind.children), reach AS (
            SELECT parent, child FROM children
            UNION SELECT reach.parent, children.child FROM reach JOIN children ON children.parent = reach.child)
        SELECT parent FROM reach WHERE parent = child ORDER BY parent
        """

    /// domain.md 2.3: a date is on at most one version of a panel.
    private static let severalSignOffs = """
        SELECT h.panel_id, count(*), string_agg(h.major_version || '.' || h.minor_version, ', ' ORDER BY h.id)
        FROM panels_historicalsnapshot h WHERE h.signed_off_date IS NOT NULL AND \(OriginalLeftovers.served("h"))
        GROUP BY h.panel_id HAVING count(*) > 1 ORDER BY h.panel_id
        """

    private static func shared(_ relation: String, _ column: String) -> String {
        """
        SELECT record, count(*), string_agg(kind || ' entry ' || entity, ', ' ORDER BY kind, entity)
        FROM (\(OriginalKind.links(relation, column))) AS links GROUP BY record HAVING count(*) > 1 ORDER BY record
        """
    }

    private static let sharedComments = """
        SELECT record, count(*) FROM (
            SELECT comment_id AS record FROM panels_evaluation_comments
            UNION ALL SELECT record FROM (\(OriginalKind.links("comments", "comment_id"))) AS links) AS uses
        GROUP BY record HAVING count(*) > 1 ORDER BY record
        """

    /// domain.md 2.6: at most one review per person and entity, a rule that only the original's code keeps.
    private static let repeatedReviews: String = {
        let names = [
            "SELECT 'gene' AS kind, id AS entity, gene_core_id AS name, panel_id FROM panels_genepanelentrysnapshot",
            "SELECT 'str', id, name, panel_id FROM panels_str",
            "SELECT 'region', id, name, panel_id FROM panels_region",
        ]
        return """
            SELECT s.panel_id, names.kind, names.name, v.user_id, string_agg(CAST(v.id AS text), ', ' ORDER BY v.id)
            FROM (\(OriginalKind.links("evaluation", "evaluation_id"))) AS links
            JOIN panels_evaluation v ON v.id = links.record
            JOIN (\(names.joined(separator: " UNION ALL "))) AS names
                ON names.kind = links.kind AND names.entity = links.entity
            JOIN panels_genepanelsnapshot s ON s.id = names.panel_id
            GROUP BY s.panel_id, names.kind, names.name, names.entity, v.user_id HAVING count(*) > 1
            ORDER BY s.panel_id, names.kind, names.name
            """
    }()
}
