import Domain
import Ports

/// What commands do to one entity in memory.
extension ReplayMemory {
    mutating func apply(_ part: PanelOutcome.Part, to stored: inout Stored, at moment: Instant) throws {
        let revision = stored.panel.revision.next
        var owner: EntityID? = part.entity
        switch part.step {
        case nil: break
        case .add(let entity, let flagged, let ready, let evidence, let comments):
            try checkFree(entity, but: nil, on: stored)
            let id = identity(of: entity, on: &stored)
            var item = Item(
                EntityRecord(
                    id: id, entity: entity, flagged: flagged, ready: ready, since: revision,
                    evidence: numbered(evidence).newestFirst))
            item.comments = numbered(comments).newestFirst
            stored.items[id] = item
            owner = id
        case .replace(let entity, let flagged, let ready, let evidence):
            guard var record = stored.items[part.entity]?.record else { return }
            try checkFree(entity, but: part.entity, on: stored)
            if entity != record.entity || flagged != record.flagged || ready != record.ready {
                record.since = revision
            }
            (record.entity, record.flagged, record.ready) = (entity, flagged, ready)
            record.evidence.removeAll { evidence.removed.contains($0.id) }
            record.evidence = (record.evidence + numbered(evidence.added)).newestFirst
            stored.items[part.entity]?.record = record
        case .remove:
            guard let item = stored.items.removeValue(forKey: part.entity) else { return }
            stored.formers.append(
                Former(id: part.entity, kind: item.record.entity.kind, name: item.record.entity.name))
            return
        case .clearReady:
            for (id, item) in stored.items where item.record.ready {
                stored.items[id]?.record.ready = false
                stored.items[id]?.record.since = revision
            }
        }
        guard let owner, var item = stored.items[owner] else { return }
        review(part.review, &item)
        for var line in part.track {
            line.id = next()
            item.track.append(line)
        }
        item.track = item.track.newestFirst
        stored.items[owner] = item
    }

    private func checkFree(_ entity: Entity, but id: EntityID?, on stored: Stored) throws {
        let twin = stored.items.values.contains {
            $0.record.id != id && $0.record.entity.kind == entity.kind && $0.record.entity.name == entity.name
        }
        if twin { throw ChangeConflict.duplicateEntity(kind: entity.kind, name: entity.name) }
    }

    /// Who comes back under the same name is the same entity, and continues its history.
    private mutating func identity(of entity: Entity, on stored: inout Stored) -> EntityID {
        let index = stored.formers.lastIndex { $0.kind == entity.kind && $0.name == entity.name }
        return index.map { stored.formers.remove(at: $0).id } ?? EntityID(next())
    }

    // MARK: Reviews

    private mutating func review(_ step: PanelOutcome.ReviewStep?, _ item: inout Item) {
        switch step {
        case nil: break
        case .store(let evaluation): store(evaluation, &item)
        case .copy(let evaluations): for evaluation in evaluations { store(evaluation, &item) }
        case .remove(let author): item.record.evaluations.removeAll { $0.author == author }
        case .changeComment(let new):
            for (index, evaluation) in item.record.evaluations.enumerated() {
                guard let place = evaluation.comments.firstIndex(where: { $0.id == new.id }) else { continue }
                item.record.evaluations[index].comments[place] = new
                item.record.evaluations[index].modified = new.modified
                item.record.evaluations[index].lastUpdated = new.lastUpdated
            }
        case .removeComment(let id):
            for index in item.record.evaluations.indices {
                item.record.evaluations[index].comments.removeAll { $0.id == id }
            }
        }
    }

    private mutating func store(_ given: Evaluation, _ item: inout Item) {
        var evaluation = given
        let index = item.record.evaluations.firstIndex { $0.author == given.author }
        let old = index.map { item.record.evaluations.remove(at: $0) }
        evaluation.id = old?.id ?? next()
        let new = numbered(given.comments.filter { $0.id <= 0 }.reversed())
        evaluation.comments = ((old?.comments ?? []) + new).newestFirst
        item.record.evaluations = (item.record.evaluations + [evaluation]).newestFirst
    }

    /// Oldest first, so numbers rise with age.
    private mutating func numbered<Record: Dated>(_ records: [Record]) -> [Record] {
        var records = records
        for index in records.indices { records[index].id = next() }
        return records
    }
}

/// A record with a number and the moment at which it was made.
protocol Dated {
    var id: Int { get set }
    var created: Instant { get }
}

extension Evidence: Dated {}
extension Domain.Comment: Dated {}
extension Evaluation: Dated {}
extension TrackRecord: Dated {}
extension Activity: Dated {}

extension Array where Element: Dated {
    /// By moment, then by number.
    var newestFirst: [Element] {
        sorted { a, b in a.created != b.created ? a.created > b.created : a.id > b.id }
    }
}
