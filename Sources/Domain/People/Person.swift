/// What somebody may do on panels (`domain.md 1.2`); the raw value is the stored user type.
public enum Role: String, CaseIterable, Sendable {
    case curator = "GEL"
    case reviewer = "REVIEWER"
    case external = "EXTERNAL"

    /// Verified people may review.
    public var isVerified: Bool { self != .external }
}

/// A person's account and reviewer profile (`domain.md 2.11`).
public struct Person: Hashable, Sendable {
    public var id: PersonID
    public var username: String
    public var firstName: String
    public var lastName: String
    public var email: String
    /// Hash in the format of the system that made it; never shown, never logged.
    public var passwordHash: String
    public var isActive: Bool
    public var isStaff: Bool
    public var isSuperuser: Bool
    /// Nil when the account has no reviewer profile: treated as external everywhere.
    public var profile: ReviewerProfile?
    public var lastLogin: Instant?
    public var joined: Instant
    public var created: Instant
    public var modified: Instant

    public init(
        id: PersonID, username: String, firstName: String, lastName: String, email: String, passwordHash: String,
        isActive: Bool, isStaff: Bool, isSuperuser: Bool, profile: ReviewerProfile?, lastLogin: Instant?,
        joined: Instant, created: Instant, modified: Instant
    ) {
        self.id = id
        self.username = username
        self.firstName = firstName
        self.lastName = lastName
        self.email = email
        self.passwordHash = passwordHash
        self.isActive = isActive
        self.isStaff = isStaff
        self.isSuperuser = isSuperuser
        self.profile = profile
        self.lastLogin = lastLogin
        self.joined = joined
        self.created = created
        self.modified = modified
    }

    public var role: Role { profile?.role ?? .external }
    public var viewer: Viewer { .person(id: id, role: role, isStaff: isStaff) }
    public var fullName: String { PersonName(first: firstName, last: lastName).full }
    /// Full name with the affiliation in brackets, or the name alone (`domain.md 2.11`).
    public var reviewerName: String {
        PersonName(first: firstName, last: lastName).with(affiliation: profile?.affiliation ?? "")
    }
}

/// How names of people are put together.
public struct PersonName: Hashable, Sendable {
    public let full: String

    public init(first: String, last: String) {
        full = [first, last].filter { !$0.isEmpty }.joined(separator: " ")
    }

    public func with(affiliation: String) -> String { affiliation.isEmpty ? full : "\(full) (\(affiliation))" }
}

/// The professional part of an account; the lists are those of `domain.md 3.13`.
public struct ReviewerProfile: Hashable, Sendable {
    public var role: Role
    public var affiliation: String
    public var workplace: String
    public var position: String
    public var group: String

    public init(role: Role, affiliation: String, workplace: String, position: String, group: String) {
        self.role = role
        self.affiliation = affiliation
        self.workplace = workplace
        self.position = position
        self.group = group
    }

    public static let positions = [
        "Clinical Scientist", "Clinician", "Genome analyst", "Genetic Counsellor", "Bioinformatician", "Industry",
        "Lab director", "Principal Investigator", "Technician", "Researcher", "Student", "Other",
    ]
    public static let workplaces = [
        "Research lab", "NHS diagnostic lab", "Other diagnostic lab", "NHS clinical service", "Other clinical service",
        "Industry", "Other",
    ]
    public static let groups = [
        "GeCIP domain", "GENE consortium member", "NHS Genomic Medicine Centre", "Other NHS organisation",
        "Other biotech or pharmaceutical", "Other",
    ]
}

/// Who is asking.
public enum Viewer: Hashable, Sendable {
    case anonymous
    case person(id: PersonID, role: Role, isStaff: Bool)

    public var role: Role? {
        if case .person(_, let role, _) = self { role } else { nil }
    }
    public var personID: PersonID? {
        if case .person(let id, _, _) = self { id } else { nil }
    }
    public var isCurator: Bool { role == .curator }
    public var isVerified: Bool { role?.isVerified ?? false }
}
