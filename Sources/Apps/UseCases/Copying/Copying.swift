import Domain
import Ports

/// Copies entities and reviews to other panels: all targets or none. At once where that takes a moment, else as a job whose
/// end is told by a mail (`domain.md` 20).
///
/// Throws `Refusal` when the rules say no; nothing has changed then, and no job is written.
public struct Copying: Sendable {
    /// Does everything else that people change.
    public let curation: Curation
    let reviews: any ReviewReader
    let outbox: JobOutbox

    public init(curation: Curation, reviews: any ReviewReader, outbox: JobOutbox) {
        self.curation = curation
        self.reviews = reviews
        self.outbox = outbox
    }

    public enum Answer: Hashable, Sendable {
        case done(CopyResult)
        case inBackground
    }

    public func carryOut(_ order: CopyOrder, by viewer: Viewer) async throws -> Answer {
        let order = order.withoutRepetition
        let act = try await curation.act(of: viewer)
        guard try await isLarge(order, act) else { return .done(try await copy(order, act)) }
        let ticket = CopyTicket(person: act.person, order: order)
        try await outbox.store.add([ticket.job], at: act.moment)
        await outbox.sendSoon()
        return .inBackground
    }

    /// Whether the work is for a job. What a person did wrong is told at once, whoever does the work.
    private func isLarge(_ order: CopyOrder, _ act: Act) async throws -> Bool {
        let source = try await panel(order.source)
        switch order {
        case .entity(_, let targets, let people):
            return BackgroundWork.isNeeded(copyingEntityTo: targets.count, reviews: people.count)
                ? try await check(order, source, act) : false
        case .reviews(_, let target):
            let target = try await panel(target)
            let genes = (source.header.counts.genes ?? 0, target.header.counts.genes ?? 0)
            guard BackgroundWork.isNeeded(copyingReviewsOf: genes.0, to: genes.1) else { return false }
            try EntityCopying.checkReviewsMayGo(from: source, to: target, by: act)
            return true
        }
    }

    /// Refuses an order that the job would refuse, as far as that can be seen now.
    private func check(_ order: CopyOrder, _ source: Panel, _ act: Act) async throws -> Bool {
        guard case .entity(let address, let targets, let people) = order else { return true }
        let reader = curation.reader
        guard let row = try await reader.entity(of: address.panel, kind: address.kind, name: address.name) else {
            throw source.header.isSuperPanel ? Refusal.superPanel : Refusal.notFound("entity")
        }
        let dossier = try await reviews.dossier(of: row.id)
        let record = EntityRecord(
            id: row.id, entity: try Entity(document: row.document.bytes), flagged: row.flagged, ready: row.ready,
            since: row.since, evidence: dossier.evidence, evaluations: dossier.evaluations)
        let panels = Dictionary(
            try await reader.catalogue().map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        for target in targets where panels[target] == nil { throw Self.noSuchTarget(target) }
        try EntityCopying.check(
            source, record, reviewsOf: people, onto: targets.compactMap { panels[$0] }, by: act)
        return true
    }

    private func panel(_ id: PanelID) async throws -> Panel {
        guard let panel = try await curation.reader.panel(id) else { throw Refusal.notFound("panel") }
        return panel
    }

    static func noSuchTarget(_ id: PanelID) -> Refusal {
        .invalid([FieldProblem("target_panels", "Select a valid choice. There is no panel \(id).")])
    }
}
