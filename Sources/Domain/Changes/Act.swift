/// Who changes something, when, and with which program: what every decision knows beside the state.
public struct Act: Hashable, Sendable {
    public var person: PersonID
    public var role: Role
    /// First and last name, as lines of activity keep it.
    public var fullName: String
    /// Full name with the affiliation, as promotion notes have it.
    public var reviewerName: String
    public var moment: Instant
    /// Version of the program that freezes versions.
    public var schemaVersion: String

    public init(
        person: PersonID, role: Role, fullName: String, reviewerName: String, moment: Instant, schemaVersion: String
    ) {
        self.person = person
        self.role = role
        self.fullName = fullName
        self.reviewerName = reviewerName
        self.moment = moment
        self.schemaVersion = schemaVersion
    }

    public init(_ person: Person, at moment: Instant, schemaVersion: String) {
        self.init(
            person: person.id, role: person.role, fullName: person.fullName, reviewerName: person.reviewerName,
            moment: moment, schemaVersion: schemaVersion)
    }

    public var isCurator: Bool { role == .curator }
    public var viewer: Viewer { .person(id: person, role: role, isStaff: false) }
}
