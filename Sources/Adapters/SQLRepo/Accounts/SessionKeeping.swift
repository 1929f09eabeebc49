import Domain
import Ports
import SQLCore

extension SQLRepository: SessionStore {
    public func login(keyHash: String) async throws -> Login? {
        try await row(
            """
            SELECT \(PersonColumns.selection), \(LoginColumns.selection)
            \(PersonColumns.source) JOIN login_session s ON s.person_id = p.id WHERE s.key_hash = $1
            """, [.text(keyHash)]
        ) { row in
            Login(
                record: try LoginColumns.record(row, from: PersonColumns.count), person: try PersonColumns.person(row))
        }
    }

    public func open(_ login: NewLogin, replacing old: String?) async throws {
        try await write { session in
            if let old { try session.execute("DELETE FROM login_session WHERE key_hash = $1", [.text(old)]) }
            try session.execute(
                """
                INSERT INTO login_session (person_id, key_hash, created, last_seen, expires, user_agent, address)
                VALUES ($1, $2, $3, $3, $4, $5, $6)
                """,
                [
                    .id(login.person), .text(login.keyHash), .instant(login.created), .instant(login.expires),
                    .text(login.userAgent), .text(login.address),
                ])
            try session.execute(
                "UPDATE person SET last_login = $1 WHERE id = $2", [.instant(login.created), .id(login.person)])
        }
    }

    public func note(_ login: Int, seen moment: Instant) async throws {
        try await write { session in
            _ = try session.execute(
                "UPDATE login_session SET last_seen = $1 WHERE id = $2 AND last_seen < $1",
                [.instant(moment), .int(login)])
        }
    }

    public func end(keyHash: String) async throws {
        try await write { session in
            _ = try session.execute("DELETE FROM login_session WHERE key_hash = $1", [.text(keyHash)])
        }
    }

    public func logins(of person: PersonID) async throws -> [LoginRecord] {
        try await rows(
            """
            SELECT \(LoginColumns.selection) FROM login_session s WHERE s.person_id = $1
            ORDER BY s.last_seen DESC, s.id DESC
            """, [.id(person)]
        ) { try LoginColumns.record($0, from: 0) }
    }

    public func end(_ login: Int, of person: PersonID) async throws -> Bool {
        try await write { session in
            try session.execute(
                "DELETE FROM login_session WHERE id = $1 AND person_id = $2", [.int(login), .id(person)]) > 0
        }
    }

    public func endAll(of person: PersonID, except kept: Int?) async throws -> Int {
        try await write { try $0.endLogins(of: person, except: kept) }
    }

    public func removeEnded(before moment: Instant, idleSince: Instant) async throws -> Int {
        try await write { session in
            try session.execute(
                "DELETE FROM login_session WHERE expires <= $1 OR last_seen <= $2",
                [.instant(moment), .instant(idleSince)])
        }
    }
}

extension SQLSession {
    @discardableResult
    func endLogins(of person: PersonID, except kept: Int?) throws -> Int {
        // No login has the number 0.
        try execute(
            "DELETE FROM login_session WHERE person_id = $1 AND id <> $2", [.id(person), .int(kept ?? 0)])
    }
}

private enum LoginColumns {
    static let selection = "s.id, s.created, s.last_seen, s.expires, s.user_agent, s.address"

    static func record(_ row: SQLRow, from first: Int) throws -> LoginRecord {
        LoginRecord(
            id: try row.int(first), created: try row.instant(first + 1), lastSeen: try row.instant(first + 2),
            expires: try row.instant(first + 3), userAgent: try row.text(first + 4), address: try row.text(first + 5))
    }
}
