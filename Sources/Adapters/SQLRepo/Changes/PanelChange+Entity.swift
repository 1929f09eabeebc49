import Domain
import Ports
import SQLCore

extension PanelChange {
    /// Stores the entity's step and answers the entity that lines belong to.
    func storeEntity(_ numbers: inout PanelStatistics, on session: any SQLSession) throws -> EntityID? {
        switch outcome.entity {
        case nil: return record?.id
        case .add(let entity, let flagged, let ready, let evidence, let comments):
            let added = try add(entity, flagged: flagged, ready: ready, evidence, &numbers, on: session)
            for comment in comments { try session.insert(comment, onEntity: added) }
            return added
        case .replace(let entity, let flagged, let ready, let evidence):
            guard let record else { throw RepoFailure.defect("a replacement without a loaded entity") }
            if try entityChanges {
                try replace(record, by: entity, flagged: flagged, ready: ready, &numbers, on: session)
            }
            try session.change(evidence, of: record.id)
            return record.id
        case .remove:
            guard let record else { throw RepoFailure.defect("a removal without a loaded entity") }
            try remove(record, &numbers, on: session)
            return nil
        case .clearReady:
            if try entityChanges {
                try session.clearReady(of: id, at: next)
                for kind in EntityKind.allCases { numbers[kind].ready = 0 }
            }
            return nil
        }
    }

    private func add(
        _ entity: Entity, flagged: Bool, ready: Bool, _ evidence: [Evidence], _ numbers: inout PanelStatistics,
        on session: any SQLSession
    ) throws -> EntityID {
        let gene = try session.linkedGene(of: entity)
        let added = try session.addEntity(entity.kind, entity.name, gene: gene, on: id, at: moment)
        try session.insertRevision(state(added, entity, flagged: flagged, ready: ready))
        try session.setTags(entity.tags, of: added)
        try session.change(PanelOutcome.EvidenceChange(added: evidence), of: added)
        numbers.replace(nil, by: facts(entity, ready: ready, []), stillReviewing: [])
        return added
    }

    private func replace(
        _ record: EntityRecord, by entity: Entity, flagged: Bool, ready: Bool, _ numbers: inout PanelStatistics,
        on session: any SQLSession
    ) throws {
        guard entity.kind == record.entity.kind else { throw RepoFailure.defect("an entity cannot change its kind") }
        if entity.name != record.entity.name {
            try session.checkNoLiveEntity(entity.kind, entity.name, on: id, but: record.id)
        }
        let reviewers = try session.reviewers(of: record.id)
        numbers.replace(
            facts(record.entity, ready: record.ready, reviewers), by: facts(entity, ready: ready, reviewers),
            stillReviewing: reviewers)
        try session.endRevision(of: record.id, at: next)
        try session.insertRevision(state(record.id, entity, flagged: flagged, ready: ready))
        let gene = try session.linkedGene(of: entity)
        try session.updateEntity(record.id, entity.kind, name: entity.name, gene: gene, at: moment)
        if Set(entity.tags) != Set(record.entity.tags) { try session.setTags(entity.tags, of: record.id) }
    }

    private func remove(_ record: EntityRecord, _ numbers: inout PanelStatistics, on session: any SQLSession) throws {
        let reviewers = try session.reviewers(of: record.id)
        numbers.replace(
            facts(record.entity, ready: record.ready, reviewers), by: nil,
            stillReviewing: try session.stillReviewing(reviewers, but: record.id, record.entity.kind, on: id))
        try session.removeEntity(record.id, at: next, moment)
    }

    private func facts(_ entity: Entity, ready: Bool, _ reviewers: Set<PersonID>) -> EntityFacts {
        EntityFacts(entity.kind, ready: ready, confidence: entity.confidence, reviewers: reviewers)
    }

    private func state(_ entity: EntityID, _ content: Entity, flagged: Bool, ready: Bool) -> EntityState {
        EntityState(
            entity: entity, panel: id, kind: content.kind, name: content.name, confidence: content.confidence,
            flagged: flagged, ready: ready, from: next, to: nil, document: EntityDocument(content))
    }

    // MARK: Reviews and lines

    /// Stores the review step of the loaded or added entity.
    func storeReview(of entity: EntityID?, _ numbers: inout PanelStatistics, on session: any SQLSession) throws {
        guard let step = outcome.review else { return }
        guard let entity, let current = outcome.entity.content ?? record.map({ ($0.entity, $0.ready) }) else {
            throw RepoFailure.defect("a review without its entity")
        }
        let kind = current.0.kind
        let before = try session.reviewers(of: entity)
        switch step {
        case .store(let evaluation): try session.store(evaluation, of: entity, kind, on: id)
        case .remove(let author): try session.removeReview(of: entity, by: author)
        case .changeComment(let comment): try session.change(comment, of: entity)
        case .removeComment(let number): try session.removeComment(number, of: entity)
        }
        let after = try session.reviewers(of: entity)
        if before == after { return }
        let still = try session.stillReviewing(before.subtracting(after), but: entity, kind, on: id)
        numbers.replace(
            facts(current.0, ready: current.1, before), by: facts(current.0, ready: current.1, after),
            stillReviewing: still)
    }

    func storeLines(of entity: EntityID?, on session: any SQLSession) throws {
        for var line in outcome.activities {
            line.panel = line.panel ?? id
            try session.insert(line)
        }
        if outcome.entity.isRemoval { return }
        for record in outcome.track {
            guard let entity else { throw RepoFailure.defect("track records without an entity") }
            try session.insert(record, of: entity)
        }
    }
}

extension PanelOutcome.EntityStep? {
    fileprivate var isRemoval: Bool {
        if case .remove = self { true } else { false }
    }

    fileprivate var content: (Entity, Bool)? {
        switch self {
        case .replace(let entity, _, let ready, _), .add(let entity, _, let ready, _, _): (entity, ready)
        case .remove, .clearReady, nil: nil
        }
    }
}
