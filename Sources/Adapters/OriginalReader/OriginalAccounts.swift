import Crypto
import Domain
import Ports
import SQLCore

/// Accounts, profiles, tokens and groups.
enum OriginalAccounts {
    static func people(_ session: any SQLSession) throws -> [Person] {
        try session.rows(
            """
            SELECT u.id, u.username, u.first_name, u.last_name, u.email, u.password, u.is_active, u.is_staff,
                u.is_superuser, u.last_login, u.date_joined, u.created, u.modified,
                r.user_type, r.affiliation, r.workplace, r.role, r."group"
            FROM accounts_user u LEFT JOIN accounts_reviewer r ON r.user_id = u.id
            ORDER BY u.id
            """
        ) { row in
            Person(
                id: PersonID(try row.int(0)), username: try row.text(1), firstName: try row.text(2),
                lastName: try row.text(3), email: try row.text(4), passwordHash: try row.text(5),
                isActive: try row.bool(6), isStaff: try row.bool(7), isSuperuser: try row.bool(8),
                profile: try profile(row), lastLogin: try row.optionalInstant(9), joined: try row.instant(10),
                created: try row.instant(11), modified: try row.instant(12))
        }
    }

    private static func profile(_ row: SQLRow) throws -> ReviewerProfile? {
        guard let type = try row.optionalText(13) else { return nil }
        // A type that is none of the three gives no right in the original either.
        return ReviewerProfile(
            role: Role(rawValue: type) ?? .external, affiliation: try row.text(14), workplace: try row.text(15),
            position: try row.text(16), group: try row.text(17))
    }

    /// Keys keep working because their hashes move (decision 24); the keys themselves are not kept.
    static func tokens(_ session: any SQLSession) throws -> [ArchivedToken] {
        try session.rows("SELECT user_id, key, created FROM authtoken_token ORDER BY user_id") { row in
            let hash = SHA256.hash(data: try row.bytes(1)).map { byte in
                let hex = String(byte, radix: 16)
                return hex.count == 1 ? "0\(hex)" : hex
            }
            return ArchivedToken(
                owner: PersonID(try row.int(0)), hash: hash.joined(), created: try row.instant(2))
        }
    }

    static func groups(_ session: any SQLSession) throws -> [ArchivedGroup] {
        var groups: [ArchivedGroup] = []
        try session.query(
            """
            SELECT g.name, m.user_id FROM auth_group g LEFT JOIN accounts_user_groups m ON m.group_id = g.id
            ORDER BY g.id, m.user_id
            """, []
        ) { row in
            let name = try row.text(0)
            if groups.last?.name != name { groups.append(ArchivedGroup(name: name, members: [])) }
            if let member = try row.optionalInt(1) { groups[groups.count - 1].members.append(PersonID(member)) }
        }
        return groups
    }
}

extension SQLRow {
    func instant(_ column: Int) throws -> Instant { Instant(microseconds: Int64(try int(column))) }

    func optionalInstant(_ column: Int) throws -> Instant? { isNull(column) ? nil : try instant(column) }

    func optionalTexts(_ column: Int) throws -> [String]? { isNull(column) ? nil : try texts(column) }

    func optionalDay(_ column: Int) throws -> CivilDate? {
        try optionalInt(column).map { CivilDate(daysSince1970: $0) }
    }

    /// A `jsonb` column that was cast to text, in published form.
    func json(_ column: Int) throws -> JSONText { try withBytes(column) { JSONText(jsonb: $0) } }
}
