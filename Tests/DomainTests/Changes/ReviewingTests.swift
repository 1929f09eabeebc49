import Domain
import Testing

@Suite("Reviewing (domain.md 11)")
struct ReviewingTests {
    private let mine = Evaluation.sample(by: 2, comments: [.sample(4, by: 2, "old words")])

    private func submit(
        _ draft: ReviewDraft, on record: EntityRecord = .sample(), by act: Act = .reviewer
    ) throws -> PanelOutcome {
        try Reviewing.submit(draft, on: .sample(record), by: act)
    }

    private var reviewed: EntityRecord { .sample(evaluations: [mine]) }

    // MARK: The first one

    @Test("11.2: a first review says all it holds")
    func first() throws {
        let draft = ReviewDraft(
            rating: "GREEN", modeOfInheritance: "Unknown", modeOfPathogenicity: ModeOfPathogenicity.longOther,
            publications: ["1", "2"], phenotypes: ["A\tB", "C"], currentDiagnostic: true, comment: "words")

        let outcome = try submit(draft)
        let review = try #require(outcome.storedReview)

        #expect(review.author == Act.reviewer.person)
        #expect(review.version == "0.3")
        #expect(review.lastUpdated == start)
        #expect(review.phenotypes == ["A B", "C"])
        #expect(review.modeOfPathogenicity == "Other")
        #expect(review.comments.map(\.text) == ["words"])
        #expect(review.comments.map(\.version) == ["0.3"])
        #expect(review.comments.map(\.lastUpdated) == [start])
        #expect(
            outcome.texts == [
                "reviewed gene: BRCA1: Rating: GREEN; Mode of pathogenicity: Other; Publications: 1, 2; Phenotypes: A B, C; Mode of inheritance: Unknown; Current diagnostic: yes"
            ])
        #expect(outcome.events == ["reviewed"])
    }

    @Test("11.2: what is absent reads as None or as nothing; interruptions of STRs are told")
    func firstOfSTR() throws {
        let outcome = try submit(
            ReviewDraft(rating: "RED", clinicallyRelevant: true), on: .sample("X", specifics: .str(Facts.str)))

        #expect(outcome.storedReview?.clinicallyRelevant == true)
        #expect(
            outcome.texts == [
                "reviewed STR: X: Rating: RED; Mode of pathogenicity: None; Publications: ; Phenotypes: ; Mode of inheritance: ; Clinically relevant: yes"
            ])
    }

    @Test("D55: reviews and comments change no version, no content and no track record")
    func version() throws {
        let outcomes = [
            try submit(ReviewDraft(rating: "RED")), try submit(ReviewDraft(rating: "RED"), on: reviewed),
            try Reviewing.deleteReview(of: PersonID(2), on: .sample(reviewed), by: .reviewer),
            try Reviewing.editComment(4, to: "new", on: .sample(reviewed), by: .reviewer),
            try Reviewing.deleteComment(4, on: .sample(reviewed), by: .reviewer),
        ]

        for outcome in outcomes {
            #expect(outcome.freeze == nil)
            #expect(outcome.header == nil)
            #expect(outcome.replaced == nil)
            #expect(outcome.track.isEmpty)
            #expect(outcome.activities.count == 1)
        }
    }

    @Test("D57: only a comment: a first one does not repeat its words, a later one does")
    func onlyComment() throws {
        #expect(try submit(ReviewDraft(comment: "words")).texts == ["commented on gene: BRCA1"])
        #expect(
            try submit(ReviewDraft(currentDiagnostic: true, comment: "words"), on: reviewed).texts == [
                "commented on gene: BRCA1: words"
            ])
    }

    @Test("BUG-22: an empty first review is refused, interruptions of a gene say nothing")
    func empty() {
        for draft in [ReviewDraft(), ReviewDraft(comment: " \n"), ReviewDraft(clinicallyRelevant: true)] {
            #expect(
                problems { try Reviewing.submit(draft, on: .sample(.sample()), by: .reviewer) }
                    .count == 1)
        }
    }

    // MARK: Later ones

    @Test("D56: a second submission changes the one review; its version and time move, even for nothing")
    func second() throws {
        let same = try submit(ReviewDraft(currentDiagnostic: true), on: reviewed)
        let other = try submit(ReviewDraft(rating: "RED", currentDiagnostic: true), on: reviewed)

        for review in [same.storedReview, other.storedReview] {
            #expect(review?.id == mine.id)
            #expect(review?.created == mine.created)
            #expect(review?.version == "0.3")
            #expect(review?.lastUpdated == start)
            #expect(review?.modified == start)
        }
        #expect(same.activities.isEmpty)
    }

    @Test("D58: a changed rating with a comment")
    func ratingAndComment() throws {
        let outcome = try submit(
            ReviewDraft(rating: "AMBER", currentDiagnostic: true, comment: "words"), on: reviewed)

        #expect(
            outcome.texts == [
                "edited their review of gene: BRCA1: Added comment: words; Changed rating: AMBER"
            ])
        #expect(outcome.storedReview?.comments.map(\.text) == ["words", "old words"])
        #expect(outcome.events == ["review-edited"])
    }

    @Test("11.3: the parts of a change in their order; what is not given stays")
    func parts() throws {
        let outcome = try submit(
            ReviewDraft(
                rating: "RED", modeOfInheritance: Facts.moi, modeOfPathogenicity: "Other", publications: ["1", "2"],
                phenotypes: ["A"]), on: reviewed)
        let kept = try submit(ReviewDraft(rating: "RED", currentDiagnostic: true), on: reviewed).storedReview

        #expect(
            outcome.texts == [
                "edited their review of gene: BRCA1: Changed rating: RED; Changed mode of pathogenicity: Other; Changed publications: 1, 2; Changed phenotypes: A; Changed mode of inheritance: \(Facts.moi); Set current diagnostic: no"
            ])
        #expect(kept?.publications == ["1"])
        #expect(kept?.phenotypes == ["Fever"])
        #expect(kept?.modeOfInheritance == "Unknown")
    }

    @Test("BUG-22: fields are emptied on purpose only, and boxes can be unticked")
    func clearing() throws {
        let outcome = try submit(
            ReviewDraft(cleared: Set(ReviewDraft.Field.allCases)), on: reviewed)
        let review = try #require(outcome.storedReview)

        #expect(review.rating.isEmpty)
        #expect(review.publications == [])
        #expect(review.phenotypes == [])
        #expect(review.modeOfInheritance == nil)
        #expect(!review.currentDiagnostic)
        #expect(review.comments == mine.comments)
    }

    @Test("11.3: interruptions of an STR can be unticked")
    func relevance() throws {
        var review = mine
        review.clinicallyRelevant = true
        let record = EntityRecord.sample("X", evaluations: [review], specifics: .str(Facts.str))

        let outcome = try submit(ReviewDraft(currentDiagnostic: true), on: record)

        #expect(outcome.storedReview?.clinicallyRelevant == false)
        #expect(outcome.texts == ["edited their review of STR: X: Set clinically relevant: no"])
    }

    @Test("11.1: values are checked; what an older vocabulary left may be sent again")
    func checks() throws {
        func found(_ draft: ReviewDraft, _ record: EntityRecord = .sample()) -> [String] {
            problems { try Reviewing.submit(draft, on: .sample(record), by: .reviewer) }.keys
                .sorted()
        }
        var old = mine
        old.modeOfInheritance = "AD"

        #expect(found(ReviewDraft(rating: "BLUE")) == ["rating"])
        #expect(found(ReviewDraft(modeOfInheritance: "AD")) == ["moi"])
        #expect(found(ReviewDraft(modeOfInheritance: "AD"), .sample(evaluations: [old])) == [])
        #expect(found(ReviewDraft(publications: ["1", " "])) == ["publications"])
        #expect(
            found(ReviewDraft(modeOfPathogenicity: "Other"), .sample(specifics: .region(Facts.region))) == [
                "mode_of_pathogenicity"
            ])
    }

    // MARK: Taking back

    @Test("D59, BUG-23: a review goes by its author or a curator, by nobody else")
    func deleteReview() throws {
        let outcome = try Reviewing.deleteReview(of: PersonID(2), on: .sample(reviewed), by: .reviewer)
        var stranger = Act.reviewer
        stranger.person = PersonID(8)

        #expect(outcome.removedReview == PersonID(2))
        #expect(outcome.texts == ["Deleted their review"])
        #expect(try !Reviewing.deleteReview(of: PersonID(2), on: .sample(reviewed), by: .curator).isEmpty)
        #expect(throws: Refusal.forbidden) {
            try Reviewing.deleteReview(of: PersonID(2), on: .sample(reviewed), by: stranger)
        }
        #expect(throws: Refusal.notFound("review")) {
            try Reviewing.deleteReview(of: PersonID(7), on: .sample(reviewed), by: .curator)
        }
    }

    @Test("D60: an edited comment has the panel's version; the activity tells both texts")
    func editComment() throws {
        let outcome = try Reviewing.editComment(4, to: "new words", on: .sample(reviewed), by: .reviewer)
        let comment = try #require(outcome.changedComment)

        #expect(comment.id == 4)
        #expect(comment.text == "new words")
        #expect(comment.version == "0.3")
        #expect(comment.lastUpdated == start)
        #expect(outcome.texts == ["changed review comment from: old words; to: new words"])
    }

    @Test("11.5, BUG-23: only the author edits a comment, a curator may delete it")
    func commentOwners() throws {
        let state = PanelState.sample(reviewed)
        var stranger = Act.reviewer
        stranger.person = PersonID(8)

        #expect(throws: Refusal.forbidden) { try Reviewing.editComment(4, to: "x", on: state, by: .curator) }
        #expect(throws: Refusal.forbidden) { try Reviewing.editComment(4, to: "x", on: state, by: stranger) }
        #expect(throws: Refusal.forbidden) { try Reviewing.deleteComment(4, on: state, by: stranger) }
        #expect(throws: Refusal.notFound("comment")) { try Reviewing.deleteComment(99, on: state, by: .curator) }
        #expect(try Reviewing.deleteComment(4, on: state, by: .curator).texts == ["Deleted their comment"])
        #expect(
            problems { try Reviewing.editComment(4, to: " ", on: state, by: .reviewer) }.keys
                .sorted() == ["comment"])
    }

    @Test("D76, 17.1: no reviews on a super panel, none by external people")
    func refused() {
        let draft = ReviewDraft(rating: "RED")
        func refusal(_ state: PanelState, _ act: Act) -> Refusal? {
            DomainTests.refusal { try Reviewing.submit(draft, on: state, by: act) }
        }

        #expect(refusal(.sample(.sample(), children: [PanelID(2)]), .reviewer) == .superPanel)
        #expect(refusal(.sample(.sample()), .external) == .forbidden)
        #expect(refusal(.sample(.sample(), status: .internal), .reviewer) == .notFound("panel"))
        #expect(refusal(.sample(.sample(), status: .internal), .curator) == nil)
    }
}
