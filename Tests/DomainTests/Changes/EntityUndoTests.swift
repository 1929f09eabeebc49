import Domain
import Testing

@Suite("Undoing the last change of an entity")
struct EntityUndoTests {
    /// The outcome of a decision, as the record that the next one finds.
    private func after(_ record: EntityRecord, _ outcome: PanelOutcome) throws -> EntityRecord {
        let stored = try #require(outcome.replaced)
        var next = record
        next.entity = stored.entity
        (next.flagged, next.ready) = (stored.flagged, stored.ready)
        next.evidence.removeAll { stored.evidence.removed.contains($0.id) }
        for (offset, item) in stored.evidence.added.enumerated() {
            var item = item
            item.id = 100 + offset
            next.evidence.append(item)
        }
        next.evidence.sort { ($0.created, $0.id) > ($1.created, $1.id) }
        return next
    }

    private func undo(_ record: EntityRecord, to past: EntityRecord) throws -> PanelOutcome {
        try EntityUndo.decide(
            EntityPast(entity: past.entity, flagged: past.flagged, ready: past.ready), on: .sample(record),
            by: .curator)
    }

    private let record = EntityRecord.sample(
        level: 3, evidence: [.numbered(3, "Expert Review Green"), .numbered(2, "UKGTN"), .numbered(1, "Other")],
        tags: ["a"], evaluations: [.sample(by: 2)])

