import Ports
import SQLCore

/// Rows per table of an original, under the names of the report.
enum OriginalCounts {
    static func read(_ session: any SQLSession, _ schema: OriginalSchema) throws -> [ArchiveCount: Int] {
        var counts: [ArchiveCount: Int] = [:]
        for kind in ArchiveCount.allCases {
            counts[kind] = try tables(kind).reduce(0) { sum, table in
                // A table of later releases; what is not there holds nothing.
                guard schema.has(table) else { return sum }
                return sum + (try session.integer("SELECT count(*) FROM \(table)"))
            }
        }
        // A comment of no review is counted as one of an entity, attached or not.
        let ofReviews = counts[.evaluationComments] ?? 0
        counts[.entityComments] = try session.integer("SELECT count(*) FROM panels_comment") - ofReviews
        return counts
    }

    private static func tables(_ kind: ArchiveCount) -> [String] {
        switch kind {
        case .people: ["accounts_user"]
        case .profiles: ["accounts_reviewer"]
        case .tokens: ["authtoken_token"]
        case .groups: ["auth_group"]
        case .memberships: ["accounts_user_groups"]
        case .genes: ["panels_gene"]
        case .tags: ["panels_tag"]
        case .types: ["panels_paneltype"]
        case .panels: ["panels_genepanel"]
        case .panelTypeLinks: ["panels_genepanel_types"]
        case .superPanelLinks: ["panels_genepanelsnapshot_child_panels"]
        case .historicalDocuments: ["panels_historicalsnapshot"]
        case .genesOnPanels: ["panels_genepanelentrysnapshot"]
        case .strs: ["panels_str"]
        case .regions: ["panels_region"]
        case .entityTags: OriginalKind.all.map { "\($0.table)_tags" }
        case .evidence: ["panels_evidence"]
        case .evaluations: ["panels_evaluation"]
        case .evaluationComments: ["panels_evaluation_comments"]
        case .entityComments: []
        case .trackRecords: ["panels_trackrecord"]
        case .activities: ["panels_activity"]
        case .homeTexts: ["panelapp_hometext"]
        case .files: ["panelapp_file"]
        case .images: ["panelapp_image"]
        case .uploads: ["panels_uploadedgenelist", "panels_uploadedpanellist", "panels_uploadedreviewslist"]
        case .assignments: ["panels_literatureassignment"]
        }
    }
}
