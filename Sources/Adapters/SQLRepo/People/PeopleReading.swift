import Domain
import Ports
import SQLCore

extension SQLRepository: PeopleReader {
    public func person(_ id: PersonID) async throws -> Person? {
        try await row("SELECT \(PersonColumns.selection) \(PersonColumns.source) WHERE p.id = $1", [.id(id)]) {
            try PersonColumns.person($0)
        }
    }

    public func person(username: String) async throws -> Person? {
        try await row(
            "SELECT \(PersonColumns.selection) \(PersonColumns.source) WHERE p.username = $1", [.text(username)]
        ) { try PersonColumns.person($0) }
    }

    public func person(tokenHash: String) async throws -> Person? {
        try await row(
            """
            SELECT \(PersonColumns.selection) \(PersonColumns.source) JOIN api_token t ON t.person_id = p.id
            WHERE t.hash = $1
            """, [.text(tokenHash)]
        ) { try PersonColumns.person($0) }
    }
}
