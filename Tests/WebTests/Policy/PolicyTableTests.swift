import DatabaseSupport
import Domain
import Foundation
import HTTPTypes
import Hummingbird
import Testing

@testable import API
@testable import Pages
@testable import Web

@Suite("domain.md 17: the table of who may do what on which panel")
struct PolicyTableTests {
    @Test(
        "W21, W32, W33, W48, W52: every command and page answers everybody as the table says, and a refusal changes nothing"
    )
    func table() async throws {
        try await PolicySite.with { try await ask(PolicyTable.rows, of: Stage.allCases, $0) }
    }

    @Test(
        "The commands answer alike on PostgreSQL, on a panel that all see and one that is hidden",
        .enabled(if: !DatabaseKind.isPostgresSkipped, postgresSkipped))
    func onPostgres() async throws {
        var rows = PolicyTable.rows.filter { $0.method == .post && $0.kinds.contains(.gene) && $0.scope != .site }
        for index in rows.indices { rows[index].kinds = [.gene] }
        let commands = rows
        try await PolicySite.with(.postgres) { try await ask(commands, of: [.public, .internal], $0) }
    }

    /// Asks for every row, refused requests first: after all of them the database is what it was.
    private func ask(_ rows: [PolicyRow], of stages: [Stage], _ site: PolicySite) async throws {
        var wrong: [String] = []
        let untouched = try await site.dump()
        var application = try site.application()
        for row in rows {
            var allowed: [(who: Who, stage: Stage, kind: EntityKind)] = []
            for stage in row.stages where stages.contains(stage) {
                for kind in row.kinds {
                    for who in Who.allCases {
                        if row.method == .post, row.expected(who, stage, kind) == row.answer, row.who.contains(who) {
                            allowed.append((who, stage, kind))
                        } else {
                            wrong += try await ask(row, who, stage, kind, site, application)
                        }
                    }
                }
            }
            let after = try await site.dump()
            #expect(after == untouched, "\(row.testDescription) changed something although it was refused")
            if after != untouched { try await site.snapshot.restore() }
            for (who, stage, kind) in allowed {
                wrong += try await ask(row, who, stage, kind, site, application)
                try await site.snapshot.restore()
                // What the program remembers is ahead of the database now.
                application = try site.application()
            }
        }
        #expect(wrong == [])
    }

    /// What is not as the table says.
    private func ask(
        _ row: PolicyRow, _ who: Who, _ stage: Stage, _ kind: EntityKind, _ site: PolicySite,
        _ application: Application<RouterResponder<AppRequestContext>>
    ) async throws -> [String] {
        let place = try #require(site.places[stage])
        var browser = site.browser(who, application)
        let address = row.address(place, kind)
        let answer =
            row.method == .post
            ? try await browser.post(address, row.typed(place, kind)) : try await browser.get(address)
        let expected = row.expected(who, stage, kind)
        let label = "\(row.method) \(address) by \(who) on \(stage)"
        if answer.status != expected { return ["\(label): \(answer.status), not \(expected)"] }
        guard who == .anonymous, !row.who.contains(who), !row.isForScripts else { return [] }
        // There is no way back to the answer of a form (decision 15).
        let login = "/accounts/login/" + (row.method == .get ? "?next=\(address)" : "")
        return answer.location == login ? [] : ["\(label): leads to \(answer.location ?? "nowhere")"]
    }

    @Test("W32: A script that nobody is signed in for gets 403 and no way to a page")
    func scripts() async throws {
        try await PolicySite.with { site in
            let application = try site.application()
            for row in PolicyTable.rows where row.scope != .site && !row.who.contains(.anonymous) {
                let place = try #require(site.places[.public])
                var browser = site.browser(.anonymous, application)
                browser.headers[HeaderName.requestedWith] = "XMLHttpRequest"
                let address = row.address(place, row.kinds[0])
                let answer =
                    row.method == .post
                    ? try await browser.post(address, row.typed(place, row.kinds[0])) : try await browser.get(address)
                #expect(answer.status == 403, "\(row.method) \(address)")
                #expect(answer.headers[.contentType]?.hasPrefix("application/json") ?? false)
            }
        }
    }

    @Test("W92: No command is carried out without the secret of forms")
    func forged() async throws {
        try await PolicySite.with { site in
            let application = try site.application()
            let place = try #require(site.places[.public])
            let before = try await site.dump()
            for row in PolicyTable.rows where row.method == .post {
                var browser = site.browser(row.who.contains(.curator) ? .curator : .staff, application)
                for secret in [nil, "", String(repeating: "b", count: 32)] {
                    browser.headers[HeaderName.csrfToken] = secret
                    let answer = try await browser.post(
                        row.address(place, row.kinds[0]), row.typed(place, row.kinds[0]))
                    #expect(answer.status == 403, "\(row.testDescription)")
                }
            }
            #expect(try await site.dump() == before)
        }
    }

