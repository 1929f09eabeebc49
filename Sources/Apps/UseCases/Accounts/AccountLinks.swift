import Domain
import Ports

/// Makes and reads the links of mails (decision 23).
public struct AccountLinks: Sendable {
    let store: any AccountStore
    let people: any PeopleReader
    let keyring: any Keyring
    let clock: any Clock

    public init(store: any AccountStore, people: any PeopleReader, keyring: any Keyring, clock: any Clock) {
        self.store = store
        self.people = people
        self.keyring = keyring
        self.clock = clock
    }

    /// The token of a new link for a person.
    public func token(_ purpose: LinkToken.Purpose, for person: Person) async throws -> String {
        let counter = try await store.state(of: person.id).linkCounter
        let token = LinkToken(purpose, for: person.id, counter: counter, issued: clock.now())
        let signature = keyring.sign(token.message(emailKey: AccountName.emailKey(person.email)))
        return "\(token.fields)-\(Base64URL.encode(signature))"
    }

    /// What a link that was opened leads to.
    struct Opened: Sendable {
        var person: Person
        var token: LinkToken
        var state: AccountState
        /// Whether it is still good.
        var isGood: Bool
    }

    /// The person of a link with our signature, for the address it was sent to; nil for every other text.
    func open(_ text: String, _ purpose: LinkToken.Purpose, emailKey: String? = nil) async throws -> Opened? {
        guard let (token, signature) = LinkToken.read(text, for: purpose), let bytes = Base64URL.decode(signature),
            let person = try await people.person(token.person)
        else { return nil }
        let key = AccountName.emailKey(person.email)
        guard emailKey ?? key == key, keyring.isSigned(token.message(emailKey: key), by: bytes) else { return nil }
        let state = try await store.state(of: person.id)
        return Opened(
            person: person, token: token, state: state,
            isGood: !token.isExpired(at: clock.now()) && token.counter == state.linkCounter)
    }

    /// `b64_email` of a link that confirms an address; the alphabet for addresses, so that no slash is in it.
    static func path(email: String) -> String { Base64URL.encode(Array(email.utf8)) }

    /// Reads either alphabet, with or without padding.
    static func email(path: String) -> String? {
        let plain = path.replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
        return Base64URL.decode(plain).flatMap { String(validating: $0, as: UTF8.self) }
    }

    /// `uid` of a link that sets a password: 42 is `NDI`.
    static func path(_ person: PersonID) -> String { Base64URL.encode(Array(String(person.rawValue).utf8)) }
}
