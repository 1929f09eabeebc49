import Domain
import Ports

/// What the page about oneself shows (`accounts-jobs-files.md 2.5`).
public struct ViewProfile: Sendable {
    private let reviews: any OwnReviewReader
    private let tokens: any TokenStore
    private let sessions: any SessionStore

    public init(reviews: any OwnReviewReader, tokens: any TokenStore, sessions: any SessionStore) {
        self.reviews = reviews
        self.tokens = tokens
        self.sessions = sessions
    }

    /// Reviews shown, the newest (J28).
    static let mostReviews = 35

    public struct Profile: Sendable {
        public let person: Person
        public let token: TokenRecord?
        public let logins: [LoginRecord]
        /// On panels that the person may read.
        public let reviews: [OwnReview]
    }

    public func run(_ person: Person) async throws -> Profile {
        let visible = Set(PanelStatus.allCases.filter { Visibility.mayView($0, by: person.viewer) })
        return Profile(
            person: person, token: try await tokens.token(of: person.id),
            logins: try await sessions.logins(of: person.id),
            reviews: try await reviews.reviews(by: person.id, on: visible, limit: Self.mostReviews))
    }
}
