import Domain
import Ports

/// Everything the page of one entity in a panel shows.
struct EntityView {
    /// Where the same entity stands elsewhere.
    struct Elsewhere {
        var panel: PanelID
        var name: String
        var version: Version
        var status: PanelStatus
        var colour: Colour
        var inheritance: String
    }

    struct Neighbour {
        var kind: EntityKind
        var name: String
        var colour: Colour
        /// Differs from the panel in a super panel's list.
        var panel: PanelID
    }

    /// The entity's place in the list that the reader came from.
    struct Place {
        var position: Int
        var total: Int
        /// A few on either side, the entity itself among them.
        var nearby: [Neighbour]
        var previous: Neighbour?
        var next: Neighbour?
    }

    var panel: PanelID
    var panelName: String
    var status: PanelStatus
    /// Of the moment shown.
    var version: Version
    /// Nil on the live page.
    var past: FrozenVersion?
    var entity: Entity
    var gene: GeneFacts?
    var colour: Colour
    var flagged: Bool
    /// Reviews, sources and history; nil for a past version, which keeps none.
    var dossier: EntityDossier?
    var elsewhere: [Elsewhere] = []
    /// Nil when the filter that the reader came with leaves this entity out.
    var place: Place?
    var filter = EntityFilter.all
    /// Nil for who may only read, and on past versions.
    var tools: EntityTools?

    var title: String { "\(entity.kind.title): \(entity.name)" }

    var tally: ReviewTally {
        var tally = ReviewTally(reviews: dossier?.evaluations.count ?? 0)
        for evaluation in dossier?.evaluations ?? [] {
            switch ReviewRating(rawValue: evaluation.rating) {
            case .green: tally.green += 1
            case .amber: tally.amber += 1
            case .red: tally.red += 1
            case nil: break
            }
        }
        return tally
    }
}
