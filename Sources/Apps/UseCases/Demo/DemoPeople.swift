import Domain

/// The people of the demo data; none of them exists.
enum DemoPeople {
    /// Username, first name, last name, affiliation, role.
    private typealias Fact = (String, String, String, String, Role)

    private static let facts: [Fact] = [
        ("demo-curator", "Carla", "Curator", "PanelApp team", .curator),
        ("demo-reviewer", "Rita", "Reviewer", "Regional genetics laboratory", .reviewer),
        ("demo-reviewer2", "Ravi", "Second", "University hospital", .reviewer),
        ("demo-external", "Ellen", "External", "", .external),
    ]

    static let curator = PersonID(1)
    static let reviewer = PersonID(2)
    static let secondReviewer = PersonID(3)

    static var usernames: [String] { facts.map(\.0) }

    /// Accounts with these password hashes, in the order of `usernames`.
    static func people(hashes: [String]) -> [Person] {
        zip(facts, hashes).enumerated().map { index, pair in
            let (fact, hash) = pair
            return Person(
                id: PersonID(index + 1), username: fact.0, firstName: fact.1, lastName: fact.2,
                email: "\(fact.0)@example.org", passwordHash: hash, isActive: true, isStaff: fact.4 == .curator,
                isSuperuser: false,
                profile: ReviewerProfile(
                    role: fact.4, affiliation: fact.3, workplace: "Other", position: "Clinical Scientist",
                    group: "Other"), lastLogin: nil, joined: DemoTime.start, created: DemoTime.start,
                modified: DemoTime.start)
        }
    }
}

/// The calendar of the demo data.
enum DemoTime {
    /// 2025-01-15 09:00 UTC.
    static let start = Instant(seconds: 1_736_931_600)

    static func day(_ number: Int) -> Instant { start.advanced(bySeconds: Double(number) * 86_400) }
}
