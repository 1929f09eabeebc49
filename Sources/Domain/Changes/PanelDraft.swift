/// The fields of the panel form (`domain.md 13.1`). Lists are split and trimmed.
public struct PanelDraft: Hashable, Sendable {
    public var name: String
    public var description: String
    public var diseaseGroup: String
    public var diseaseSubGroup: String
    public var omim: [String]
    public var orphanet: [String]
    public var hpo: [String]
    /// Other names of the panel.
    public var relevantDisorders: [String]
    public var status: PanelStatus
    public var types: [PanelType]
    public var children: [PanelID]

    public init(
        name: String, description: String, diseaseGroup: String = "", diseaseSubGroup: String = "", omim: [String] = [],
        orphanet: [String] = [], hpo: [String] = [], relevantDisorders: [String] = [],
        status: PanelStatus = .internal, types: [PanelType] = [], children: [PanelID] = []
    ) {
        self.name = name
        self.description = description
        self.diseaseGroup = diseaseGroup
        self.diseaseSubGroup = diseaseSubGroup
        self.omim = omim
        self.orphanet = orphanet
        self.hpo = hpo
        self.relevantDisorders = relevantDisorders
        self.status = status
        self.types = types
        self.children = children
    }

    /// The form as it stands for a panel.
    public init(_ header: PanelHeader) {
        self.init(
            name: header.name, description: header.description, diseaseGroup: header.diseaseGroup,
            diseaseSubGroup: header.diseaseSubGroup, omim: header.omim, orphanet: header.orphanet, hpo: header.hpo,
            relevantDisorders: header.relevantDisorders ?? [], status: header.status, types: header.types,
            children: header.children)
    }

    /// What a header becomes by it.
    func applied(to header: PanelHeader) -> PanelHeader {
        var new = header
        new.name = name
        new.description = description
        new.diseaseGroup = diseaseGroup
        new.diseaseSubGroup = diseaseSubGroup
        new.omim = omim
        new.orphanet = orphanet
        new.hpo = hpo
        // "Nothing" and "an empty list" are one thing to whoever edits.
        if relevantDisorders != header.relevantDisorders ?? [] { new.relevantDisorders = relevantDisorders }
        new.status = status
        if Set(types) != Set(header.types) { new.types = types }
        // Their order says nothing to whoever edits.
        if Set(children) != Set(header.children) { new.children = children.once() }
        return new
    }
}

/// What the form says about the sign-off (`domain.md 13.4`).
public enum SignOffChange: Hashable, Sendable {
    case unchanged
    case remove
    /// Nil means today.
    case sign(Version, CivilDate?)

    /// Reads the two fields of the form, both empty to take the sign-off away. Nothing is changed before they are right
    /// (`domain.md` BUG-27).
    public init(version: String, date: String) throws(Refusal) {
        let (version, date) = (version.trimmingWhitespace(), date.trimmingWhitespace())
        var problems = Problems()
        let day = CivilDate(date)
        problems.require(day != nil || date.isEmpty, "signed_off_date", "Enter a valid date.")
        if version.isEmpty {
            problems.require(date.isEmpty, "signed_off_date", "A date needs a signed off version.")
            try problems.check()
            self = .remove
            return
        }
        let number = Version(version)
        problems.require(number != nil, "signed_off_version", "Signed off version incorrect format")
        try problems.check()
        self = number.map { .sign($0, day) } ?? .unchanged
    }
}

/// What decisions about panels need to know of the others.
public struct PanelSurroundings: Sendable {
    /// Every panel whatever its status.
    public var panels: [PanelID: Panel]
    /// Stored versions of the panel itself.
    public var versions: Set<Version>

    public init(panels: [PanelID: Panel], versions: Set<Version> = []) {
        self.panels = panels
        self.versions = versions
    }

    func names(_ ids: [PanelID]) -> String {
        ids.map { panels[$0]?.header.name ?? "\($0)" }.joined(separator: "; ")
    }
}
