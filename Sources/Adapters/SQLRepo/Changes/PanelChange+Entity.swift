import Domain
import Ports
import SQLCore

extension PanelChange {
    /// One entity with what becomes of it. Without a record it is yet to be added, or there is none.
    struct Part {
        var record: EntityRecord?
        var step: PanelOutcome.EntityStep?
        var review: PanelOutcome.ReviewStep?
        var track: [TrackRecord]

        init(_ part: PanelOutcome.Part, _ record: EntityRecord?) throws {
            if case .replace(let entity, _, _, _) = part.step {
                guard let record else { throw RepoFailure.defect("a replacement without a loaded entity") }
                guard entity.kind == record.entity.kind else {
                    throw RepoFailure.defect("an entity cannot change its kind")
                }
            }
            if case .remove = part.step, record == nil { throw RepoFailure.defect("a removal without a loaded entity") }
            self.record = record
            step = part.step
            review = part.review
            track = part.track
        }

        /// The content and the mark that reviews are counted with.
        var content: (entity: Entity, ready: Bool)? {
            switch step {
            case .replace(let entity, _, let ready, _), .add(let entity, _, let ready, _, _): (entity, ready)
            case .remove, .clearReady, nil: record.map { ($0.entity, $0.ready) }
            }
        }
    }

    /// The entity that was loaded or is added, then the others.
    var parts: [Part] {
        get throws {
            let loaded = Dictionary(state.others.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
            let others = try outcome.others.map { part in
                if case .add = part.step { return try Part(part, nil) }
                guard let record = loaded[part.entity] else { throw RepoFailure.defect("a part that was not loaded") }
                return try Part(part, record)
            }
            return [try Part(outcome.ownPart, state.entity)] + others
        }
    }

    func changesContent(_ part: Part) -> Bool {
        switch part.step {
        case nil: false
        case .add, .remove: true
        case .clearReady: EntityKind.allCases.contains { stored.actual[$0].ready > 0 }
        case .replace(let entity, let flagged, let ready, _):
            part.record.map { entity != $0.entity || flagged != $0.flagged || ready != $0.ready } ?? false
        }
    }

    /// Stores one entity with its reviews and its history.
    func store(_ part: Part, _ numbers: inout PanelStatistics, on session: any SQLSession) throws {
        let entity = try storeEntity(part, &numbers, on: session)
        try storeReview(part, of: entity, &numbers, on: session)
        // The history of an entity goes with it.
        if case .remove = part.step { return }
        for record in part.track {
            guard let entity else { throw RepoFailure.defect("track records without an entity") }
            try session.insert(record, of: entity)
        }
    }

    /// Stores the entity's step and answers the entity that reviews and lines belong to.
    private func storeEntity(
        _ part: Part, _ numbers: inout PanelStatistics, on session: any SQLSession
    ) throws -> EntityID? {
        switch part.step {
        case nil: return part.record?.id
        case .add(let entity, let flagged, let ready, let evidence, let comments):
            let added = try add(entity, flagged: flagged, ready: ready, evidence, &numbers, on: session)
            for comment in comments { try session.insert(comment, onEntity: added) }
            return added
        case .replace(let entity, let flagged, let ready, let evidence):
            guard let record = part.record else { return nil }
            if changesContent(part) {
                try replace(record, by: entity, flagged: flagged, ready: ready, &numbers, on: session)
            }
            try session.change(evidence, of: record.id)
            return record.id
        case .remove:
            guard let record = part.record else { return nil }
            try remove(record, &numbers, on: session)
            return nil
        case .clearReady:
            if changesContent(part) {
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

    // MARK: Reviews

    private func storeReview(
        _ part: Part, of entity: EntityID?, _ numbers: inout PanelStatistics, on session: any SQLSession
    ) throws {
        guard let step = part.review else { return }
        guard let entity, let (content, ready) = part.content else {
            throw RepoFailure.defect("a review without its entity")
        }
        let before = try session.reviewers(of: entity)
        switch step {
        case .store(let evaluation): try session.store(evaluation, of: entity, content.kind, on: id)
        case .copy(let evaluations):
            for evaluation in evaluations { try session.store(evaluation, of: entity, content.kind, on: id) }
        case .remove(let author): try session.removeReview(of: entity, by: author)
        case .changeComment(let comment): try session.change(comment, of: entity)
        case .removeComment(let number): try session.removeComment(number, of: entity)
        }
        let after = try session.reviewers(of: entity)
        if before == after { return }
        let still = try session.stillReviewing(before.subtracting(after), but: entity, content.kind, on: id)
        numbers.replace(
            facts(content, ready: ready, before), by: facts(content, ready: ready, after), stillReviewing: still)
    }
}

extension PanelOutcome {
    /// What it says about the loaded or added entity; its number does not matter.
    var ownPart: Part { Part(EntityID(0), step: entity, review: review, track: track) }
}
