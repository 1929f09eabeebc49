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
    var failed: Failed?

    /// Where an action of this entity leads, by the last part of its address.
    func step(_ action: String) -> Link { .entityStep(action, address) }

    func state(_ action: EntityAction, _ values: KeyValuePairs<String, String>) -> FormState {
        if let failed, failed.action == action.rawValue { return failed.state }
        return FormState(FormBody(values))
    }

    func isOpen(_ action: EntityAction) -> Bool { failed?.action == action.rawValue }
}
