import Domain
import Ports
import SQLCore

extension SQLRepository: PasswordWriter {
    public func replace(_ old: String, of person: PersonID, by new: String) async throws {
        try await write { session in
            _ = try session.execute(
                "UPDATE person SET password_hash = $1 WHERE id = $2 AND password_hash = $3",
                [.text(new), .id(person), .text(old)])
        }
    }

    public func setPassword(
        _ hash: String, of person: PersonID, at moment: Instant, ifCounter counter: Int?, keeping kept: Int?
    ) async throws -> Bool {
        try await write { session in
            guard try session.raiseLinkCounter(of: person, from: counter, at: moment) else { return false }
            try session.execute(
                "UPDATE account_state SET password_changed = $1 WHERE person_id = $2", [.instant(moment), .id(person)])
            try session.execute(
                "UPDATE person SET password_hash = $1, modified = $2 WHERE id = $3",
                [.text(hash), .instant(moment), .id(person)])
            try session.endLogins(of: person, except: kept)
            return true
        }
    }
}

extension SQLSession {
    /// Voids all links that were sent. False when `expected` is given and is not the account's counter.
    func raiseLinkCounter(of person: PersonID, from expected: Int?, at moment: Instant) throws -> Bool {
        // The account's row is the lock: two uses of one link meet here.
        let isThere = try first(
            "SELECT 1 FROM person WHERE id = $1 \(dialect.forUpdate)", [.id(person)]
        ) { _ in true }
        guard isThere == true else { return false }
        let counter = try first(
            "SELECT link_counter FROM account_state WHERE person_id = $1", [.id(person)]
        ) { try $0.int(0) }
        if let expected, expected != counter ?? 0 { return false }
        if counter == nil {
            // Moved from an original, where an active account has a confirmed address.
            try execute(
                """
                INSERT INTO account_state (person_id, email_verified, disabled, link_counter)
                SELECT id, CASE WHEN is_active = 1 THEN CAST($1 AS BIGINT) END,
                    CASE WHEN is_active = 0 THEN CAST($1 AS BIGINT) END, 1
                FROM person WHERE id = $2
                """, [.instant(moment), .id(person)])
        } else {
            try execute(
                "UPDATE account_state SET link_counter = link_counter + 1 WHERE person_id = $1", [.id(person)])
        }
        return true
    }
}
