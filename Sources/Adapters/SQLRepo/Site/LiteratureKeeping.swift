import Domain
import Ports
import SQLCore

extension SQLRepository: LiteratureStore {
    public func work(
        on gene: String, of report: String, assignee: PersonID?,
        decide: @escaping @Sendable (LiteratureWork.State) throws -> LiteratureAssignment
    ) async throws -> LiteratureAssignment {
        try await write { session in
            // There may be no row to lock yet, and two people may touch the gene first at one moment.
            try session.lock("literature \(report) \(gene)")
            let state = LiteratureWork.State(
                record: try session.assignment(report, gene), assigneeMayHaveIt: try session.mayHaveLiterature(assignee)
            )
            let record = try decide(state)
            try session.store(record, isNew: state.record == nil)
            return record
        }
    }
}

extension SQLSession {
    fileprivate func assignment(_ report: String, _ gene: String) throws -> LiteratureAssignment? {
        try first(
            """
            SELECT status, assigned_to, assigned_at, skipped_by, skipped_at, skipped_reason, created, updated
            FROM literature_assignment WHERE report_id = $1 AND gene_symbol = $2
            """, [.text(report), .text(gene)]
        ) { row in
            let word = try row.text(0)
            guard let status = LiteratureAssignment.Status(rawValue: word) else {
                throw SQLError.decoding(column: "status", expected: "the status of an assignment", found: word)
            }
            return LiteratureAssignment(
                reportID: report, gene: gene, status: status, assignedTo: try row.optionalPerson(1),
                assignedAt: try row.optionalInstant(2), skippedBy: try row.optionalPerson(3),
                skippedAt: try row.optionalInstant(4), skippedReason: try row.text(5), created: try row.instant(6),
                updated: try row.instant(7))
        }
    }

    fileprivate func mayHaveLiterature(_ person: PersonID?) throws -> Bool {
        guard let person else { return false }
        return try integer(
            """
            SELECT count(*) FROM person_group_member m JOIN person_group g ON g.id = m.group_id
            WHERE m.person_id = $1 AND g.name = $2
            """, [.id(person), .text(LiteratureAssignment.group)]) > 0
    }

    fileprivate func store(_ record: LiteratureAssignment, isNew: Bool) throws {
        let values: [SQLValue] = [
            .text(record.reportID), .text(record.gene), .text(record.status.rawValue), .id(record.assignedTo),
            .instant(record.assignedAt), .id(record.skippedBy), .instant(record.skippedAt),
            .text(record.skippedReason), .instant(record.updated),
        ]
        if isNew {
            try execute(
                """
                INSERT INTO literature_assignment (report_id, gene_symbol, status, assigned_to, assigned_at, skipped_by,
                    skipped_at, skipped_reason, updated, created)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
                """, values + [.instant(record.created)])
        } else {
            try execute(
                """
                UPDATE literature_assignment SET status = $3, assigned_to = $4, assigned_at = $5, skipped_by = $6,
                    skipped_at = $7, skipped_reason = $8, updated = $9
                WHERE report_id = $1 AND gene_symbol = $2
                """, values)
        }
    }
}