    @Test("Decision 22: what is said about a panel that one may not see is what is said about one that does not exist")
    func hidden() async throws {
        try await PolicySite.with { site in
            let application = try site.application()
            for row in PolicyTable.rows where row.scope != .site && row.method == .get && row.who.contains(.reviewer) {
                for stage in Stage.allCases where stage.isHidden {
                    let place = try #require(site.places[stage])
                    var nowhere = place
                    nowhere.panel = PanelID(999_999)
                    var browser = site.browser(.reviewer, application)
                    let answer = try await browser.get(row.address(place, row.kinds[0]))
                    let unknown = try await browser.get(row.address(nowhere, row.kinds[0]))
                    #expect(answer.status == unknown.status, "\(row.testDescription) on \(stage)")
                    guard row.isOfAPI else { continue }
                    #expect(
                        answer.body == unknown.body.replacing("999999", with: "\(place.panel)"),
                        "\(row.testDescription) on \(stage)")
                }
            }
        }
    }

    // MARK: Whether the table is whole

    @Test("Every route of the site stands in the table, and answers no other method than those there")
    func complete() async throws {
        try await PolicySite.with { site in
            let router = try site.base.site.router()
            var methods: [String: Set<HTTPRequest.Method>] = [:]
            for row in PolicyTable.rows { methods[row.registered ?? row.route, default: []].insert(row.method) }
            let registered = Set(router.routes.map { Self.readable("\($0.path)") })
                .subtracting(["/api", "/api/**"])
            let listed = Set(methods.keys.filter { !$0.hasPrefix("/api/") }.map { Self.readable($0) })
            #expect(registered.subtracting(listed).sorted() == [], "these routes have no row")
            #expect(listed.subtracting(registered).sorted() == [], "these rows have no route")
            try await others(methods, site)
        }
    }

    /// W33: what is not in the table is 405.
    private func others(_ methods: [String: Set<HTTPRequest.Method>], _ site: PolicySite) async throws {
        let application = try site.application()
        let place = try #require(site.places[.public])
        for row in PolicyTable.rows where !row.isOfAPI && row.route != "/favicon.ico" {
            let known = methods[row.registered ?? row.route] ?? []
            for method in [HTTPRequest.Method.get, .post, .put, .patch, .delete] where !known.contains(method) {
                var browser = site.browser(.curator, application)
                let answer = try await browser.get(row.address(place, row.kinds[0]), method: method)
                #expect(answer.status == 405, "\(method) \(row.route)")
            }
        }
    }

    /// Parameters have other names in the router than in the table.
    private static func readable(_ path: String) -> String {
        let text = path.replacing(/\{[^}]*\}/, with: "{}")
        return text.count > 1 && text.hasSuffix("/") ? String(text.dropLast()) : text
    }

    @Test(
        "Every route of the API stands in the table", arguments: PolicyTable.rows.filter { $0.isOfAPI }
    )
    func programs(row: PolicyRow) throws {
        let place = PolicySite.Place(panel: PanelID(1), name: "Heart")
        let path = try #require(APIPath(row.address(place, row.kinds[0]).dropFirst("/api/v1/".count)))
        guard case .route(let route, _) = RouteMatch(path) else {
            Issue.record("\(row.route) is no route of the API")
            return
        }
        #expect(Self.routes.contains(Self.name(route)))
        let named = PolicyTable.rows.filter { $0.isOfAPI }.count
        #expect(named == Self.routes.count, "a row is missing or there twice")
    }

    private static let routes: Set<String> = [
        "index", "panels", "panel", "versions", "allVersions", "activities", "entities", "evaluations", "signedOff",
        "signedOffPanel", "assign", "skip",
    ]

    /// Without a default, so that a new route does not compile until it has a row.
    private static func name(_ route: Route) -> String {
        switch route {
        case .index: "index"
        case .panels: "panels"
        case .panel: "panel"
        case .versions: "versions"
        case .allVersions: "allVersions"
        case .activities: "activities"
        case .entities: "entities"
        case .evaluations: "evaluations"
        case .signedOff: "signedOff"
        case .signedOffPanel: "signedOffPanel"
        case .literature(.assign): "assign"
        case .literature(.skip): "skip"
        }
    }

    @Test("The site of these tests has every face of the program")
    func faces() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let site = try String(
            contentsOf: root.appending(path: "Tests/WebTests/Accounts/AccountSite.swift"), encoding: .utf8)
        for face in ["Pages", "API"] {
            let folder = root.appending(path: "Sources/Apps/\(face)")
            for name in try FileManager.default.subpathsOfDirectory(atPath: folder.path) where name.hasSuffix(".swift")
            {
                let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
                guard text.contains(/public func add(Routes)?\(to router/) else { continue }
                let type = try #require(text.firstMatch(of: /public struct (\w+)/)?.output.1)
                #expect(site.contains("\(type)("), "\(type) adds routes, but not to the site of these tests")
            }
        }
    }
}
