import Domain
import Testing

@Suite("Changing many entities at once")
struct BulkEditTests {
    private func record(_ id: Int, _ name: String, tags: [String] = [], level: Int = 1) -> EntityRecord {
        var record = EntityRecord.sample(name, level: level, tags: tags)
        record.id = EntityID(id)
        return record
    }

    private func decide(
        _ action: BulkEdit.Action, comment: String = "", on records: [EntityRecord], by act: Act = .curator
    ) throws -> PanelOutcome {
        var state = PanelState.sample()
        state.others = records
        return try BulkEdit.decide(action, comment: comment, on: state, by: act)
    }

    private var three: [EntityRecord] { [record(1, "A", tags: ["x"]), record(2, "B"), record(3, "C")] }

    private static let actions: [BulkEdit.Action] = [
        .rate(3), .setModeOfInheritance(Facts.otherMOI), .tag(["y"]), .markReady,
    ]

    @Test("One step of the version, one history entry for each", arguments: actions)
    func oneStep(action: BulkEdit.Action) throws {
        let outcome = try decide(action, on: three)

        #expect(outcome.isMinorStep)
        #expect(outcome.entity == nil)
        #expect(outcome.others.map(\.entity) == [EntityID(1), EntityID(2), EntityID(3)])
        #expect(outcome.others.map(\.track.count) == [1, 1, 1])
        #expect(Set(outcome.activities.map(\.entityName)) == ["A", "B", "C"])
        #expect(outcome.activities.allSatisfy { $0.version == "0.4" })
    }

    @Test("Each entity becomes what the single action makes of it")
    func asSingle() throws {
        let outcome = try decide(.rate(0), comment: "why", on: three)

        for (part, record) in zip(outcome.others, three) {
            let single = try EntityCuration.rate(0, comment: "why", on: .sample(record), by: .curator)
            #expect(part.replaced?.entity == single.replaced?.entity)
            #expect(part.replaced?.flagged == true)
            #expect(part.track == single.track)
            #expect(part.review != nil)
        }
        #expect(
            try decide(.setModeOfInheritance("Unknown"), on: three).others.allSatisfy {
                $0.replaced?.entity.modeOfInheritance == "Unknown"
            })
        #expect(try decide(.markReady, on: three).others.allSatisfy { $0.replaced?.ready == true })
    }

    @Test("Tags are added to what is there and taken from it; who has it already is left alone")
    func tags() throws {
        let added = try decide(.tag(["x", "y"]), on: three)
        let same = try decide(.tag(["x"]), on: three)
        let removed = try decide(.untag(["x", "z"]), on: three)

        #expect(added.others.map { $0.replaced?.entity.tags } == [["x", "y"], ["x", "y"], ["x", "y"]])
        #expect(same.others.map(\.entity) == [EntityID(2), EntityID(3)])
        #expect(removed.others.map(\.entity) == [EntityID(1)])
        #expect(removed.others.map { $0.replaced?.entity.tags } == [[]])
        #expect(removed.texts == ["Tag x was removed from gene: A."])
    }

    @Test("Where nothing differs nothing happens")
    func nothing() throws {
        #expect(try decide(.untag(["z"]), on: three).isEmpty)
    }

    @Test("One that is refused stops all, and no rows are no change")
    func refused() {
        #expect(problems { try decide(.rate(7), on: three) }.keys.sorted() == ["status"])
        #expect(problems { try decide(.setModeOfInheritance("AD"), on: three) }.keys.sorted() == ["moi"])
        #expect(problems { try decide(.tag([" "]), on: three) }.keys.sorted() == ["tags"])
        #expect(problems { try decide(.markReady, on: []) }.keys.sorted() == ["entities"])
        #expect(refusal { try decide(.markReady, on: three, by: .reviewer) } == .forbidden)
        #expect(
            refusal {
                var state = PanelState.sample(children: [PanelID(8)])
                state.others = three
                return try BulkEdit.decide(.markReady, on: state, by: .curator)
            } == .superPanel)
    }
}

extension PanelOutcome.Part {
    fileprivate var replaced: StoredEntity? { PanelOutcome(entity: step).replaced }
}
