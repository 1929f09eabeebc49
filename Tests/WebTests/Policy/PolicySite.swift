import DatabaseSupport
import Domain
import HTTPTypes
import Hummingbird
import Ports
import SQLRepo
import Testing
import Web

@testable import Pages
@testable import UseCases

/// Who asks, in the tables of what is answered to whom.
enum Who: Int, CaseIterable, Sendable {
    case anonymous = 0
    case curator, reviewer, external
    /// An account without a reviewer profile.
    case bare = 11
    /// Staff and superuser, external by the profile.
    case staff = 12

    static let everybody = Set(Who.allCases)
    static let members: Set<Who> = [.external, .bare, .staff, .reviewer, .curator]
    static let verified: Set<Who> = [.reviewer, .curator]
}

/// The panels that the tables ask about: one of each status, and one that is made of another.
enum Stage: String, CaseIterable, Sendable {
    case `public`, promoted, retired, `internal`, deleted
    case superPanel

    /// Decision 4, said apart from the policy: hidden from everybody but curators.
    var isHidden: Bool { self == .internal || self == .deleted }
}

/// A database with a panel of each stage, each with the same content, and people of every kind signed in. It is brought
/// back to this state after every change.
struct PolicySite: Sendable {
    let base: CurationSite
    let places: [Stage: Place]
    let snapshot: DatabaseSnapshot
    let keys: [Who: String]

    /// What addresses name on one panel.
    struct Place: Sendable {
        var panel: PanelID
        var name: String
        /// `number-revision` of the gene.
        var gene = ""
        /// Numbers of reviews and their comments, by author.
        var reviews: [Who: Int] = [:]
        var comments: [Who: Int] = [:]
        /// Another panel that everybody sees and that takes copies.
        var target = PanelID(0)
    }

    static let names: [EntityKind: String] = [.gene: "GENE1", .str: "STR1", .region: "REG1"]
    /// The secret of forms, the same in every browser here.
    private static let secret = String(repeating: "a", count: 32)

