import Domain

/// What a line of the list of panels shows (`web.md 4`).
struct PanelLine: Sendable {
    var id: PanelID
    var name: String
    var group: String
    var subGroup: String
    var disorders: [String]
    var version: Version
    var versionCreated: Instant
    var status: PanelStatus
    var types: [PanelType]
    var signedOff: SignedOff?
    var isSuperPanel: Bool
    var genes: Int
    var strs: Int
    var regions: Int
    var green: Int
    var evaluated: Int
    var reviewedPercent: Int
    var reviewers: Int

    var entities: Int { genes + strs + regions }

    /// Lower-case text that the filter looks in: everything in the row.
    var text: String {
        var parts = [name, group, subGroup] + disorders + types.map(\.name)
        parts.append("version \(version)")
        if status != .public { parts.append(status.title) }
        if isSuperPanel { parts.append("Super panel") }
        if let signedOff { parts.append(Words.signedOff(signedOff)) }
        return parts.joined(separator: " ").lowercased()
    }
}

extension PanelLine {
    init(_ panel: Panel) {
        let statistics = panel.statistics ?? PanelStatistics()
        let header = panel.header
        self.init(
            id: panel.id, name: header.name, group: header.diseaseGroup, subGroup: header.diseaseSubGroup,
            disorders: header.relevantDisorders ?? [], version: header.version, versionCreated: header.versionCreated,
            status: header.status, types: header.types, signedOff: panel.signedOff, isSuperPanel: header.isSuperPanel,
            genes: statistics.genes.entities, strs: statistics.strs.entities, regions: statistics.regions.entities,
            green: statistics.green, evaluated: statistics.evaluated, reviewedPercent: statistics.evaluatedPercent,
            reviewers: statistics.reviewers.count)
        // A panel whose statistics were never worked out still says how much it holds.
        if panel.statistics == nil {
            genes = header.counts.genes ?? 0
            strs = header.counts.strs ?? 0
            regions = header.counts.regions ?? 0
        }
    }
}
