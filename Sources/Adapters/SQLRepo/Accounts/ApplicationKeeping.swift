import Domain
import Ports
import SQLCore

extension SQLRepository: ApplicationStore {
    public func groups(of person: PersonID) async throws -> Set<String> {
        Set(
            try await rows(
                """
                SELECT g.name FROM person_group g JOIN person_group_member m ON m.group_id = g.id
                WHERE m.person_id = $1
                """, [.id(person)]
            ) { try $0.text(0) })
    }

    public func decisions(about person: PersonID) async throws -> [AccountDecision] {
        try await rows(
            """
            SELECT author_id, event, detail, moment FROM account_log
            WHERE person_id = $1 AND event IN ('confirmed', 'declined')
            ORDER BY moment DESC, id DESC
            """, [.id(person)]
        ) { row in
            let name = try row.text(1)
            guard let event = AccountDecision.Event(rawValue: name) else {
                throw SQLError.decoding(column: "event", expected: "a decision", found: name)
            }
            return AccountDecision(
                person: person, author: try row.optionalPerson(0), event: event, reason: try row.text(2),
                moment: try row.instant(3))
        }
    }

    public func record(
        _ decision: AccountDecision, from old: Role, to new: Role, jobs: [NewJob]
    ) async throws -> Bool {
        try await write { session in
            let isThere = try session.first(
                "SELECT 1 FROM person WHERE id = $1 \(session.dialect.forUpdate)", [.id(decision.person)]
            ) { _ in true }
            let role = try session.first(
                "SELECT role FROM reviewer_profile WHERE person_id = $1", [.id(decision.person)]
            ) { try $0.text(0) }
            guard isThere == true, (role ?? Role.external.rawValue) == old.rawValue else { return false }
            if role == nil, new != old {
                try session.execute(
                    """
                    INSERT INTO reviewer_profile (person_id, role, affiliation, workplace, job, team)
                    VALUES ($1, $2, '', 'Other', 'Other', 'Other')
                    """, [.id(decision.person), .text(new.rawValue)])
            } else {
                try session.execute(
                    "UPDATE reviewer_profile SET role = $2 WHERE person_id = $1",
                    [.id(decision.person), .text(new.rawValue)])
            }
            try session.execute(
                "INSERT INTO account_log (person_id, author_id, event, detail, moment) VALUES ($1, $2, $3, $4, $5)",
                [
                    .id(decision.person), .id(decision.author), .text(decision.event.rawValue), .text(decision.reason),
                    .instant(decision.moment),
                ])
            try session.addJobs(jobs, at: decision.moment)
            return true
        }
    }
}