    static func with(_ kind: DatabaseKind = .sqlite, _ body: (PolicySite) async throws -> Void) async throws {
        try await CurationSite.with(kind) { base in
            let site = base.site
            let start = AccountSite.start
            let others = [Who.bare, .staff].map { who in
                Person(
                    id: PersonID(who.rawValue), username: "\(who)", firstName: "\(who)", lastName: "Example",
                    email: "\(who)@example.org", passwordHash: "!", isActive: true, isStaff: who == .staff,
                    isSuperuser: who == .staff,
                    profile: who == .bare
                        ? nil
                        : ReviewerProfile(
                            role: .external, affiliation: "Here", workplace: "Other", position: "Other", group: "Other"),
                    lastLogin: nil, joined: start, created: start, modified: start)
            }
            _ = try await site.repository.load(people: others, tokens: [], groups: [])
            _ = try await site.repository.load(
                tags: [], types: [PanelType(id: 1, name: "Rare disease", slug: "rare", description: "")])
            var places: [Stage: Place] = [:]
            for stage in Stage.allCases { places[stage] = try await fill(stage, base) }
            var child = try #require(places[.public])
            child.panel = base.parent
            child.name = "All"
            places[.superPanel] = child
            let (first, second) = (try #require(places[.public]).panel, try #require(places[.promoted]).panel)
            for stage in Stage.allCases { places[stage]?.target = stage == .public ? second : first }
            var keys: [Who: String] = [:]
            for who in Who.allCases where who != .anonymous {
                keys[who] = try await site.accounts.sessions.open(
                    PersonID(who.rawValue), from: Client(address: "192.0.2.1"))
            }
            try await body(
                PolicySite(
                    base: base, places: places, snapshot: try await DatabaseSnapshot(of: site.database), keys: keys))
        }
    }

    // MARK: Content

    private static func fill(_ stage: Stage, _ base: CurationSite) async throws -> Place? {
        guard stage != .superPanel else { return nil }
        let repository = base.site.repository
        let curation = base.site.curation
        let curator = Viewer.person(id: PersonID(1), role: .curator, isStaff: false)
        var place = Place(panel: base.panel, name: "Heart")
        if stage != .public {
            place.name = "Panel \(stage)"
            place.panel = try await repository.create(
                PanelHeader(name: place.name, description: "d", status: .public, versionCreated: AccountSite.start),
                oldCode: nil, at: AccountSite.start, by: nil
            ).id
        }
        for kind in EntityKind.allCases {
            let draft = try await draft(kind, curation)
            try await curation.add(draft, to: place.panel, by: curator)
            let address = EntityAddress(panel: place.panel, kind: kind, name: draft.name)
            // So that there is something to undo.
            try await curation.perform(.set(.phenotypes(["Long QT"]), comment: ""), on: address, by: curator)
        }
        let address = EntityAddress(panel: place.panel, kind: .gene, name: "GENE1")
        for who in Who.verified.sorted(by: { $0.rawValue < $1.rawValue }) {
            let viewer = Viewer.person(
                id: PersonID(who.rawValue), role: who == .curator ? .curator : .reviewer, isStaff: false)
            try await curation.perform(
                .review(ReviewDraft(rating: "GREEN", comment: "said by \(who)")), on: address, by: viewer)
        }
        let row = try #require(try await repository.entity(of: place.panel, kind: .gene, name: "GENE1"))
        place.gene = "\(row.id.rawValue)-\(row.since)"
        for review in try await repository.dossier(of: row.id).evaluations {
            let who = try #require(Who(rawValue: review.author.rawValue))
            place.reviews[who] = review.id
            place.comments[who] = try #require(review.comments.first).id
        }
        // Public until now, so that the reviewer could review.
        let status = try #require(PanelStatus(rawValue: stage.rawValue))
        try await curation.setStatus(status, of: place.panel, by: curator)
        return place
    }

    private static func draft(_ kind: EntityKind, _ curation: Curation) async throws -> EntityDraft {
        let range = Coordinates(start: 10, end: 20)
        let subject: EntityDraft.Subject =
            switch kind {
            case .gene: .gene(try #require(try await curation.gene("GENE1")), transcript: ["NM_1"])
            case .str:
                .str(
                    name: "STR1",
                    ShortTandemRepeat(
                        repeatedSequence: "CAG", chromosome: "1", grch37: nil, grch38: range, normalRepeats: 1,
                        pathogenicRepeats: 2), gene: nil)
            case .region:
                .region(
                    name: "REG1",
                    GenomicRegion(
                        verboseName: nil, chromosome: "1", grch37: nil, grch38: range, haploinsufficiencyScore: nil,
                        triplosensitivityScore: nil, requiredOverlapPercentage: 80, typeOfVariants: "small"), gene: nil)
            }
        return EntityDraft(
            subject: subject, sources: ["Other"], modeOfInheritance: "Unknown",
            modeOfPathogenicity: kind == .gene ? "Other" : nil, publications: ["12345678"], phenotypes: ["Short QT"],
            tags: ["watchlist"])
    }

    // MARK: Asking

    /// One program for several browsers. What it keeps in memory fits the database only until that is put back.
    func application() throws -> Application<RouterResponder<AppRequestContext>> {
        Application(router: try base.site.router())
    }

    /// The browser of somebody, signed in, with the secret of forms.
    func browser(_ who: Who, _ application: Application<RouterResponder<AppRequestContext>>) -> TestBrowser {
        var browser = TestBrowser(application: application)
        browser.jar = ["csrftoken": Self.secret]
        browser.jar["sessionid"] = keys[who]
        browser.headers[HeaderName.csrfToken] = Self.secret
        return browser
    }

    func dump() async throws -> [String] { try await RepoDump.take(base.site.database) }
}
