import Domain
import Ports

/// The copy itself, in one transaction.
extension Copying {
    /// Jobs that are written with the copy, made of what came of it, and the key under which it is done once.
    struct Receipt: Sendable {
        var key: String
        var jobs: @Sendable (CopyResult) -> [NewJob]
    }

    func copy(_ order: CopyOrder, _ act: Act, _ receipt: Receipt? = nil) async throws -> CopyResult {
        switch order {
        case .entity(let address, let targets, let people):
            try await copy(address, to: targets, reviewsOf: people, act, receipt)
        case .reviews(let source, let target):
            try await copyReviews(from: source, to: target, act, receipt)
        }
    }

    /// The source is locked with the targets, so that what is copied is of one moment.
    private func copy(
        _ address: EntityAddress, to targets: [PanelID], reviewsOf people: Set<PersonID>, _ act: Act,
        _ receipt: Receipt?
    ) async throws -> CopyResult {
        let gene = try await gene(of: address)
        do {
            return try await curation.writer.change(
                [address.panel] + targets, selecting: .named(address.kind, address.name), once: receipt?.key,
                at: act.moment, by: act.person
            ) { states in
                guard let source = states[address.panel] else { throw ChangeConflict.noSuchPanel(address.panel) }
                let record = try EntityCopying.record(of: source, by: act)
                // An STR or a region may have got another gene since it was looked up.
                guard record.entity.geneSymbol == gene.symbol else { throw ChangeConflict.stale(current: record.since) }
                let outcomes = try EntityCopying.decide(
                    CopySource(panel: source.panel, record: record, gene: gene.base), reviewsOf: people,
                    onEach: targets.compactMap { states[$0] }, by: act)
                return Self.outcome(outcomes, receipt)
            }
        } catch ChangeConflict.noSuchPanel(let id) {
            throw id == address.panel ? Refusal.notFound("panel") : Self.noSuchTarget(id)
        }
    }

    private func gene(of address: EntityAddress) async throws -> (symbol: String?, base: Gene?) {
        let row = try await curation.reader.entity(of: address.panel, kind: address.kind, name: address.name)
        guard let row, let symbol = try Entity(document: row.document.bytes).geneSymbol else { return (nil, nil) }
        return (symbol, try await curation.genes.gene(symbol))
    }

    private func copyReviews(
        from source: PanelID, to target: PanelID, _ act: Act, _ receipt: Receipt?
    ) async throws -> CopyResult {
        do {
            return try await curation.writer.change(
                [source, target], selecting: .common(.gene), once: receipt?.key, at: act.moment, by: act.person
            ) { states in
                guard let giver = states[source], let taker = states[target] else { throw Refusal.notFound("panel") }
                let outcome = try EntityCopying.copyReviews(
                    from: giver.panel, of: giver.others, on: taker, by: act
                ).outcome
                return Self.outcome([target: outcome], receipt)
            }
        } catch ChangeConflict.noSuchPanel {
            throw Refusal.notFound("panel")
        }
    }

    private static func outcome(
        _ panels: [PanelID: PanelOutcome], _ receipt: Receipt?
    ) -> GroupOutcome<CopyResult> {
        let result = CopyResult(panels)
        return GroupOutcome(panels, jobs: receipt?.jobs(result) ?? [], value: result)
    }
}
