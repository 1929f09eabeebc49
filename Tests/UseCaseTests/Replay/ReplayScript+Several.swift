import Domain
import Ports
import UseCases

/// Commands about several entities or panels at once, and back again.
extension ReplayScript {
    private func addresses(_ stored: ReplayMemory.Stored) -> [EntityAddress] {
        stored.items.values.map(\.record).sorted { $0.id < $1.id }.map {
            EntityAddress(panel: stored.panel.id, kind: $0.entity.kind, name: $0.entity.name)
        }
    }

    mutating func bulk(_ stored: ReplayMemory.Stored) -> ReplayCommand.Call {
        var chosen = addresses(stored).filter { _ in isLikely(30) }
        if isLikely(4) { chosen.append(EntityAddress(panel: stored.panel.id, kind: .gene, name: "NOBODY")) }
        // One named twice is changed once.
        if isLikely(10), let again = chosen.first { chosen.append(again) }
        let stale = Set(chosen.filter { _ in isLikely(3) })
        return .bulk(
            stored.panel.id, action(), comment: isLikely(70) ? "" : "For all \(count)", chosen, stale: stale)
    }

    private mutating func action() -> BulkEdit.Action {
        let tags = ReplayWorld.tags + (isLikely(95) ? [] : ["no-such-tag"])
        switch number(0..<5) {
        case 0: return .rate(isLikely(96) ? number(0..<4) : 7)
        case 1: return .setModeOfInheritance(oneOf(ModeOfInheritance.allCases.map(\.rawValue), odd: "sideways"))
        case 2: return .tag(tags.filter { _ in isLikely(40) })
        case 3: return .untag(tags.filter { _ in isLikely(40) })
        default: return .markReady
        }
    }

    mutating func undo(_ stored: ReplayMemory.Stored) -> ReplayCommand.Call {
        let records = stored.items.values.map(\.record).sorted { $0.id < $1.id }
        // What was only added has nothing to undo.
        let changed = records.filter { $0.since > Revision(3) }
        guard let record = pick(isLikely(90) && !changed.isEmpty ? changed : records) else {
            return .undo(EntityAddress(panel: stored.panel.id, kind: .gene, name: "NOBODY"), expecting: nil)
        }
        let expecting = isLikely(50) ? nil : Revision(record.since.rawValue - (isLikely(90) ? 0 : 1))
        let address = EntityAddress(panel: stored.panel.id, kind: record.entity.kind, name: record.entity.name)
        return .undo(address, expecting: expecting)
    }

    mutating func copy(_ stored: ReplayMemory.Stored, _ memory: ReplayMemory) -> ReplayCommand.Call {
        let all = memory.panels.values.map(\.panel).sorted { $0.id < $1.id }
        let usual = all.filter {
            $0.id != stored.panel.id && !$0.header.isSuperPanel && $0.header.status != .deleted
        }
        var targets = pickSome(usual.map(\.id), most: 4)
        if isLikely(8), let odd = pick(all) { targets.append(odd.id) }
        if isLikely(2) { targets.append(PanelID(4_711)) }
        if isLikely(45) { return .copy(.reviews(from: stored.panel.id, to: targets.first ?? stored.panel.id)) }
        let records = stored.items.values.map(\.record).sorted { $0.id < $1.id }
        let reviewed = records.filter { !$0.evaluations.isEmpty }
        guard let record = pick(isLikely(60) && !reviewed.isEmpty ? reviewed : records) else {
            let nobody = EntityAddress(panel: stored.panel.id, kind: .region, name: "NOBODY")
            return .copy(.entity(nobody, to: targets, reviewsOf: []))
        }
        var people = Set(record.evaluations.map(\.author).filter { _ in isLikely(85) })
        if isLikely(4) { people.insert(PersonID(number(1..<7))) }
        let address = EntityAddress(panel: stored.panel.id, kind: record.entity.kind, name: record.entity.name)
        return .copy(.entity(address, to: targets, reviewsOf: people))
    }

    private mutating func pickSome<T>(_ items: [T], most: Int) -> [T] {
        var (rest, chosen) = (items, [T]())
        for _ in 0..<number(isLikely(95) ? 1..<(most + 1) : 0..<1) where !rest.isEmpty {
            chosen.append(rest.remove(at: number(0..<rest.count)))
        }
        return chosen
    }
}
