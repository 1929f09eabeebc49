import Domain
import Ports

/// Carries out what people do to panels and their entities: who is asking, the rules, one transaction.
///
/// Every method throws `Refusal` when the rules say no and `ChangeConflict.stale` when somebody else was faster; the
/// database has not changed then.
public struct Curation: Sendable {
    let reader: any PanelReader
    let writer: any PanelWriter
    let people: any PeopleReader
    let genes: any GeneRepo
    let vocabulary: any VocabularyReader
    let clock: any Clock
    /// Version of the program, noted with every version that it freezes.
    let schemaVersion: String

    public init(
        reader: any PanelReader, writer: any PanelWriter, people: any PeopleReader, genes: any GeneRepo,
        vocabulary: any VocabularyReader, clock: any Clock, schemaVersion: String
    ) {
        self.reader = reader
        self.writer = writer
        self.people = people
        self.genes = genes
        self.vocabulary = vocabulary
        self.clock = clock
        self.schemaVersion = schemaVersion
    }

    /// Who acts, as stored now: a role that was taken away since the page was shown counts no more.
    func act(of viewer: Viewer) async throws -> Act {
        guard let id = viewer.personID, let person = try await people.person(id), person.isActive else {
            throw Refusal.forbidden
        }
        return Act(person, at: clock.now(), schemaVersion: schemaVersion)
    }

    // MARK: Entities

    /// Does one thing to one entity. `expecting` is the revision of the entity that the person saw; nil is not checked
    /// (decision 25). Gives back the panel, and the entity's name, which an edit may have changed.
    @discardableResult
    public func perform(
        _ command: EntityCommand, on address: EntityAddress, expecting: Revision? = nil, by viewer: Viewer
    ) async throws -> Panel {
        let act = try await act(of: viewer)
        try await check(tags: command.tags)
        let row = try await row(of: address, for: act)
        return try await change(
            address.panel, entity: row.id, expecting: command.mayBeStale ? expecting : nil, act
        ) { state in try command.decide(state, act) }
    }

    /// The entity as it lives now. A super panel, which has none, is told by that name, but not to who may not see it.
    func row(of address: EntityAddress, for act: Act) async throws -> EntityRow {
        if let row = try await reader.entity(of: address.panel, kind: address.kind, name: address.name) { return row }
        guard let header = try await reader.panel(address.panel)?.header,
            Visibility.mayView(header.status, by: act.viewer)
        else { throw Refusal.notFound("panel") }
        throw header.isSuperPanel ? Refusal.superPanel : Refusal.notFound("entity")
    }

    /// Adds an entity; its name is refused where the panel has it already (`domain.md` D28).
    @discardableResult
    public func add(_ draft: EntityDraft, to panel: PanelID, by viewer: Viewer) async throws -> Panel {
        let act = try await act(of: viewer)
        try await check(tags: draft.tags)
        return try await change(panel, entity: nil, expecting: nil, act) { state in
            try EntityAddition.decide(draft, on: state, by: act)
        }
    }

    /// The base gene of a symbol that somebody typed; nil for an empty one.
    public func gene(_ symbol: String) async throws -> Gene? {
        if symbol.isEmpty { return nil }
        guard let gene = try await genes.gene(symbol) else {
            throw Refusal.invalid([FieldProblem("gene", "There is no gene \(symbol).")])
        }
        return gene
    }

    func check(tags: [String]) async throws {
        if tags.isEmpty { return }
        let known = Set(try await vocabulary.tags())
        if let unknown = tags.first(where: { !known.contains($0) }) {
            throw Refusal.invalid([FieldProblem("tags", "There is no tag \(unknown).")])
        }
    }

    func change(
        _ panel: PanelID, entity: EntityID?, expecting: Revision?, _ act: Act,
        decide: @escaping @Sendable (PanelState) throws -> PanelOutcome
    ) async throws -> Panel {
        do {
            return try await writer.change(
                panel, entity: entity, expecting: expecting, at: act.moment, by: act.person, decide: decide)
        } catch ChangeConflict.duplicateEntity(let kind, _) {
            throw Refusal.alreadyOnPanel(kind)
        } catch ChangeConflict.noSuchEntity {
            throw Refusal.notFound("entity")
        } catch ChangeConflict.noSuchPanel {
            throw Refusal.notFound("panel")
        }
    }
}
