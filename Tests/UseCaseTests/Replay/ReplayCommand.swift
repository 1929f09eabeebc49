import Domain
import Ports
import UseCases

/// One call of a use case, in words that mean the same on every side: records have numbers of their own there.
struct ReplayCommand: Sendable {
    enum Call: Sendable {
        case create(PanelDraft)
        case edit(PanelID, PanelDraft, SignOffChange, expecting: Revision?)
        case promote(PanelID, comment: String)
        case setStatus(PanelID, PanelStatus)
        case markAllNotReady(PanelID)
        case add(PanelID, EntityDraft)
        case perform(EntityCommand, EntityAddress, expecting: Revision?)
        /// The comment at a place among all comments on reviews of the entity.
        case editComment(EntityAddress, at: Int, text: String)
        case deleteComment(EntityAddress, at: Int)
        case deleteReview(EntityAddress, at: Int)
        /// Entities by name; those of `stale` are sent with a revision that they had before.
        case bulk(PanelID, BulkEdit.Action, comment: String, [EntityAddress], stale: Set<EntityAddress>)
        case undo(EntityAddress, expecting: Revision?)
        case copy(CopyOrder)
    }

    var call: Call
    var viewer: Viewer

    var panel: PanelID? {
        switch call {
        case .create: nil
        case .edit(let id, _, _, _), .promote(let id, _), .setStatus(let id, _), .markAllNotReady(let id),
            .add(let id, _), .bulk(let id, _, _, _, _):
            id
        case .copy(let order): order.targets.first
        case .perform(_, let address, _), .editComment(let address, _, _), .deleteComment(let address, _),
            .deleteReview(let address, _), .undo(let address, _):
            address.panel
        }
    }

    /// The entity whose reviews and history may have changed.
    var address: EntityAddress? {
        switch call {
        case .add(let id, let draft): EntityAddress(panel: id, kind: draft.kind, name: draft.name)
        case .perform(_, let address, _), .editComment(let address, _, _), .deleteComment(let address, _),
            .deleteReview(let address, _), .undo(let address, _):
            address
        case .bulk(_, _, _, let addresses, _): addresses.first
        case .copy(.entity(let address, let targets, _)):
            targets.first.map { EntityAddress(panel: $0, kind: address.kind, name: address.name) }
        default: nil
        }
    }

    func run(on side: ReplaySide) async throws -> Answer {
        let curation = side.curation
        switch call {
        case .copy(let order):
            guard case .done(let result) = try await side.copying.carryOut(order, by: viewer) else {
                return .refused(.notFound("a copy so small is no job"))
            }
            return .copied(result)
        case .bulk(let id, let action, let comment, let addresses, let stale):
            var (entities, expecting) = ([EntityID](), [EntityID: Revision]())
            for address in addresses {
                let row = try await side.reader.entity(of: id, kind: address.kind, name: address.name)
                // A number that no entity has.
                entities.append(row?.id ?? EntityID(-1))
                if let row {
                    expecting[row.id] = stale.contains(address) ? Revision(row.since.rawValue - 1) : row.since
                }
            }
            do {
                return .done(
                    try await curation.bulk(
                        action, comment: comment, on: id, entities: entities, expecting: expecting, by: viewer))
            } catch ChangeConflict.staleEntities(let numbers) {
                return .stale(entities.indices.filter { numbers.contains(entities[$0]) })
            }
        default: return .done(try await change(on: side))
        }
    }

    private func change(on side: ReplaySide) async throws -> Panel {
        let curation = side.curation
        switch call {
        case .create(let draft): return try await curation.create(draft, by: viewer)
        case .edit(let id, let draft, let signOff, let expecting):
            return try await curation.edit(
                id, draft, signOff: signOff, expecting: expecting, zone: .gmt, by: viewer)
        case .promote(let id, let comment): return try await curation.promote(id, comment: comment, by: viewer)
        case .setStatus(let id, let status): return try await curation.setStatus(status, of: id, by: viewer)
        case .markAllNotReady(let id): return try await curation.markAllNotReady(id, by: viewer)
        case .add(let id, let draft): return try await curation.add(draft, to: id, by: viewer)
        case .perform(let command, let address, let expecting):
            return try await curation.perform(command, on: address, expecting: expecting, by: viewer)
        case .editComment(let address, let place, let text):
            let id = try await comment(address, place, side)
            return try await curation.perform(.editComment(id, text: text), on: address, by: viewer)
        case .deleteComment(let address, let place):
            let id = try await comment(address, place, side)
            return try await curation.perform(.deleteComment(id), on: address, by: viewer)
        case .undo(let address, let expecting):
            return try await curation.undo(address, expecting: expecting, by: viewer)
        case .copy, .bulk: throw Refusal.notFound("no change of one panel or entity")
        case .deleteReview(let address, let place):
            let reviews = try await dossier(address, side)?.evaluations ?? []
            let id = reviews.indices.contains(place) ? reviews[place].id : -1
            return try await curation.perform(.deleteReview(id), on: address, by: viewer)
        }
    }

    /// A number that no comment has where there is none at the place.
    private func comment(_ address: EntityAddress, _ place: Int, _ side: ReplaySide) async throws -> Int {
        let comments = try await dossier(address, side)?.evaluations.flatMap(\.comments) ?? []
        return comments.indices.contains(place) ? comments[place].id : -1
    }

    private func dossier(_ address: EntityAddress, _ side: ReplaySide) async throws -> EntityDossier? {
        let row = try await side.reader.entity(of: address.panel, kind: address.kind, name: address.name)
        guard let row else { return nil }
        return try await side.reader.dossier(of: row.id)
    }

    /// What a call was answered with.
    enum Answer: Hashable, Sendable {
        case done(Panel)
        case copied(CopyResult)
        /// The places of those of several that were changed meanwhile.
        case stale([Int])
        case refused(Refusal)
        case conflict(ChangeConflict)

        var isDone: Bool {
            switch self {
            case .done, .copied: true
            case .stale, .refused, .conflict: false
            }
        }
    }

    func answer(on side: ReplaySide) async throws -> Answer {
        do {
            return try await run(on: side)
        } catch let refusal as Refusal {
            return .refused(refusal)
        } catch let conflict as ChangeConflict {
            return .conflict(conflict)
        }
    }
}
