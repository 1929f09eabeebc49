import Crypto
import Domain
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Ports
import SystemClock
import UseCases
import Web

@testable import API

/// The API over panels in memory, with one curator (token `curator-token`) and one disabled person (`disabled-token`).
struct APISite {
    var panels = MemoryPanels()
    var genes = MemoryGenes()
    var reviews = MemoryReviews()
    var activities = MemoryActivities()
    var zone = TimeZone.gmt

    struct Answer {
        var status: Int
        var headers: HTTPFields
        var body: String

        /// The JSON value at a path of keys and indexes.
        func json(_ path: Any...) throws -> Any? {
            var value: Any? = try JSONSerialization.jsonObject(with: Data(body.utf8), options: .fragmentsAllowed)
            for step in path {
                if let key = step as? String { value = (value as? [String: Any])?[key] }
                if let index = step as? Int { value = (value as? [Any])?[index] }
            }
            return value
        }

        /// Names of the entities of a list of rows, in order.
        func names(_ list: String = "results", key: String = "entity_name") throws -> [String] {
            (try json(list) as? [[String: Any]] ?? []).compactMap { $0[key] as? String }
        }

        var detail: String? { (try? json("detail")) as? String }
    }

    func ask(
        _ uri: String, method: HTTPRequest.Method = .get, token: String? = nil, headers: HTTPFields = [:]
    ) async throws -> Answer {
        let router = WebStack(hosts: try AllowedHosts("*"), gzip: GzipEncoder { buffer, _ in buffer }).router()
        let queries = PanelQueries(reader: panels, zone: zone)
        let repositories = APIRepositories(genes: genes, people: people, reviews: reviews, activities: activities)
        let literature = WorkThroughLiterature(
            store: NoLiterature(), people: people, genes: genes, clock: SystemClock())
        APIRoutes(
            queries: queries, repositories: repositories, literature: literature,
            gzip: GzipEncoder { buffer, _ in buffer }, tag: "t"
        ).add(to: router)
        var headers = headers
        if let token { headers[.authorization] = token }
        let asked = headers
        return try await Application(router: router).test(.router) { client in
            try await client.execute(uri: uri, method: method, headers: asked) { response in
                Answer(
                    status: response.status.code, headers: response.headers, body: String(buffer: response.body))
            }
        }
    }

    private var people: MemoryPeople {
        func hash(_ token: String) -> String {
            SHA256.hash(data: Data(token.utf8)).map { String(format: "%02x", $0) }.joined()
        }
        func person(_ id: Int, active: Bool, _ role: Role) -> Person {
            Person(
                id: PersonID(id), username: "p\(id)", firstName: "", lastName: "", email: "", passwordHash: "",
                isActive: active, isStaff: false, isSuperuser: false,
                profile: ReviewerProfile(role: role, affiliation: "", workplace: "", position: "", group: ""),
                lastLogin: nil, joined: Instant(seconds: 0), created: Instant(seconds: 0), modified: Instant(seconds: 0)
            )
        }
        return MemoryPeople(byTokenHash: [
            hash("curator-token"): person(1, active: true, .curator),
            hash("disabled-token"): person(2, active: false, .curator),
            hash("reviewer-token"): person(3, active: true, .reviewer),
        ])
    }
}

extension Entity {
    static func gene(
        _ name: String, _ level: Int, tags: [String] = [], evidence: [String] = [], publications: [String]? = []
    ) -> Entity {
        Entity(
            name: name, confidence: ConfidenceLevel(rawValue: level), publications: publications, evidence: evidence,
            tags: tags, specifics: .gene(transcript: nil))
    }

    static func str(_ name: String, _ level: Int) -> Entity {
        Entity(
            name: name, confidence: ConfidenceLevel(rawValue: level),
            specifics: .str(
                ShortTandemRepeat(
                    repeatedSequence: "CAG", chromosome: "4", grch37: Coordinates(start: 5, end: 5),
                    grch38: Coordinates(start: 5, end: 9), normalRepeats: 26, pathogenicRepeats: 40)))
    }

    static func region(_ name: String, _ level: Int) -> Entity {
        Entity(
            name: name, confidence: ConfidenceLevel(rawValue: level),
            specifics: .region(
                GenomicRegion(
                    verboseName: "Long name", chromosome: "X", grch37: nil, grch38: Coordinates(start: 1, end: 2),
                    haploinsufficiencyScore: "3", triplosensitivityScore: "", requiredOverlapPercentage: 60,
                    typeOfVariants: "cnv_loss")))
    }
}

/// The tests of what writes run on a database.
struct NoLiterature: LiteratureStore {
    func work(
        on gene: String, of report: String, assignee: PersonID?,
        decide: @escaping @Sendable (LiteratureWork.State) throws -> LiteratureAssignment
    ) async throws -> LiteratureAssignment { try decide(LiteratureWork.State(record: nil, assigneeMayHaveIt: false)) }
}