    @Test("An edit is undone to the letter, as a new change with a step, a record and an activity")
    func edited() throws {
        var edit = EntityEdit()
        edit.phenotypes = .set(["New"])
        edit.tags = .set([])
        let changed = try after(record, try EntityEditing.decide(edit, on: .sample(record), by: .curator))

        let outcome = try undo(changed, to: record)

        #expect(outcome.isMinorStep)
        #expect(outcome.replaced?.entity == record.entity)
        #expect(
            outcome.lines == [
                "The last change of gene: BRCA1 was undone",
                "Phenotypes for gene: BRCA1 were changed from New to Fever", "Tag a was added to BRCA1.",
            ])
        #expect(outcome.keys == ["Undone", "SetPhenotypes", "AddedTag"])
        #expect(outcome.track.map(\.level) == [3])
        #expect(outcome.texts == [outcome.lines.joined(separator: "\n")])
        #expect(outcome.events == ["undone"])
        #expect(outcome.review == nil)
    }

    @Test("A rating is undone with the verdict that it replaced, in its old place", arguments: [0, 1, 2])
    func rated(level: Int) throws {
        let changed = try after(record, try EntityCuration.rate(level, on: .sample(record), by: .curator))

        let outcome = try undo(changed, to: record)
        let restored = try after(changed, outcome)

        #expect(restored.entity == record.entity)
        #expect(restored.flagged == record.flagged)
        #expect(restored.evidence.map(\.name) == record.entity.evidence)
        #expect(Score.level(evidence: restored.evidence, flagged: false) == .green)
        #expect(outcome.keys == ["Undone", "RemovedSource", "NewSource", "GelStatusUpdate"])
    }

    @Test("Cleared sources come back in their order, so that the level is the same again")
    func cleared() throws {
        let record = EntityRecord.sample(
            level: 1,
            evidence: [
                .numbered(4, "Expert Review Red"), .numbered(3, "Literature", by: 2, .reviewer), .numbered(2, "UKGTN"),
                .numbered(1, "Expert Review Green"),
            ])
        let changed = try after(record, try EntityCuration.clearSources(on: .sample(record), by: .curator))

        let restored = try after(changed, try undo(changed, to: record))

        #expect(restored.evidence.map(\.name) == record.entity.evidence)
        #expect(Score.level(evidence: restored.evidence, flagged: false) == .red)
    }

    @Test("A reviewer's source that an edit removed comes back without making a level that was not there")
    func reviewersSource() throws {
        let record = EntityRecord.sample(level: 0, evidence: [.numbered(1, "Literature", by: 2, .reviewer)])
        var edit = EntityEdit()
        edit.sources = .set(["Other"])
        let changed = try after(record, try EntityEditing.decide(edit, on: .sample(record), by: .curator))
        #expect(changed.entity.confidence == .red)

        let restored = try after(changed, try undo(changed, to: record))

        #expect(restored.entity == record.entity)
        #expect(Score.level(evidence: restored.evidence, flagged: false) == .noList)
    }

    @Test("Marks are undone too; a renamed or re-pointed entity gets its name back")
    func marksAndNames() throws {
        let ready = try after(record, try EntityCuration.markReady(on: .sample(record), by: .curator))
        var edit = EntityEdit()
        edit.gene = .set(try .active("BRCA2"))
        let renamed = try after(record, try EntityEditing.decide(edit, on: .sample(record), by: .curator))

        #expect(try undo(ready, to: record).replaced?.ready == false)
        let outcome = try undo(renamed, to: record)
        #expect(outcome.replaced?.entity == record.entity)
        #expect(outcome.lines == ["The last change of gene: BRCA2 was undone", "BRCA2 was changed to BRCA1"])
        #expect(outcome.activities.map(\.entityName) == ["BRCA1"])
    }

    @Test("Facts of STRs and regions are undone with their lines, values of an older vocabulary included")
    func facts() throws {
        let str = EntityRecord.sample("X", specifics: .str(Facts.str)) { $0.modeOfInheritance = "AD" }
        var edit = EntityEdit()
        edit.name = .set("Y")
        edit.grch37 = .set(nil)
        edit.normalRepeats = .set(0)
        edit.modeOfInheritance = .set(Facts.moi)
        edit.gene = .set(try .active("HTT"))
        let changed = try after(str, try EntityEditing.decide(edit, on: .sample(str), by: .curator))

        let outcome = try undo(changed, to: str)

        #expect(outcome.replaced?.entity == str.entity)
        #expect(
            outcome.lines == [
                "The last change of STR: Y was undone", "Y was changed to X",
                "GRCh37 position for Y was changed from - to 10-20.",
                "Normal Number of Repeats for Y was changed from 0 to 26.",
                "Mode of inheritance for STR: Y was changed from \(Facts.moi) to AD", "Gene: HTT was removed.",
            ])
    }

    @Test("An undo can be undone")
    func again() throws {
        var edit = EntityEdit()
        edit.publications = .set(["222"])
        let changed = try after(record, try EntityEditing.decide(edit, on: .sample(record), by: .curator))
        let restored = try after(changed, try undo(changed, to: record))

        #expect(try undo(restored, to: changed).replaced?.entity == changed.entity)
    }

    @Test("Without a difference, or without a past, there is nothing to undo")
    func nothing() {
        for past in [nil, EntityPast(entity: record.entity, flagged: false, ready: false)] {
            #expect(
                problems { try EntityUndo.decide(past, on: .sample(record), by: .curator) } == [
                    "": "There is nothing to undo."
                ])
        }
    }

    @Test("A removed entity comes back as it was, with its sources")
    func bringBack() throws {
        let past = EntityPast(entity: record.entity, flagged: true, ready: true)

        let outcome = try EntityUndo.bringBack(past, on: .sample(), by: .curator)
        let added = try #require(outcome.added)

        #expect(outcome.isMinorStep)
        #expect(added.entity == record.entity)
        #expect(added.flagged)
        #expect(added.ready)
        #expect(added.evidence.added.map(\.name) == ["Other", "UKGTN", "Expert Review Green"])
        #expect(outcome.lines == ["The removal of gene: BRCA1 was undone"])
        #expect(outcome.events == ["undone"])
    }

    @Test("17.1, D76: undoing is for curators, and not for super panels")
    func refused() {
        let past = EntityPast(entity: record.entity, flagged: true, ready: false)
        let state = PanelState.sample(record, children: [PanelID(8)])

        #expect(refusal { try EntityUndo.decide(past, on: .sample(record), by: .reviewer) } == .forbidden)
        #expect(refusal { try EntityUndo.bringBack(past, on: .sample(), by: .reviewer) } == .forbidden)
        #expect(refusal { try EntityUndo.decide(past, on: state, by: .curator) } == .superPanel)
        #expect(refusal { try EntityUndo.decide(past, on: .sample(nil), by: .curator) } == .notFound("entity"))
    }
}
