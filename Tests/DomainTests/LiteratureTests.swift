import Domain
import Testing

@Suite("Literature assignments (domain.md 19)")
struct LiteratureTests {
    private static let start = Instant(seconds: 1_700_000_000)

    private func act(_ role: Role = .curator, after seconds: Double = 60) -> Act {
        Act(
            person: PersonID(1), role: role, fullName: "Ann Lee", reviewerName: "Ann Lee",
            moment: Self.start.advanced(bySeconds: seconds), schemaVersion: "")
    }

    private func assigned(to person: PersonID? = PersonID(2)) -> LiteratureAssignment {
        LiteratureAssignment(
            reportID: "r", gene: "GENE1", status: person == nil ? .pending : .assigned, assignedTo: person,
            assignedAt: person == nil ? nil : Self.start, created: Self.start, updated: Self.start)
    }

    private func decide(
        _ work: LiteratureWork, on record: LiteratureAssignment?, seen: String?, mayHaveIt: Bool = true, by act: Act
    ) throws -> LiteratureAssignment {
        try work.decide(
            report: "r", gene: "GENE1", seen: seen,
            on: LiteratureWork.State(record: record, assigneeMayHaveIt: mayHaveIt), by: act)
    }

    private var seen: String { Self.start.iso(in: .gmt) }

    @Test("D79: skipping needs a reason", arguments: ["", " \n\t"])
    func reason(text: String) {
        #expect(throws: LiteratureWork.Refusal.reasonRequired) {
            try decide(.skip(reason: text), on: assigned(), seen: seen, by: act())
        }
    }

    @Test("D79: skipping keeps the assignee: then it was investigated, else triaged")
    func skip() throws {
        let investigated = try decide(.skip(reason: " no new variants "), on: assigned(), seen: seen, by: act())
        #expect(investigated.judgement == .investigated)
        #expect(investigated.assignedTo == PersonID(2))
        #expect(investigated.assignedAt == Self.start)
        #expect(investigated.skippedReason == "no new variants")
        #expect(investigated.skippedBy == PersonID(1))
        #expect(investigated.skippedAt == act().moment)

        let triaged = try decide(.skip(reason: "review article"), on: nil, seen: nil, by: act())
        #expect(triaged.judgement == .triaged)
        #expect(assigned().judgement == nil)
    }

    @Test("D79: whatever assigns clears the skip; nobody means pending")
    func assign() throws {
        var skipped = assigned()
        (skipped.status, skipped.skippedBy, skipped.skippedAt, skipped.skippedReason) =
            (.skipped, PersonID(1), Self.start, "no")
        for person in [PersonID(3), nil] {
            let now = try decide(.assign(person), on: skipped, seen: seen, by: act())
            #expect(now.status == (person == nil ? .pending : .assigned))
            #expect(now.assignedTo == person)
            #expect(now.assignedAt == (person == nil ? nil : act().moment))
            #expect(now.skippedBy == nil)
            #expect(now.skippedAt == nil)
            #expect(now.skippedReason.isEmpty)
        }
    }

    @Test("D80: who saw another state gets the present one, and nothing changes")
    func conflict() {
        for seen in [nil, "2023-11-14T22:13:20Z", "2023-11-14T22:13:20.000001Z"] {
            #expect(throws: LiteratureWork.Refusal.conflict(assigned())) {
                try decide(.skip(reason: "x"), on: assigned(), seen: seen, by: act())
            }
        }
        #expect(throws: LiteratureWork.Refusal.conflict(nil)) {
            try decide(.assign(nil), on: nil, seen: seen, by: act())
        }
    }

    @Test("D80: a change within the same microsecond can be told from the one before")
    func clock() throws {
        let now = try decide(.assign(nil), on: assigned(), seen: seen, by: act(after: -5))
        #expect(now.updated > assigned().updated)
    }

    @Test("19: only curators, and only to members of the group Curators")
    func who() {
        for role in [Role.external, .reviewer] {
            #expect(throws: LiteratureWork.Refusal.forbidden) {
                try decide(.skip(reason: "x"), on: nil, seen: nil, by: act(role))
            }
        }
        #expect(throws: LiteratureWork.Refusal.invalidAssignee) {
            try decide(.assign(PersonID(2)), on: nil, seen: nil, mayHaveIt: false, by: act())
        }
    }
}
