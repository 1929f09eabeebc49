import Domain
import Ports
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
    var address: EntityAddressOnPage
    var revision: Revision
    var ready: Bool
    /// All tags there are; only curators get them.
    var tags: [String]
    var failed: Failed?

    /// Where the actions of this entity lead.
    struct EntityAddressOnPage {
        var panel: PanelID
        var kind: EntityKind
        var name: String

        func step(_ action: String) -> Link {
            .inside("\(Link.entity(kind, name, on: panel).text)\(action)/")
        }
    }

    func state(_ action: EntityAction, _ values: KeyValuePairs<String, String>) -> FormState {
        if let failed, failed.action == action.rawValue { return failed.state }
        return FormState(FormBody(values))
    }

    func isOpen(_ action: EntityAction) -> Bool { failed?.action == action.rawValue }
}
