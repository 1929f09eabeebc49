import Domain
import Testing

@Suite("Who may see what (domain.md 17)")
struct VisibilityTests {
    private static let curator = Viewer.person(id: PersonID(1), role: .curator, isStaff: false)
    private static let reviewer = Viewer.person(id: PersonID(2), role: .reviewer, isStaff: false)
    private static let external = Viewer.person(id: PersonID(3), role: .external, isStaff: false)
    private static let staff = Viewer.person(id: PersonID(4), role: .external, isStaff: true)
    private static let others = [Viewer.anonymous, reviewer, external, staff]

    private func listed(_ isListed: (PanelStatus) -> Bool) -> Set<PanelStatus> {
        Set(PanelStatus.allCases.filter(isListed))
    }

    @Test("D74: API lists hold public and promoted panels, with the switch retired ones too")
    func apiLists() {
        #expect(listed { Visibility.listedByAPI($0, includingRetired: false) } == [.public, .promoted])
        #expect(listed { Visibility.listedByAPI($0, includingRetired: true) } == [.public, .promoted, .retired])
    }

    @Test("D74: pages list retired and internal panels for curators", arguments: others)
    func pageLists(viewer: Viewer) {
        #expect(listed { Visibility.listedOnPages($0, for: viewer) } == [.public, .promoted])
        #expect(
            listed { Visibility.listedOnPages($0, for: Self.curator) } == [.public, .promoted, .retired, .internal])
    }

    @Test("17.3: one panel is readable by its status; hidden ones by curators only", arguments: others)
    func singleReads(viewer: Viewer) {
        #expect(listed { Visibility.mayView($0, by: viewer) } == [.public, .promoted, .retired])
        #expect(listed { Visibility.mayView($0, by: Self.curator) } == Set(PanelStatus.allCases))
    }

    @Test("D75: activity of an internal panel is for curators, of a retired one for all", arguments: others)
    func activities(viewer: Viewer) {
        #expect(listed { Visibility.mayViewActivity(of: $0, by: viewer) } == [.public, .promoted, .retired])
        #expect(listed { Visibility.mayViewActivity(of: $0, by: Self.curator) } == Set(PanelStatus.allCases))
    }

    @Test("D75: activity of no panel is for curators", arguments: others)
    func activityWithoutPanel(viewer: Viewer) {
        #expect(!Visibility.mayViewActivity(of: nil, by: viewer))
        #expect(Visibility.mayViewActivity(of: nil, by: Self.curator))
    }

    @Test("D27: only curators and reviewers are verified; being staff alone gives no right on panels")
    func verified() {
        #expect([Self.curator, Self.reviewer].allSatisfy { $0.isVerified })
        #expect([Viewer.anonymous, Self.external, Self.staff].allSatisfy { !$0.isVerified && !$0.isCurator })
    }

    @Test("17.3: a page about a hidden or retired panel says so")
    func banner() { #expect(listed(Visibility.showsBanner) == [.retired, .internal, .deleted]) }
}
