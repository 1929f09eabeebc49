/// Works out the confidence level from evidence (`domain.md 4.1`).
public enum Score {
    /// The level that evidence gives. `evidence` is newest first; only curators' counts.
    ///
    /// A flagged entity scores 0. The newest expert review decides outright; otherwise high-confidence sources rated
    /// above 3 are counted up to 3, and any other contribution by a curator makes 1.
    public static func level(evidence: [Evidence], flagged: Bool) -> ConfidenceLevel {
        if flagged { return .noList }
        var curated = false
        var highConfidence = 0
        for item in evidence where item.isCuratorial {
            curated = true
            if let review = ExpertReview(rawValue: item.name) { return review.verdict }
            if item.rating > 3, SourceName.highConfidence.contains(item.name) { highConfidence += 1 }
        }
        if highConfidence > 0 { return ConfidenceLevel(clamping: highConfidence) }
        return curated ? .red : .noList
    }

    /// The level to store after scoring: a flagged entity keeps what it has (`domain.md D9`).
    public static func stored(_ current: ConfidenceLevel?, evidence: [Evidence], flagged: Bool) -> ConfidenceLevel? {
        flagged ? current : level(evidence: evidence, flagged: false)
    }
}
