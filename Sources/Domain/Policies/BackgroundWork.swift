/// Which work is done while a person waits, and which by a job (`domain.md 20`). The limits are strict: so many are still
/// done at once.
public enum BackgroundWork {
    public static let genesForCopyingReviews = 1_000
    /// As far as one transaction takes a moment, the person who waits learns the result at once.
    public static let panelsForCopyingEntity = 100
    public static let reviewsForCopyingEntity = 2_000
    public static let linesOfPanelImport = 200
    public static let entitiesOfImportedPanel = 200
    public static let linesOfReviewImport = 50

    /// Copying reviews, by the distinct genes of the larger panel.
    public static func isNeeded(copyingReviewsOf source: Int, to target: Int) -> Bool {
        max(source, target) > genesForCopyingReviews
    }

    /// Copying one entity, by the panels it goes to and the reviews that go with it to each.
    public static func isNeeded(copyingEntityTo panels: Int, reviews: Int) -> Bool {
        panels > panelsForCopyingEntity || panels * reviews > reviewsForCopyingEntity
    }

    /// A panel import, by its lines and by the entities of the largest panel that it names.
    public static func isNeeded(panelImportLines lines: Int, largestPanel entities: Int) -> Bool {
        lines > linesOfPanelImport || entities > entitiesOfImportedPanel
    }

    public static func isNeeded(reviewImportLines lines: Int) -> Bool { lines > linesOfReviewImport }
}
