import Domain
import Ports

/// What an import of an original database did, and whether everything arrived.
public struct ImportReport: Hashable, Sendable {
    /// One table: rows in the source and rows here.
    public struct Line: Hashable, Sendable {
        public var kind: ArchiveCount
        public var source: Int
        /// Rows here that belong to what was imported.
        public var attached: Int
        /// Records of the source that belong to nothing and are kept beside (`UnattachedRecord`).
        public var unattached: Int

        public init(kind: ArchiveCount, source: Int, attached: Int, unattached: Int = 0) {
            self.kind = kind
            self.source = source
            self.attached = attached
            self.unattached = unattached
        }

        /// What belongs to panels is counted for the imported panels and must agree exactly. The rest shares its table with
        /// records made here, such as genes loaded before or an account for the operator, so there may be more.
        public var agrees: Bool {
            kind.belongsToPanel ? attached + unattached == source : attached + unattached >= source
        }
    }

    public var lines: [Line]
    public var insertedPanels: Int
    public var replacedPanels: Int
    public var unchangedPanels: Int
    /// Panels of the source that were edited here since they were moved: their counts may differ for that reason.
    public var editedHere: [PanelID]

    public init(
        lines: [Line], insertedPanels: Int, replacedPanels: Int, unchangedPanels: Int, editedHere: [PanelID] = []
    ) {
        self.editedHere = editedHere
        self.lines = lines
        self.insertedPanels = insertedPanels
        self.replacedPanels = replacedPanels
        self.unchangedPanels = unchangedPanels
    }

    public var differences: [Line] { lines.filter { !$0.agrees } }
}

/// The counts of source and target differ: the import is not done.
public struct ImportMismatch: Error, Hashable, Sendable {
    public var report: ImportReport

    public init(report: ImportReport) { self.report = report }
}

extension ArchiveCount {
    public var belongsToPanel: Bool {
        switch self {
        case .panels, .panelTypeLinks, .superPanelLinks, .historicalDocuments, .genesOnPanels, .strs, .regions,
            .entityTags, .evidence, .evaluations, .evaluationComments, .entityComments, .trackRecords:
            true
        case .people, .profiles, .tokens, .groups, .memberships, .genes, .tags, .types, .activities, .homeTexts, .files,
            .images, .uploads, .assignments:
            false
        }
    }

    /// Words for a report.
    public var title: String {
        switch self {
        case .people: "accounts"
        case .profiles: "reviewer profiles"
        case .tokens: "API tokens"
        case .groups: "groups"
        case .memberships: "group memberships"
        case .genes: "genes"
        case .tags: "tags"
        case .types: "panel types"
        case .panels: "panels"
        case .panelTypeLinks: "types of panels"
        case .superPanelLinks: "children of super panels"
        case .historicalDocuments: "historical documents"
        case .genesOnPanels: "genes on panels"
        case .strs: "STRs on panels"
        case .regions: "regions on panels"
        case .entityTags: "tags of entities"
        case .evidence: "sources of entities"
        case .evaluations: "reviews"
        case .evaluationComments: "comments of reviews"
        case .entityComments: "comments of entities"
        case .trackRecords: "track records"
        case .activities: "activities"
        case .homeTexts: "home page texts"
        case .files: "files"
        case .images: "images"
        case .uploads: "uploads"
        case .assignments: "literature assignments"
        }
    }
}
