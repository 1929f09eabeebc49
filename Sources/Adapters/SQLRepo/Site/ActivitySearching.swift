import Domain
import Ports
import SQLCore

extension SQLRepository: ActivitySearch {
    public func activities(matching query: ActivityQuery, offset: Int, limit: Int) async throws -> [Activity] {
        var search = ActivityConditions(query, dialect: database.dialect)
        let (limit, offset) = (search.place(.int(limit)), search.place(.int(offset)))
        return try await rows(
            """
            SELECT \(Self.selection) FROM activity a\(search.clause)
            ORDER BY a.created DESC, a.id DESC LIMIT \(limit) OFFSET \(offset)
            """, search.arguments
        ) { try ActivityColumns.activity($0) }
    }

    public func activities(
        matching query: ActivityQuery, behind cursor: ActivityCursor?, limit: Int
    ) async throws -> [Activity] {
        var search = ActivityConditions(query, dialect: database.dialect)
        if let cursor {
            let (created, id) = (search.place(.instant(cursor.created)), search.place(.int(cursor.id)))
            search.demand("(a.created, a.id) < (\(created), \(id))")
        }
        let limit = search.place(.int(limit))
        return try await rows(
            """
            SELECT \(Self.selection) FROM activity a\(search.clause)
            ORDER BY a.created DESC, a.id DESC LIMIT \(limit)
            """, search.arguments
        ) { try ActivityColumns.activity($0) }
    }

    public func activityCount(matching query: ActivityQuery) async throws -> Int {
        let search = ActivityConditions(query, dialect: database.dialect)
        return try await row("SELECT count(*) FROM activity a\(search.clause)", search.arguments) { try $0.int(0) } ?? 0
    }

    private static let selection = ActivityColumns.stored.map { "a.\($0)" }.joined(separator: ", ")
}

/// The conditions of a search on `activity a`, with their arguments.
private struct ActivityConditions {
    private(set) var arguments: [SQLValue] = []
    private var conditions: [String] = []
    private let dialect: SQLDialect

    init(_ query: ActivityQuery, dialect: SQLDialect) {
        self.dialect = dialect
        if let panel = query.panel { demand("a.panel_id = \(place(.id(panel)))") }
        visible(query)
        if let version = query.version {
            demand("\(dialect.member("panel_version", of: "a.frozen")) = \(place(.text(version)))")
        }
        if let entity = query.entity {
            let name = place(.text(entity))
            demand("(a.entity_name = \(name) OR \(dialect.contains("a.text", name)))")
        }
        if let from = query.from { demand("a.created >= \(place(.instant(from)))") }
        if let through = query.through { demand("a.created <= \(place(.instant(through)))") }
        if let role = query.role {
            // An account without a profile counts as external.
            demand(
                """
                a.author_id IS NOT NULL AND COALESCE((SELECT r.role FROM reviewer_profile r
                    WHERE r.person_id = a.author_id), 'EXTERNAL') = \(place(.text(role.rawValue)))
                """)
        }
        if query.isTraining {
            demand(
                """
                a.author_id IN (SELECT m.person_id FROM person_group_member m JOIN person_group g ON g.id = m.group_id
                    WHERE g.name = \(place(.text(ActivityQuery.trainingGroup))))
                """)
        }
        if !query.topics.isEmpty { topics(query.topics) }
        if query.isFlagged { flagged(query) }
    }

    var clause: String { conditions.isEmpty ? "" : "\nWHERE " + conditions.joined(separator: "\n    AND ") }

    /// Adds an argument; answers its placeholder.
    mutating func place(_ value: SQLValue) -> String {
        arguments.append(value)
        return "$\(arguments.count)"
    }

    mutating func demand(_ condition: String) { conditions.append(condition) }

    private mutating func visible(_ query: ActivityQuery) {
        if query.includesLinesWithoutPanel, query.statuses.count == PanelStatus.allCases.count { return }
        let statuses = place(.texts(query.statuses.map(\.rawValue).sorted()))
        let isVisible =
            "EXISTS (SELECT 1 FROM panel p WHERE p.id = a.panel_id AND p.status \(dialect.isAny(statuses)))"
        demand(query.includesLinesWithoutPanel ? "(a.panel_id IS NULL OR \(isVisible))" : isVisible)
    }

    private mutating func topics(_ topics: Set<ActivityTopic>) {
        let sorted = ActivityTopic.allCases.filter(topics.contains)
        let events = place(.texts(sorted.flatMap(\.events).map(\.rawValue)))
        let wordings = sorted.map { topic in
            let any = topic.wordings.map { dialect.contains("a.text", place(.text($0))) }.joined(separator: " OR ")
            let none = topic.exceptions.map { " AND NOT \(dialect.contains("a.text", place(.text($0))))" }.joined()
            return "((\(any))\(none))"
        }.joined(separator: " OR ")
        demand("(a.event \(dialect.isAny(events)) OR (a.event = \(place(.text(Activity.imported))) AND (\(wordings))))")
    }

    private mutating func flagged(_ query: ActivityQuery) {
        let statuses = place(.texts(query.statuses.map(\.rawValue).sorted()))
        demand(
            """
            a.entity_type = 'gene' AND a.entity_name IN (SELECT r.name FROM entity_revision r
                JOIN panel f ON f.id = r.panel_id AND f.status \(dialect.isAny(statuses))
                WHERE r.kind = 'gene' AND r.flagged = 1 AND r.seq_to = \(SchemaStep.live))
            """)
    }
}
