import Domain

/// What a curator wants copied from one panel to others (`domain.md` 10).
public enum CopyOrder: Hashable, Sendable {
    /// One entity with the reviews of these people.
    case entity(EntityAddress, to: [PanelID], reviewsOf: Set<PersonID>)
    /// The reviews of all genes that both panels have.
    case reviews(from: PanelID, to: PanelID)

    public var source: PanelID {
        switch self {
        case .entity(let address, _, _): address.panel
        case .reviews(let source, _): source
        }
    }

    public var targets: [PanelID] {
        switch self {
        case .entity(_, let targets, _): targets
        case .reviews(_, let target): [target]
        }
    }

    /// Each panel once, so that none of them counts or is told twice.
    var withoutRepetition: CopyOrder {
        guard case .entity(let address, let targets, let people) = self else { return self }
        var seen: Set<PanelID> = []
        return .entity(address, to: targets.filter { seen.insert($0).inserted }, reviewsOf: people)
    }
}

/// What came of a copy.
public struct CopyResult: Hashable, Sendable {
    /// Panels that were changed.
    public var panels: Int
    /// Those of them to which the entity is new.
    public var added: Int
    public var reviews: Int

    public init(panels: Int = 0, added: Int = 0, reviews: Int = 0) {
        self.panels = panels
        self.added = added
        self.reviews = reviews
    }

    init(_ outcomes: [PanelID: PanelOutcome]) {
        self.init()
        for outcome in outcomes.values where !outcome.isEmpty {
            panels += 1
            if case .add = outcome.entity { added += 1 }
            for review in [outcome.review] + outcome.others.map(\.review) {
                if case .copy(let copies) = review { reviews += copies.count }
            }
        }
    }
}
