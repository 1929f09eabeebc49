extension Evidence {
    /// A source given now; the role at this moment stays with it (decision 6).
    static func given(_ name: String, by act: Act) -> Evidence {
        Evidence(id: 0, name: name, author: act.person, role: act.role, created: act.moment, modified: act.moment)
    }
}

extension Comment {
    /// A comment without a version, as they stand on entities.
    static func plain(_ text: String, by act: Act) -> Comment {
        Comment(
            id: 0, author: act.person, text: text, version: nil, created: act.moment, modified: act.moment,
            lastUpdated: nil)
    }

    /// A comment on a review.
    static func onReview(_ text: String, _ version: Version, by act: Act) -> Comment {
        Comment(
            id: 0, author: act.person, text: text, version: "\(version)", created: act.moment, modified: act.moment,
            lastUpdated: act.moment)
    }
}

extension ModeOfPathogenicity {
    /// The text to store: nothing for an empty one, the short form of `Other` (`domain.md` BUG-33).
    static func canonical(_ text: String?) -> String? {
        guard let text, !text.isEmpty else { return nil }
        return ModeOfPathogenicity(stored: text)?.rawValue ?? text
    }
}

extension String {
    var isBlank: Bool { allSatisfy(\.isWhitespace) }
}
