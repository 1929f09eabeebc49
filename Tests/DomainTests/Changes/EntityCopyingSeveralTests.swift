import Domain
import Testing

@Suite("Copying to several panels (domain.md 10)")
struct EntityCopyingSeveralTests {
    private let panel = Panel.sample(3, name: "Source")

    private func copy(
        _ record: EntityRecord, _ people: Set<Int> = [1], onto states: [PanelState], gene: Gene? = nil,
        by act: Act = .curator
    ) throws -> [PanelID: PanelOutcome] {
        let gene = try gene ?? .active("BRCA1")
        return try EntityCopying.decide(
            CopySource(panel: panel, record: record, gene: gene), reviewsOf: Set(people.map { PersonID($0) }),
            onEach: states, by: act)
    }

    private func target(_ id: Int, _ record: EntityRecord? = nil, status: PanelStatus = .public) -> PanelState {
        PanelState(panel: .sample(id, name: "Panel \(id)", status: status), entity: record)
    }

    @Test("10.1: Each panel gets what it lacks: the entity, or reviews alone")
    func each() throws {
        let record = EntityRecord.sample(evaluations: [.sample(by: 1)])

        let outcomes = try copy(record, onto: [target(11), target(12, .sample()), target(13, status: .internal)])

        #expect(outcomes.keys.sorted().map(\.rawValue) == [11, 12, 13])
        #expect(outcomes[PanelID(11)]?.texts.last == "Copied Gene BRCA1 from panel Source")
        #expect(outcomes[PanelID(12)]?.texts == ["Added reviews for Gene BRCA1 from panel Source"])
        #expect(outcomes.values.allSatisfy { $0.isMinorStep })
    }

    @Test("D63: Five targets of which one fails: none is decided on, and the one is named")
    func oneOfFive() throws {
        let record = EntityRecord.sample(evaluations: [.sample(by: 1)])
        let four = (11...14).map { target($0) }
        let inactive = try Gene.sample("BRCA1", ensembl: "{}", isActive: false)
        let parent = PanelState(panel: .sample(15, name: "Panel 15", children: [PanelID(11)]), entity: nil)

        for (bad, words) in [
            (target(15, status: .deleted), "Panel 15: This panel is deleted."),
            (parent, "Panel 15: A super panel has no entities of its own."),
            (
                PanelState(panel: panel, entity: record), "Source: An entity cannot be copied onto its own panel."
            ),
        ] {
            #expect(problems { try copy(record, onto: four + [bad]) } == ["target_panels": words])
        }
        // Four have it already, only the fifth would need the gene.
        let present = (11...14).map { target($0, .sample()) }
        let found = problems { try copy(record, onto: present + [target(15)], gene: inactive) }
        #expect(found["target_panels"]?.hasPrefix("Panel 15: BRCA1 is not an active gene") == true)
        #expect(try copy(record, onto: present, gene: inactive).count == 4)
    }

    @Test("W75: No target or no review is told at its field; an entity that nobody reviewed goes alone")
    func nothingChosen() throws {
        let reviewed = EntityRecord.sample(evaluations: [.sample(by: 1)])

        let found = problems { try copy(reviewed, [], onto: []) }
        #expect(found["target_panels"] == "Please select at least one target panel to copy the gene to.")
        #expect(
            found["reviews_to_copy"]
                == "Please select at least one review to copy. You must copy at least one review when copying a gene.")
        #expect(try copy(.sample(), [], onto: [target(11)]).count == 1)
        #expect(problems { try copy(reviewed, [1, 9], onto: [target(11)]) }.keys.sorted() == ["reviews_to_copy"])
    }

    @Test("17.1: Only curators copy, and only from ordinary panels that are not deleted")
    func refused() throws {
        let record = EntityRecord.sample()
        var parent = PanelState.sample(record)
        parent.panel.header.children = [PanelID(8)]

        #expect(refusal { try copy(record, [], onto: [target(11)], by: .reviewer) } == .forbidden)
        #expect(refusal { try EntityCopying.record(of: parent, by: .curator) } == .superPanel)
        #expect(refusal { try EntityCopying.record(of: .sample(record), by: .reviewer) } == .forbidden)
        #expect(
            refusal { try EntityCopying.record(of: .sample(record, status: .internal), by: .reviewer) }
                == .notFound("panel"))
        #expect(refusal { try EntityCopying.record(of: .sample(record, status: .deleted), by: .curator) } == .forbidden)
        #expect(refusal { try EntityCopying.record(of: .sample(), by: .curator) } == .notFound("entity"))
    }

    @Test("10.2: Reviews go between two different ordinary panels")
    func betweenPanels() throws {
        let other = Panel.sample(5)
        var parent = other
        parent.header.children = [PanelID(8)]

        #expect(refusal { try EntityCopying.checkReviewsMayGo(from: panel, to: other, by: .curator) } == nil)
        #expect(refusal { try EntityCopying.checkReviewsMayGo(from: panel, to: parent, by: .curator) } == .superPanel)
        #expect(refusal { try EntityCopying.checkReviewsMayGo(from: parent, to: panel, by: .curator) } == .superPanel)
        #expect(refusal { try EntityCopying.checkReviewsMayGo(from: panel, to: other, by: .reviewer) } == .forbidden)
        #expect(
            problems { try EntityCopying.checkReviewsMayGo(from: panel, to: panel, by: .curator) }.keys.sorted()
                == ["panel_2"])
    }

    @Test("10.1: An STR whose gene is gone is not added without it")
    func lostGene() throws {
        let record = EntityRecord.sample("X", evidence: [], specifics: .str(Facts.str)) {
            $0.geneData = try? Gene.active("BRCA1").entityCopy
        }
        let source = CopySource(panel: panel, record: record, gene: nil)

        #expect(
            problems { try EntityCopying.decide(source, reviewsOf: [], on: .sample(), by: .curator) }
                == ["gene": "There is no base gene BRCA1 any more, so it cannot be added."])
    }
}
