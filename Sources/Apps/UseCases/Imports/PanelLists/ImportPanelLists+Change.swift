import Domain
import Ports

/// What an import has changed.
public struct PanelListResult: Hashable, Sendable {
    public var lines: Int
    /// Panels that were there and differ.
    public var changedPanels: Int
    public var newPanels: Int
    public var addedEntities: Int
    public var changedEntities: Int

    public init(
        lines: Int, changedPanels: Int = 0, newPanels: Int = 0, addedEntities: Int = 0, changedEntities: Int = 0
    ) {
        self.lines = lines
        self.changedPanels = changedPanels
        self.newPanels = newPanels
        self.addedEntities = addedEntities
        self.changedEntities = changedEntities
    }

    /// In one sentence.
    public var text: String {
        let (lines, changed) = (count(lines, "line"), count(changedPanels, "panel"))
        return
            "\(lines) imported: \(changed) changed, \(newPanels) made; \(addedEntities) entities added, \(changedEntities) changed."
    }

    private func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

    mutating func add(_ change: PanelListChange) {
        let counts = change.counts
        addedEntities += counts.added
        changedEntities += counts.changed
        if counts.added + counts.changed > 0 { changedPanels += 1 }
    }
}

extension PanelListRefusal {
    /// Problems that a record keeps and a mail tells; who has more begins with these.
    static let mostLogged = 200

    var log: String {
        var texts = problems.prefix(Self.mostLogged).map(\.description)
        if problems.count > texts.count { texts.append("... and \(problems.count - texts.count) more.") }
        return texts.joined(separator: "\n")
    }
}

extension ImportPanelLists {
    /// Carries out a plan in one transaction, with the jobs that follow it. Throws `PanelListRefusal` where something is wrong that
    /// only the entities themselves tell, or that others have changed meanwhile; `ChangeConflict.doneBefore` for a
    /// list that was imported before.
    func carryOut(
        _ plan: PanelListPlan, of list: PanelList, _ act: Act, jobs: [NewJob] = []
    ) async throws -> PanelListResult {
        do {
            return try await store.importPanelList(
                list.id, entities: plan.present.mapValues { PanelListChange.entities(of: $0) }, at: act.moment,
                by: act.person
            ) { states in try Self.decide(plan, states, act, jobs) }
        } catch PanelRefusal.nameTaken {
            throw PanelListRefusal(
                plan.new.flatMap(\.rows).map { row in
                    PanelListProblem(
                        line: row.line, column: .level4, code: .badPanel,
                        text: "Somebody has made a panel of this name just now. Upload the file again.")
                })
        }
    }

    /// All problems of all panels are told at once.
    private static func decide(
        _ plan: PanelListPlan, _ states: [PanelID: PanelState], _ act: Act, _ jobs: [NewJob]
    ) throws -> PanelListOutcome<PanelListResult> {
        var result = PanelListResult(lines: plan.lines, newPanels: plan.new.count)
        var problems: [PanelListProblem] = []
        var panels: [PanelID: PanelOutcome] = [:]
        for (id, rows) in plan.present.sorted(by: { $0.key < $1.key }) {
            guard let state = states[id] else { throw ChangeConflict.noSuchPanel(id) }
            let found = PanelListPlan.problems(of: rows, on: state.panel.header)
            problems += found
            if !found.isEmpty { continue }
            var change = try PanelListChange(on: state, isNew: false, genes: plan.genes, by: act)
            change.apply(rows)
            problems += change.problems
            panels[id] = change.result()
            result.add(change)
        }
        var new: [NewPanel] = []
        for (_, rows) in plan.new {
            guard let header = PanelListPlan.header(of: rows, by: act) else { continue }
            // Its number does not matter for what is wrong.
            let draft = Panel(
                id: PanelID(0), created: act.moment, modified: act.moment, header: header, revision: Revision(1))
            let change = try fill(draft, rows, plan, act)
            problems += change.problems
            result.addedEntities += change.counts.added
            new.append(
                NewPanel(header) { panel in
                    var outcome = try fill(panel, rows, plan, act).result()
                    outcome.activities.insert(PanelListPlan.line(of: panel, by: act), at: 0)
                    return outcome
                })
        }
        if !problems.isEmpty { throw PanelListRefusal(problems) }
        return PanelListOutcome(panels, new: new, log: result.text, jobs: jobs, value: result)
    }

    private static func fill(
        _ panel: Panel, _ rows: [PanelListRow], _ plan: PanelListPlan, _ act: Act
    ) throws(Refusal) -> PanelListChange {
        var change = try PanelListChange(
            on: PanelState(panel: panel, entity: nil), isNew: true, genes: plan.genes, by: act)
        change.apply(rows)
        return change
    }
}
