import Domain
import SQLCore

/// Columns of `person` and how an account goes in and out.
enum PersonColumns {
    static let stored = [
        "id", "username", "first_name", "last_name", "email", "password_hash", "is_active", "is_staff",
        "is_superuser", "last_login", "joined", "created", "modified",
    ]
    static let upsert = Upsert(table: "person", columns: stored)

    /// For a SELECT from `person p LEFT JOIN reviewer_profile r`.
    static let selection =
        stored.map { "p.\($0)" }.joined(separator: ", ") + ", r.role, r.affiliation, r.workplace, r.job, r.team"
    /// Columns of the selection; what follows it starts here.
    static let count = stored.count + 5
    static let source = "FROM person p LEFT JOIN reviewer_profile r ON r.person_id = p.id"

    static func values(_ person: Person) -> [SQLValue] {
        [
            .int(person.id.rawValue), .text(person.username), .text(person.firstName), .text(person.lastName),
            .text(person.email), .text(person.passwordHash), .bool(person.isActive), .bool(person.isStaff),
            .bool(person.isSuperuser), .instant(person.lastLogin), .instant(person.joined), .instant(person.created),
            .instant(person.modified),
        ]
    }

    static func person(_ row: SQLRow) throws -> Person {
        var profile: ReviewerProfile?
        if let role = try row.optionalRole(13) {
            profile = ReviewerProfile(
                role: role, affiliation: try row.text(14), workplace: try row.text(15), position: try row.text(16),
                group: try row.text(17))
        }
        return Person(
            id: PersonID(try row.int(0)), username: try row.text(1), firstName: try row.text(2),
            lastName: try row.text(3), email: try row.text(4), passwordHash: try row.text(5),
            isActive: try row.bool(6), isStaff: try row.bool(7), isSuperuser: try row.bool(8), profile: profile,
            lastLogin: try row.optionalInstant(9), joined: try row.instant(10), created: try row.instant(11),
            modified: try row.instant(12))
    }
}

/// Columns of `reviewer_profile`.
enum ProfileColumns {
    static let upsert = Upsert(
        table: "reviewer_profile", columns: ["person_id", "role", "affiliation", "workplace", "job", "team"])

    /// Nil for an account without a profile.
    static func values(_ person: Person) -> [SQLValue]? {
        guard let profile = person.profile else { return nil }
        return [
            .int(person.id.rawValue), .text(profile.role.rawValue), .text(profile.affiliation),
            .text(profile.workplace), .text(profile.position), .text(profile.group),
        ]
    }
}
