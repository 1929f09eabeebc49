import Domain
import SQLCore

extension PanelStatistics {
    /// Moves the numbers by one entity that was, is no more, or is different now. `stillReviewing` tells who of those that
    /// reviewed the former entity has a review elsewhere among its kind.
    mutating func replace(_ before: EntityFacts?, by after: EntityFacts?, stillReviewing: Set<PersonID>) {
        if let before {
            self[before.kind].reviewers.subtract(before.reviewers.subtracting(stillReviewing))
            self[before.kind].count(before, by: -1)
        }
        if let after {
            self[after.kind].reviewers.formUnion(after.reviewers)
            self[after.kind].count(after, by: 1)
        }
    }
}

extension KindStatistics {
    fileprivate mutating func count(_ facts: EntityFacts, by step: Int) {
        entities += step
        if facts.isReady { ready += step }
        if facts.isGreen { green += step }
        if !facts.reviewers.isEmpty { evaluated += step }
    }
}

extension EntityFacts {
    init(_ kind: EntityKind, ready: Bool, confidence: ConfidenceLevel?, reviewers: Set<PersonID>) {
        self.init(
            kind: kind, isReady: ready, isGreen: confidence.map { $0 >= .green } ?? false, reviewers: reviewers)
    }
}

extension SQLSession {
    /// Who of the reviewers of an entity has a review on another one of its kind on the panel.
    func stillReviewing(_ reviewers: Set<PersonID>, but entity: EntityID, _ kind: EntityKind, on panel: PanelID) throws
        -> Set<PersonID>
    {
        try reviewers.filter { try hasReview(by: $0, on: panel, kind, but: entity) }
    }
}
