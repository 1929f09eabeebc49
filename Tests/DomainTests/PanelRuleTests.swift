import Domain
import Testing

@Suite("Panels (domain.md 13)")
struct PanelRuleTests {
    private let panels = [
        Panel.sample(1, name: "Dystonia", status: .internal), Panel.sample(2, name: "Ataxia", status: .deleted),
    ]

    @Test("D68: a name of a panel that is not deleted is refused, whatever its status")
    func takenName() {
        #expect(throws: PanelRefusal.nameTaken(by: PanelID(1))) {
            try PanelRules.check(name: "Dystonia", of: nil, among: panels)
        }
    }

    @Test("D68: a deleted panel's name is free, and so are other letter cases and a panel's own name")
    func freeName() throws {
        try PanelRules.check(name: "Ataxia", of: nil, among: panels)
        try PanelRules.check(name: "dystonia", of: nil, among: panels)
        try PanelRules.check(name: "Dystonia", of: PanelID(1), among: panels)
    }

    @Test("13.1: a panel needs a name", arguments: ["", "  "])
    func noName(name: String) {
        #expect(throws: PanelRefusal.noName) { try PanelRules.check(name: name, of: nil, among: panels) }
    }

    @Test("D69: a super panel starts at the highest major number of its children, an ordinary one at 0.0")
    func firstVersion() {
        let children = [Version(major: 3, minor: 2), Version(major: 1, minor: 0)]

        #expect(PanelRules.firstVersion(children: children).description == "3.0")
        #expect(PanelRules.firstVersion(children: []).description == "0.0")
    }

    @Test("D70: hidden panels, super panels, unknown ones and the panel itself are no children")
    func children() throws {
        let known = [
            PanelID(1): Panel.sample(1, status: .internal), PanelID(2): Panel.sample(2, children: [PanelID(3)]),
            PanelID(3): Panel.sample(3), PanelID(4): Panel.sample(4, status: .promoted),
            PanelID(5): Panel.sample(5, status: .retired),
        ]
        func refusal(_ child: Int) -> PanelRefusal? {
            do throws(PanelRefusal) {
                try PanelRules.check(children: [PanelID(4), PanelID(child)], of: PanelID(3), among: known)
                return nil
            } catch {
                return error
            }
        }

        #expect(refusal(1) == .childNotPublic(PanelID(1)))
        #expect(refusal(5) == .childNotPublic(PanelID(5)))
        #expect(refusal(2) == .childIsSuperPanel(PanelID(2)))
        #expect(refusal(9) == .unknownChild(PanelID(9)))
        #expect(refusal(3) == .ownChild)
        #expect(refusal(4) == nil)
    }

    @Test("D64: work moves to the background beyond its limit, not at it")
    func limits() {
        #expect(!BackgroundWork.isNeeded(copyingReviewsOf: 1000, to: 3))
        #expect(BackgroundWork.isNeeded(copyingReviewsOf: 3, to: 1001))
        #expect(!BackgroundWork.isNeeded(copyingEntityTo: 100, reviews: 20))
        #expect(BackgroundWork.isNeeded(copyingEntityTo: 101, reviews: 0))
        #expect(BackgroundWork.isNeeded(copyingEntityTo: 100, reviews: 21))
        #expect(!BackgroundWork.isNeeded(panelImportLines: 200, largestPanel: 200))
        #expect(BackgroundWork.isNeeded(panelImportLines: 201, largestPanel: 0))
        #expect(BackgroundWork.isNeeded(panelImportLines: 1, largestPanel: 201))
        #expect(!BackgroundWork.isNeeded(reviewImportLines: 50))
        #expect(BackgroundWork.isNeeded(reviewImportLines: 51))
    }

    @Test("3.11: being a super panel is decided by having children")
    func superPanel() {
        var header = Panel.sample(1).header
        header.types = [PanelType(id: 1, name: "Superpanel", slug: "superpanel", description: "")]

        #expect(!header.isSuperPanel)
        header.children = [PanelID(2)]
        #expect(header.isSuperPanel)
    }
}
