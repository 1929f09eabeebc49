import Domain
import Foundation
import Ports

/// Why an entity is rated as it is, in one sentence: what the score was made of (`domain.md 4.1`).
enum RatingReason {
    static func words(
        evidence: [Evidence], flagged: Bool, people: [PersonID: PersonSummary], zone: TimeZone
    ) -> String {
        if flagged { return "Added by a reviewer and not yet judged by a curator" }
        let curated = evidence.filter(\.isCuratorial)
        let sources = Words.count(evidence.count, "source")
        if let verdict = curated.first(where: { ExpertReview(rawValue: $0.name) != nil }) {
            let author = verdict.author.flatMap { people[$0] }.map { " by \($0.reviewerName)" } ?? ""
            return "\(verdict.name)\(author), \(Words.date(verdict.created, in: zone)); \(sources)"
        }
        let strong = curated.count { $0.rating > 3 && SourceName.highConfidence.contains($0.name) }
        if strong > 0 { return "\(Words.count(strong, "high-confidence source")) of \(sources)" }
        if !curated.isEmpty { return "\(sources), no expert review and none of high confidence" }
        return evidence.isEmpty ? "No sources" : "\(sources), none given by a curator"
    }
}
