import Domain
import Ports
import SQLCore

extension SQLRepository: AccountStore {
    public func people(emailKey: String) async throws -> [Person] {
        try await read { try $0.people(emailKey: emailKey) }
    }

    public func state(of person: PersonID) async throws -> AccountState {
        let stored = try await row(
            "SELECT email_verified, disabled, link_counter FROM account_state WHERE person_id = $1", [.id(person)]
        ) { row in
            AccountState(
                emailVerified: try row.optionalInstant(0), disabled: try row.optionalInstant(1),
                linkCounter: try row.int(2), isKnown: true)
        }
        return stored ?? AccountState(isKnown: false)
    }

    public func create(
        _ account: NewAccount, at moment: Instant, jobs: @escaping @Sendable (PersonID) -> [NewJob]
    ) async throws -> PersonID {
        try await write { session in
            // Addresses are not unique in the database, because originals may hold one twice: accounts are made one by one.
            try session.lock("account")
            let isNameTaken = try session.first(
                "SELECT 1 FROM person WHERE username = $1", [.text(account.username)]
            ) { _ in true }
            if isNameTaken == true { throw AccountConflict.usernameTaken }
            let key = AccountName.emailKey(account.email)
            if !key.isEmpty, try !session.people(emailKey: key).isEmpty { throw AccountConflict.emailTaken }
            let id = PersonID(try session.takeIDs(1, of: "person").first ?? 0)
            try session.insert(account, as: id, at: moment)
            try session.addJobs(jobs(id), at: moment)
            return id
        }
    }

    public func confirmEmail(of person: PersonID, at moment: Instant, ifCounter counter: Int) async throws -> Bool {
        try await write { session in
            let awaits = try session.first(
                """
                SELECT 1 FROM account_state WHERE person_id = $1 AND email_verified IS NULL AND disabled IS NULL
                """, [.id(person)]
            ) { _ in true }
            guard awaits == true, try session.raiseLinkCounter(of: person, from: counter, at: moment) else {
                return false
            }
            try session.execute(
                "UPDATE account_state SET email_verified = $1 WHERE person_id = $2", [.instant(moment), .id(person)])
            try session.execute(
                "UPDATE person SET is_active = 1, modified = $1 WHERE id = $2", [.instant(moment), .id(person)])
            return true
        }
    }

    public func edit(_ person: PersonID, _ edit: ProfileEdit, at moment: Instant) async throws {
        try await write { session in
            try session.execute(
                "UPDATE person SET first_name = $1, last_name = $2, modified = $3 WHERE id = $4",
                [.text(edit.firstName), .text(edit.lastName), .instant(moment), .id(person)])
            let profile: [SQLValue] = [
                .id(person), .text(edit.affiliation), .text(edit.workplace), .text(edit.position), .text(edit.group),
            ]
            let isChanged = try session.execute(
                "UPDATE reviewer_profile SET affiliation = $2, workplace = $3, job = $4, team = $5 WHERE person_id = $1",
                profile)
            if isChanged == 0 {
                try session.execute(
                    """
                    INSERT INTO reviewer_profile (person_id, role, affiliation, workplace, job, team)
                    VALUES ($1, 'EXTERNAL', $2, $3, $4, $5)
                    """, profile)
            }
            // Pages of panels name their reviewers, and are kept by this counter.
            try session.execute(
                """
                UPDATE panel SET activity = activity + 1
                WHERE id IN (SELECT panel_id FROM evaluation WHERE author_id = $1)
                """, [.id(person)])
        }
    }
}

extension SQLSession {
    fileprivate func people(emailKey: String) throws -> [Person] {
        if emailKey.isEmpty { return [] }
        // The database folds ASCII letters, which is all that our own accounts' addresses differ by.
        return try rows(
            """
            SELECT \(PersonColumns.selection) \(PersonColumns.source) WHERE lower(p.email) = lower($1) ORDER BY p.id
            """, [.text(emailKey)]
        ) { try PersonColumns.person($0) }
    }

    fileprivate func insert(_ account: NewAccount, as id: PersonID, at moment: Instant) throws {
        let person = Person(
            id: id, username: account.username, firstName: account.firstName, lastName: account.lastName,
            email: account.email, passwordHash: account.passwordHash, isActive: account.isActive,
            isStaff: account.isStaff, isSuperuser: account.isSuperuser, profile: account.profile, lastLogin: nil,
            joined: moment, created: moment, modified: moment)
        try copy(into: "person", columns: PersonColumns.stored, rows: [PersonColumns.values(person)])
        if let profile = ProfileColumns.values(person) {
            try copy(into: "reviewer_profile", columns: ProfileColumns.upsert.columns, rows: [profile])
        }
        try execute(
            "INSERT INTO account_state (person_id, email_verified, link_counter) VALUES ($1, $2, 0)",
            [.id(id), account.isActive ? .instant(moment) : .null])
    }
}
