import DatabaseSupport
import Domain
import Ports
import SystemClock
import Testing
import UseCases

/// What use cases refuse before the rules of the domain are asked, and after they were.
@Suite("Curation: refusals")
struct CurationRefusalTests {
    private func panel(
        _ side: ReplaySide, _ name: String, _ status: PanelStatus = .public, children: [PanelID] = []
    ) async throws -> PanelID {
        let draft = PanelDraft(name: name, description: "d", status: status, children: children)
        return try await side.curation.create(draft, by: ReplayWorld.viewer(1)).id
    }

    @Test(
        "Decision 22: A hidden super panel answers a reviewer as a panel that does not exist",
        arguments: DatabaseKind.tested)
    func hiddenSuperPanel(kind: DatabaseKind) async throws {
        try await ReplayWorld.with(kind) { repo in
            let side = ReplaySide(kind, repo, clock: SystemClock())
            let child = try await panel(side, "Child")
            let hidden = try await panel(side, "Hidden", .internal, children: [child])
            let shown = try await panel(side, "Shown", .public, children: [child])
            func refusal(_ panel: PanelID, by person: Int) async throws -> Refusal? {
                do {
                    try await side.curation.perform(
                        .review(ReviewDraft(rating: "GREEN")),
                        on: EntityAddress(panel: panel, kind: .gene, name: "GEN1"), by: ReplayWorld.viewer(person))
                    return nil
                } catch let refusal as Refusal { return refusal }
            }

            #expect(try await refusal(hidden, by: 3) == .notFound("panel"))
            #expect(try await refusal(PanelID(4_711), by: 3) == .notFound("panel"))
            #expect(try await refusal(hidden, by: 1) == .superPanel)
            #expect(try await refusal(shown, by: 3) == .superPanel)
            #expect(try await refusal(child, by: 3) == .notFound("entity"))
        }
    }

    @Test(
        "BUG-11: Two forms sent at one moment make no super panel part of another: one is stored, the other told why",
        arguments: DatabaseKind.tested)
    func nestedAtOnce(kind: DatabaseKind) async throws {
        try await ReplayWorld.with(kind) { repo in
            let side = ReplaySide(kind, repo, clock: SystemClock())
            let curator = ReplayWorld.viewer(1)
            for round in 0..<8 {
                let (top, middle, bottom) = (
                    try await panel(side, "Top \(round)"), try await panel(side, "Middle \(round)"),
                    try await panel(side, "Bottom \(round)")
                )
                @Sendable func put(_ child: PanelID, into parent: PanelID) async throws -> Refusal? {
                    guard let header = try await side.reader.panel(parent)?.header else { return .notFound("panel") }
                    var draft = PanelDraft(header)
                    draft.children = [child]
                    do {
                        try await side.curation.edit(parent, draft, zone: .gmt, by: curator)
                        return nil
                    } catch let refusal as Refusal { return refusal }
                }
                async let first = put(middle, into: top)
                async let second = put(bottom, into: middle)
                let answers = try await [first, second]

                #expect(answers.count { $0 == nil } == 1)
                guard case .invalid(let problems) = answers.compactMap({ $0 }).first else {
                    Issue.record("\(answers)")
                    continue
                }
                #expect(problems.map(\.field) == ["child_panels"])
            }
            let catalogue = try await repo.catalogue()
            let parents = Set(catalogue.filter { $0.header.isSuperPanel }.map(\.id))
            #expect(parents.count == 8)
            #expect(!catalogue.flatMap(\.header.children).contains(where: parents.contains))
        }
    }
}
