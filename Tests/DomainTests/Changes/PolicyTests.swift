import Domain
import Testing

@Suite("The policy of commands (domain.md 17.1, decision 4)")
struct PolicyTests {
    private static let anybody: [Role?] = [nil, .external, .reviewer, .curator]

    /// The table of `domain.md 17.1`, row by row: which roles, and on panels of which status.
    private static let table: [(permission: Permission, roles: Set<Role?>)] = [
        (.addEntity, [.reviewer, .curator]), (.review, [.reviewer, .curator]), (.curateEntity, [.curator]),
        (.curatePanel, [.curator]), (.copy, [.curator]), (.importFiles, [.curator]), (.downloadEverything, [.curator]),
        (.workThroughLiterature, [.curator]),
        (.seeHiddenPanels, [.curator]), (.seeAllActivity, [.curator]),
    ]

    private static func viewer(_ role: Role?) -> Viewer {
        role.map { .person(id: PersonID(1), role: $0, isStaff: false) } ?? .anonymous
    }

    /// What the role may do on a panel of the status, said apart from the code.
    private static func expected(_ permission: Permission, _ roles: Set<Role?>, _ role: Role?, _ status: PanelStatus)
        -> Bool
    {
        guard roles.contains(role) else { return false }
        return switch status {
        case .public, .promoted, .retired: true
        case .internal: role == .curator
        // A deleted panel can only be brought back.
        case .deleted: permission == .curatePanel && role == .curator
        }
    }

    @Test("17.1: every permission stands in the table")
    func complete() { #expect(Set(Self.table.map(\.permission)) == Set(Permission.allCases)) }

    @Test("17.1: every permission, role and status", arguments: PanelStatus.allCases)
    func onPanels(status: PanelStatus) {
        let header = Panel.sample(1, status: status).header
        for (permission, roles) in Self.table {
            for role in Self.anybody {
                #expect(
                    Policy.may(permission, on: header, Self.viewer(role))
                        == Self.expected(permission, roles, role, status), "\(permission) \(String(describing: role))")
            }
        }
    }

    @Test("17.1: what concerns no panel goes by the role alone")
    func withoutPanel() {
        for (permission, roles) in Self.table {
            for role in Self.anybody {
                #expect(Policy.may(permission, on: nil, Self.viewer(role)) == roles.contains(role))
            }
        }
    }

    @Test("17.1: staff have no right on panels by that alone", arguments: Permission.allCases)
    func staff(permission: Permission) {
        let staff = Viewer.person(id: PersonID(1), role: .external, isStaff: true)

        #expect(!Policy.may(permission, on: Panel.sample(1).header, staff))
    }

    @Test("D27: external people add nothing; a hidden panel is not there for them or for reviewers (decision 22)")
    func refusals() throws {
        let draft = EntityDraft(
            subject: .gene(try .active("BRCA1"), transcript: nil), sources: ["Other"], modeOfInheritance: Facts.moi)
        func add(_ status: PanelStatus, _ act: Act) -> Refusal? {
            refusal { try EntityAddition.decide(draft, on: .sample(status: status), by: act) }
        }

        #expect(add(.public, .external) == .forbidden)
        #expect(add(.internal, .external) == .notFound("panel"))
        #expect(add(.internal, .reviewer) == .notFound("panel"))
        #expect(add(.deleted, .reviewer) == .notFound("panel"))
        #expect(add(.deleted, .curator) == .forbidden)
        #expect(add(.internal, .curator) == nil)
        #expect(add(.retired, .reviewer) == nil)
    }

    @Test("D59: reviews and comments go by their author or a curator; only authors change words")
    func owners() {
        let (author, other) = (PersonID(2), PersonID(8))
        func viewer(_ id: PersonID, _ role: Role) -> Viewer { .person(id: id, role: role, isStaff: false) }

        #expect(Policy.mayDelete(by: author, viewer(author, .reviewer)))
        #expect(Policy.mayDelete(by: author, viewer(other, .curator)))
        #expect(!Policy.mayDelete(by: author, viewer(other, .reviewer)))
        #expect(!Policy.mayDelete(by: author, viewer(author, .external)))
        #expect(!Policy.mayDelete(by: author, .anonymous))
        #expect(!Policy.mayDelete(by: nil, viewer(other, .reviewer)))
        #expect(Policy.mayDelete(by: nil, viewer(other, .curator)))
        #expect(Policy.mayEditComment(by: author, viewer(author, .reviewer)))
        #expect(!Policy.mayEditComment(by: author, viewer(other, .curator)))
        #expect(!Policy.mayEditComment(by: nil, .anonymous))
    }
}
