import Domain
import Ports
import TestSupport
import UseCases

/// Makes up commands that a curator or reviewer could send, most of them sensible, some not.
struct ReplayScript {
    private(set) var random: SeededGenerator
    private var serial = 0

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    mutating func number(_ range: Range<Int>) -> Int { Int.random(in: range, using: &random) }
    private mutating func chance(_ percent: Int) -> Bool { number(0..<100) < percent }

    mutating func pick<T>(_ items: [T]) -> T? { items.randomElement(using: &random) }

    /// The next command, on top of what is in memory now.
    mutating func next(_ memory: ReplayMemory) -> ReplayCommand {
        serial += 1
        let viewer = viewer()
        // First there are panels, and two that join them.
        if memory.panels.count < 6 { return ReplayCommand(call: .create(panel(memory)), viewer: ReplayWorld.viewer(1)) }
        // Most commands of people go to panels that take them.
        let all = memory.panels.values.sorted { $0.panel.id < $1.panel.id }
        let usual = all.filter { !$0.panel.header.isSuperPanel && $0.panel.header.status != .deleted }
        guard let panel = pick(chance(88) && !usual.isEmpty ? usual : all) else {
            return ReplayCommand(call: .create(self.panel(memory)), viewer: viewer)
        }
        return ReplayCommand(call: call(on: panel, memory), viewer: viewer)
    }

    private mutating func viewer() -> Viewer {
        switch number(0..<100) {
        case 0..<55: ReplayWorld.viewer(1)
        case 55..<83: ReplayWorld.viewer(2)
        case 83..<90: ReplayWorld.viewer(3)
        case 90..<97: ReplayWorld.viewer(4)
        case 97: ReplayWorld.viewer(5)
        case 98: ReplayWorld.viewer(6)
        default: .anonymous
        }
    }

    private mutating func call(on stored: ReplayMemory.Stored, _ memory: ReplayMemory) -> ReplayCommand.Call {
        let id = chance(99) ? stored.panel.id : PanelID(4_711)
        switch number(0..<100) {
        case 0..<2 where memory.panels.count < 12: return .create(panel(memory))
        case 0..<10: return edit(stored, memory)
        case 10..<13: return .promote(id, comment: chance(85) ? "Reviewed \(serial)" : " ")
        case 13..<19:
            // Deleted panels come back with the form, which the script seldom does right.
            let statuses: [PanelStatus] = chance(10) ? [.deleted, .retired] : [.public, .promoted, .internal]
            return .setStatus(id, pick(statuses) ?? .public)
        case 19..<21: return .markAllNotReady(id)
        case 21..<34: return .add(id, entity(stored))
        case 34..<40: return bulk(stored)
        case 40..<45: return undo(stored)
        case 45..<53: return copy(stored, memory)
        default: return entityCall(stored)
        }
    }

    // MARK: Panels

    private mutating func panel(_ memory: ReplayMemory) -> PanelDraft {
        let taken = chance(10) ? pick(memory.panels.values.map(\.panel.header.name).sorted()) : nil
        var draft = PanelDraft(
            name: taken ?? "Panel \(serial)", description: chance(95) ? "About \(serial)" : "",
            relevantDisorders: texts("Disorder"), status: chance(80) ? .public : .internal, types: types())
        if memory.panels.count > 3, chance(memory.panels.count < 6 ? 100 : 25) { draft.children = children(memory) }
        return draft
    }

    private mutating func children(_ memory: ReplayMemory) -> [PanelID] {
        let plain = memory.panels.values.filter {
            !$0.panel.header.isSuperPanel && ($0.panel.header.status.isPublic || chanceOfOdd)
        }.map(\.panel.id).sorted()
        var children = Array(plain.shuffled(using: &random).prefix(number(1..<4)))
        if chance(5) { children.append(PanelID(number(1..<20))) }
        return children
    }

    /// Now and then a panel that cannot be a child.
    private var chanceOfOdd: Bool { serial % 7 == 0 }

    private mutating func edit(_ stored: ReplayMemory.Stored, _ memory: ReplayMemory) -> ReplayCommand.Call {
        var draft = PanelDraft(stored.panel.header)
        var signOff = SignOffChange.unchanged
        switch number(0..<8) {
        case 0: draft.name = chance(80) ? "Panel \(serial)" : "Panel \(number(1..<8))"
        case 1: draft.description = "About \(serial)"
        case 2: draft.types = types()
        case 3: draft.relevantDisorders = texts("Disorder")
        case 4: if draft.children.isEmpty == chance(5) { draft.children = children(memory) }
        case 5: if !draft.children.isEmpty, chance(20) { draft.children = [] } else { draft.hpo = texts("HP:") }
        case 6: signOff = self.signOff(stored)
        default:
            draft.status = pick(PanelStatus.allCases.filter { $0 != .deleted }) ?? .public
            if chance(30) { signOff = self.signOff(stored) }
        }
        let seen = number(0..<10)
        let expecting =
            seen < 5
            ? nil : Revision(max(1, stored.panel.revision.rawValue - (seen == 9 ? number(1..<20) : 0)))
        return .edit(stored.panel.id, draft, signOff, expecting: expecting)
    }

    private mutating func signOff(_ stored: ReplayMemory.Stored) -> SignOffChange {
        if chance(20) { return .remove }
        let versions = stored.versions.map(\.version) + [stored.panel.header.version, Version(major: 90, minor: 1)]
        let date = chance(50) ? nil : CivilDate(year: 2026, month: 1 + serial % 12, day: 1 + serial % 28)
        return .sign(pick(versions) ?? stored.panel.header.version, date)
    }

    mutating func types() -> [PanelType] { ReplayWorld.types.filter { _ in chance(40) } }
    mutating func texts(_ word: String) -> [String] { (0..<number(0..<3)).map { "\(word) \(serial)-\($0)" } }
    mutating func oneOf(_ texts: [String], odd: String) -> String { chance(96) ? pick(texts) ?? odd : odd }
    mutating func isLikely(_ percent: Int) -> Bool { chance(percent) }
    var count: Int { serial }
}
