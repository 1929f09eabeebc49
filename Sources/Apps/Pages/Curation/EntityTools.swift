import Domain
import Ports
import UseCases
import Web

/// What a signed-in person can do on an entity's page beside reading.
struct EntityTools {
    /// A form that was refused: shown again, open, with what was typed.
    struct Failed {
        var action: String
        var state: FormState
    }

    var person: PersonID
    var isCurator: Bool
    var address: EntityAddress
    var revision: Revision
    var ready: Bool
    /// All tags there are; only curators get them.
    var tags: [String]
    /// Whether new tags may be made while choosing.
    var addsTags = false
    var failed: Failed?

    /// Where an action of this entity leads, by the last part of its address.
    func step(_ action: String) -> Link { .entityStep(action, address) }

    func state(_ action: String, _ values: FormBody) -> FormState {
        if let failed, failed.action == action { return failed.state }
        return FormState(values)
    }

    /// Whether the page shows a form of this action, in which its problems stand.
    func hasForm(_ action: String, _ kind: EntityKind) -> Bool {
        switch EntityAction(rawValue: action) {
        case .rating, .moi, .phenotypes, .publications: true
        case .mop: kind == .gene
        case .tags: !tags.isEmpty
        case .ready: !ready
        // The forms of comments name the comment.
        case nil: true
        default: false
        }
    }

    func isOpen(_ action: String) -> Bool { failed?.action == action }
}
