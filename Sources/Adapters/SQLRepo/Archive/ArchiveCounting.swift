import Domain
import Ports
import SQLCore

/// Rows per kind of thing, for the report after an import.
extension SQLRepository {
    public func counts(of panels: [PanelID]?) async throws -> [ArchiveCount: Int] {
        try await read { session in
            let only = panels.map { (list: SQLValue.integers($0.map(\.rawValue)), test: session.dialect.isAny("$1")) }
            var result: [ArchiveCount: Int] = [:]
            for kind in ArchiveCount.allCases {
                let source = Self.source(kind)
                guard let column = source.panel, let only else {
                    result[kind] = try session.integer("SELECT count(*) FROM \(source.rows)")
                    continue
                }
                let link = source.rows.contains(" WHERE ") ? "AND" : "WHERE"
                result[kind] = try session.integer(
                    "SELECT count(*) FROM \(source.rows) \(link) \(column) \(only.test)", [only.list])
            }
            return result
        }
    }

    public func unattachedCounts() async throws -> [ArchiveCount: Int] {
        let found = try await rows("SELECT kind, count(*) FROM unattached_record GROUP BY kind") {
            (try $0.text(0), try $0.int(1))
        }
        return Dictionary(
            found.compactMap { name, count in ArchiveCount(rawValue: name).map { ($0, count) } }, uniquingKeysWith: +)
    }

    /// What follows `SELECT count(*) FROM`, and the column that says which panel a row belongs to.
    private static func source(_ kind: ArchiveCount) -> (rows: String, panel: String?) {
        switch kind {
        case .people: ("person", nil)
        case .profiles: ("reviewer_profile", nil)
        case .tokens: ("api_token", nil)
        case .groups: ("person_group", nil)
        case .memberships: ("person_group_member", nil)
        case .genes: ("gene", nil)
        case .tags: ("tag", nil)
        case .types: ("panel_type", nil)
        case .panels: ("panel", "id")
        case .panelTypeLinks: ("panel_type_link", "panel_id")
        case .superPanelLinks: ("panel_child", "panel_id")
        case .historicalDocuments: ("version_document", "panel_id")
        case .genesOnPanels: ("entity WHERE is_live = 1 AND kind = 'gene'", "panel_id")
        case .strs: ("entity WHERE is_live = 1 AND kind = 'str'", "panel_id")
        case .regions: ("entity WHERE is_live = 1 AND kind = 'region'", "panel_id")
        case .entityTags: ("entity_tag x JOIN entity e ON e.id = x.entity_id", "e.panel_id")
        case .evidence: ("evidence x JOIN entity e ON e.id = x.entity_id", "e.panel_id")
        case .evaluations: ("evaluation", "panel_id")
        case .evaluationComments: ("comment x JOIN evaluation v ON v.id = x.evaluation_id", "v.panel_id")
        case .entityComments: ("comment x JOIN entity e ON e.id = x.entity_id", "e.panel_id")
        case .trackRecords: ("track_record x JOIN entity e ON e.id = x.entity_id", "e.panel_id")
        // Lines of the feed outlive their panel and count as a whole.
        case .activities: ("activity", nil)
        case .homeTexts: ("home_text", nil)
        case .files: ("file_record WHERE purpose = 'file'", nil)
        case .images: ("file_record WHERE purpose = 'image'", nil)
        case .uploads: ("file_record WHERE purpose NOT IN ('file', 'image')", nil)
        case .assignments: ("literature_assignment", nil)
        }
    }
}
