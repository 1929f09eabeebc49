import Domain
import Ports

/// Everything a panel's page shows, worked out before a byte of it is written.
struct PanelView {
    /// Which state of the panel is shown.
    enum Moment {
        case live
        /// A frozen version.
        case version(FrozenVersion)
        /// The state at the end of a day.
        case day(CivilDate)

        var isLive: Bool { if case .live = self { true } else { false } }
    }

    struct Child {
        var id: PanelID
        var name: String
        var version: Version
    }

    var id: PanelID
    var oldCode: String?
    /// Of the moment shown.
    var header: PanelHeader
    /// Of the panel today.
    var live: PanelHeader
    var moment: Moment
    var signedOff: SignedOff?
    /// Children of a super panel that the reader may read, of the moment shown.
    var children: [Child] = []
    /// Super panels that hold this panel and that the reader may list.
    var parents: [Child] = []
    /// Empty for a super panel.
    var reviewers: [PersonSummary] = []
    /// Frozen versions, newest first.
    var versions: [FrozenVersion] = []
    var table: EntityTable
    /// Entities that the reader has reviewed.
    var mine: Set<EntityID> = []

    var isSuperPanel: Bool { header.isSuperPanel }
}
