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
        }
    }

    public func removeToken(of person: PersonID) async throws -> Bool {
        try await write { try $0.execute("DELETE FROM api_token WHERE person_id = $1", [.id(person)]) > 0 }
    }
}
