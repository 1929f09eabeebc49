import Domain
import SQLCore

/// What people changed about their way in since they were loaded: a later load of the original leaves that alone, or a
/// password that was given up would work again.
struct OwnCredentials {
    private struct Own {
        var passwordHash: String?
        var lastLogin: Instant?
    }

    private var people: [PersonID: Own] = [:]
    /// Who made or revoked a token here.
    private(set) var tokens: Set<PersonID> = []

    /// The person of the load with what is kept of the stored account.
    func kept(over loaded: Person) -> Person {
        guard let own = people[loaded.id] else { return loaded }
        var person = loaded
        if let hash = own.passwordHash { person.passwordHash = hash }
        if let login = own.lastLogin, login > loaded.lastLogin ?? login.advanced(bySeconds: -1) {
            person.lastLogin = login
        }
        return person
    }

    fileprivate mutating func add(_ row: SQLRow) throws {
        let id = PersonID(try row.int(0))
        people[id] = Own(
            passwordHash: try row.isNull(3) ? nil : row.text(1), lastLogin: try row.optionalInstant(2))
    }

    fileprivate mutating func addToken(_ row: SQLRow) throws { tokens.insert(PersonID(try row.int(0))) }
}

extension SQLSession {
    func ownCredentials(of people: [PersonID]) throws -> OwnCredentials {
        var own = OwnCredentials()
        try query(
            """
            SELECT p.id, p.password_hash, p.last_login, s.password_changed
            FROM person p LEFT JOIN account_state s ON s.person_id = p.id WHERE p.id \(dialect.isAny("$1"))
            """, [.integers(people.map(\.rawValue))]
        ) { try own.add($0) }
        try query(
            "SELECT DISTINCT person_id FROM account_log WHERE event IN ($1, $2)",
            [.text(TokenEvent.made), .text(TokenEvent.revoked)]
        ) { try own.addToken($0) }
        return own
    }
}
