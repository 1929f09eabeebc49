import Domain

/// Everything a person can do to one entity of one panel, from whichever face.
public enum EntityCommand: Sendable {
    case rate(Int, comment: String)
    case set(EntityCuration.Field, comment: String)
    case setTags([String])
    case markReady(comment: String)
    case markNotReady
    case approve
    case clear(EntityCuration.Clearing)
    /// Nil: all of them.
    case clearSources(named: String?)
    case edit(EntityEdit)
    case remove
    case review(ReviewDraft)
    /// By the number of the review.
    case deleteReview(Int)
    case editComment(Int, text: String)
    case deleteComment(Int)

    func decide(_ state: PanelState, _ act: Act) throws(Refusal) -> PanelOutcome {
        switch self {
        case .rate(let level, let comment): try EntityCuration.rate(level, comment: comment, on: state, by: act)
        case .set(let field, let comment): try EntityCuration.set(field, comment: comment, on: state, by: act)
        case .setTags(let tags): try EntityCuration.setTags(tags, on: state, by: act)
        case .markReady(let comment): try EntityCuration.markReady(comment: comment, on: state, by: act)
        case .markNotReady: try EntityCuration.markNotReady(on: state, by: act)
        case .approve: try EntityCuration.approve(on: state, by: act)
        case .clear(let what): try EntityCuration.clear(what, on: state, by: act)
        case .clearSources(let name): try EntityCuration.clearSources(named: name, on: state, by: act)
        case .edit(let edit): try EntityEditing.decide(edit, on: state, by: act)
        case .remove: try EntityCuration.remove(on: state, by: act)
        case .review(let draft): try Reviewing.submit(draft, on: state, by: act)
        case .deleteReview(let id): try Self.deleteReview(id, state, act)
        case .editComment(let id, let text): try Reviewing.editComment(id, to: text, on: state, by: act)
        case .deleteComment(let id): try Reviewing.deleteComment(id, on: state, by: act)
        }
    }

    private static func deleteReview(_ id: Int, _ state: PanelState, _ act: Act) throws(Refusal) -> PanelOutcome {
        guard let review = state.entity?.evaluations.first(where: { $0.id == id }) else { throw .notFound("review") }
        return try Reviewing.deleteReview(of: review.author, on: state, by: act)
    }

    /// Reviews and comments change nothing that others could have seen differently: they are never stale (decision 10).
    var mayBeStale: Bool {
        switch self {
        case .review, .deleteReview, .editComment, .deleteComment, .markReady, .markNotReady: false
        default: true
        }
    }

    /// The names of tags that must exist.
    var tags: [String] {
        switch self {
        case .setTags(let tags): tags
        case .edit(let edit): if case .set(let tags) = edit.tags { tags } else { [] }
        default: []
        }
    }
}

/// Which entity of which panel.
public struct EntityAddress: Hashable, Sendable {
    public var panel: PanelID
    public var kind: EntityKind
    public var name: String

    public init(panel: PanelID, kind: EntityKind, name: String) {
        self.panel = panel
        self.kind = kind
        self.name = name
    }
}
