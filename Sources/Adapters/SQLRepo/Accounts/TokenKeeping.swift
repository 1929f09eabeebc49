import Domain
import Ports
import SQLCore

extension SQLRepository: TokenStore {
    public func token(of person: PersonID) async throws -> TokenRecord? {
        try await row("SELECT prefix, created FROM api_token WHERE person_id = $1", [.id(person)]) { row in
            TokenRecord(prefix: try row.text(0), created: try row.instant(1))
        }
    }

    public func setToken(of person: PersonID, hash: String, prefix: String, at moment: Instant) async throws {
        try await write { session in
            try session.execute("DELETE FROM api_token WHERE person_id = $1", [.id(person)])
            try session.execute(
                "INSERT INTO api_token (person_id, hash, prefix, created) VALUES ($1, $2, $3, $4)",
                [.id(person), .text(hash), .text(prefix), .instant(moment)])
            try session.log(TokenEvent.made, of: person, at: moment)
        }
    }

    public func removeToken(of person: PersonID, at moment: Instant) async throws -> Bool {
        try await write { session in
            guard try session.execute("DELETE FROM api_token WHERE person_id = $1", [.id(person)]) > 0 else {
                return false
            }
            try session.log(TokenEvent.revoked, of: person, at: moment)
            return true
        }
    }
}

/// What the log of an account says about its token. A load of an original brings no token back that was replaced or revoked
/// here.
enum TokenEvent {
    static let made = "token-made"
    static let revoked = "token-revoked"
}

extension SQLSession {
    fileprivate func log(_ event: String, of person: PersonID, at moment: Instant) throws {
        try execute(
            "INSERT INTO account_log (person_id, author_id, event, detail, moment) VALUES ($1, $1, $2, '', $3)",
            [.id(person), .text(event), .instant(moment)])
    }
}
