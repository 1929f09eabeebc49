import Domain
import Ports

/// Hands out or skips one gene of a literature report (`domain.md 19`).
public struct WorkThroughLiterature: Sendable {
    private let store: any LiteratureStore
    private let people: any PeopleReader
    private let genes: any GeneRepo
    private let clock: any Clock

    public init(store: any LiteratureStore, people: any PeopleReader, genes: any GeneRepo, clock: any Clock) {
        self.store = store
        self.people = people
        self.genes = genes
        self.clock = clock
    }

    /// The record as it is now, with the names of the people in it.
    public struct Outcome: Sendable {
        public var record: LiteratureAssignment
        public var gene: Gene
        public var people: [PersonID: Person]
    }

    /// The base gene of an HGNC id or, without one, of a symbol; nil when there is none.
    public func gene(hgncID: String?, symbol: String?) async throws -> Gene? {
        if let hgncID {
            guard let symbol = try await genes.symbols(hgncID: hgncID).first else { return nil }
            return try await genes.gene(symbol)
        }
        guard let symbol else { return nil }
        return try await genes.gene(symbol)
    }

    /// - Parameter seen: see `LiteratureWork.decide`.
    ///
    /// Throws `LiteratureWork.Refusal`.
    public func run(
        _ work: LiteratureWork, on gene: Gene, of report: String, seen: String?, by viewer: Viewer
    ) async throws -> Outcome {
        guard let id = viewer.personID, let person = try await people.person(id), person.isActive else {
            throw LiteratureWork.Refusal.forbidden
        }
        let act = Act(person, at: clock.now(), schemaVersion: "")
        var assignee: PersonID?
        if case .assign(let person) = work { assignee = person }
        let record = try await store.work(on: gene.symbol, of: report, assignee: assignee) { state in
            try work.decide(report: report, gene: gene.symbol, seen: seen, on: state, by: act)
        }
        return Outcome(record: record, gene: gene, people: try await people(in: record))
    }

    /// The people whom a record names.
    public func people(in record: LiteratureAssignment?) async throws -> [PersonID: Person] {
        var found: [PersonID: Person] = [:]
        for id in [record?.assignedTo, record?.skippedBy].compactMap({ $0 }) { found[id] = try await people.person(id) }
        return found
    }
}
