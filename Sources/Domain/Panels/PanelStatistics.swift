/// The numbers of one panel: seven for each of genes, STRs and regions are five stored ones, and six totals follow from
/// them; 21 keys in all (`domain.md 12.1`).
public struct PanelStatistics: Hashable, Sendable {
    public var genes: KindStatistics
    public var strs: KindStatistics
    public var regions: KindStatistics

    public init(
        genes: KindStatistics = KindStatistics(), strs: KindStatistics = KindStatistics(),
        regions: KindStatistics = KindStatistics()
    ) {
        self.genes = genes
        self.strs = strs
        self.regions = regions
    }

    public subscript(kind: EntityKind) -> KindStatistics {
        get {
            switch kind {
            case .gene: genes
            case .str: strs
            case .region: regions
            }
        }
        set {
            switch kind {
            case .gene: genes = newValue
            case .str: strs = newValue
            case .region: regions = newValue
            }
        }
    }

    private var parts: [KindStatistics] { [genes, strs, regions] }

    /// Distinct people with a review on any entity (`domain.md D67`).
    public var reviewers: Set<PersonID> { genes.reviewers.union(strs.reviewers).union(regions.reviewers) }
    public var evaluated: Int { parts.reduce(0) { $0 + $1.evaluated } }
    public var entities: Int { parts.reduce(0) { $0 + $1.entities } }
    public var ready: Int { parts.reduce(0) { $0 + $1.ready } }
    public var green: Int { parts.reduce(0) { $0 + $1.green } }

    /// Share of entities with at least one review, in whole percent; 0 for an empty panel.
    public var evaluatedPercent: Int {
        entities == 0 ? 0 : Int((Double(evaluated) * 100 / Double(entities)).rounded(.toNearestOrEven))
    }

    /// Statistics over entities; `reviewers` holds who reviewed each. For a super panel, give the entities of all
    /// children: an item on two children counts twice, a person once (`domain.md 12.2`, D67).
    public static func compute(_ entities: some Swift.Sequence<EntityFacts>) -> PanelStatistics {
        var result = PanelStatistics()
        for entity in entities { result[entity.kind].add(entity) }
        return result
    }

    public var counts: EntityCounts {
        EntityCounts(genes: genes.entities, strs: strs.entities, regions: regions.entities)
    }
}

/// Numbers for entities of one kind.
public struct KindStatistics: Hashable, Sendable {
    public var reviewers: Set<PersonID> = []
    /// Entities with at least one review.
    public var evaluated = 0
    public var entities = 0
    /// Entities that a curator marked ready.
    public var ready = 0
    /// Entities of level 3 or above, flagged ones included.
    public var green = 0

    public init() {}

    mutating func add(_ entity: EntityFacts) {
        reviewers.formUnion(entity.reviewers)
        evaluated += entity.reviewers.isEmpty ? 0 : 1
        entities += 1
        ready += entity.isReady ? 1 : 0
        green += entity.isGreen ? 1 : 0
    }
}

/// What statistics need to know of one entity.
public struct EntityFacts: Hashable, Sendable {
    public var kind: EntityKind
    public var isReady: Bool
    public var isGreen: Bool
    public var reviewers: Set<PersonID>

    public init(kind: EntityKind, isReady: Bool, isGreen: Bool, reviewers: Set<PersonID>) {
        self.kind = kind
        self.isReady = isReady
        self.isGreen = isGreen
        self.reviewers = reviewers
    }
}
