import DatabaseSupport
import Domain
import Hummingbird
import Logging
import Ports
import SQLCore
import SQLRepo
import Synchronization
import Testing

@testable import Pages
@testable import Web

/// `operations.md` 9.5: the site while nothing can be changed.
@Suite("Read-only") struct ReadOnlyTests {
    /// Whether the operator or the database says so.
    enum Reason: String, CaseIterable, CustomTestStringConvertible {
        case setting, database
        var testDescription: String { rawValue }
    }

    /// Each refusal is a line.
    private static let quiet = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })

    private func with(_ reason: Reason, _ body: (PolicySite, AccountSite) async throws -> Void) async throws {
        try await PolicySite.with { site in
            let base = site.base.site
            // The setting is tested over a database that would take changes: nothing may reach it.
            let database: any SQLDatabase = reason == .setting ? base.database : Replica(inner: base.database)
            var refusing = AccountSite(
                repository: SQLRepository(database), database: base.database, clock: base.clock, queue: base.queue,
                common: base.common)
            refusing.isReadOnly = reason == .setting
            try await body(site, refusing)
        }
    }

    @Test(
        "O68: every page and the API can be read as ever, signed in or not, and nothing is written",
        arguments: Reason.allCases)
    func reads(reason: Reason) async throws {
        try await with(reason) { site, refusing in
            let application = Application(router: try refusing.router(), logger: Self.quiet)
            // Logins would be noted now.
            if reason == .database { refusing.clock.advance(bySeconds: 3_600) }
            let place = try #require(site.places[.public])
            let before = try await site.dump()
            for who in [Who.anonymous, .reviewer, .curator] {
                var browser = site.browser(who, application)
                for row in PolicyTable.rows where row.method == .get {
                    let address = row.address(place, row.kinds[0])
                    let answer = try await browser.get(address)
                    #expect(answer.status == row.expected(who, .public, row.kinds[0]), "\(address) by \(who)")
                }
            }
            #expect(try await site.dump() == before)
        }
    }

    @Test("O68: every form is refused with 503 and Retry-After 30, and nothing is changed", arguments: Reason.allCases)
    func forms(reason: Reason) async throws {
        try await with(reason) { site, refusing in
            let application = Application(router: try refusing.router(), logger: Self.quiet)
            let place = try #require(site.places[.public])
            let before = try await site.dump()
            for row in PolicyTable.rows where row.method == .post {
                let kind = row.kinds[0]
                let who = try #require(Who.allCases.first { row.who.contains($0) && row.owners.contains($0) })
                var browser = site.browser(who, application)
                let address = row.address(place, kind)
                let answer = try await browser.post(address, row.typed(place, kind))
                if answer.status != 503, reason == .database {
                    // What changes nothing where changes are possible may be answered as there.
                    var other = site.browser(who, try site.application())
                    let usual = try await other.post(address, row.typed(place, kind))
                    #expect(answer.status == usual.status, "\(address) by \(who)")
                    #expect(try await site.dump() == before, "\(address) by \(who): \(answer.status)")
                } else {
                    #expect(answer.status == 503, "\(address) by \(who)")
                    #expect(answer.headers[.retryAfter] == "30", "\(address)")
                    #expect(answer.body.contains("can only be read at the moment"), "\(address)")
                    #expect(answer.body.utf8.count < 8_192, "\(address)")
                }
            }
            #expect(try await site.dump() == before)
        }
    }

    @Test("O68: signing in is answered 503; programs get JSON", arguments: Reason.allCases)
    func login(reason: Reason) async throws {
        try await with(reason) { site, refusing in
            var browser = try refusing.browser()
            let answer = try await browser.signIn("curator", password: AccountSite.password)
            #expect(answer.status == 503)
            #expect(answer.headers[.retryAfter] == "30")
            #expect(browser.jar["sessionid"] == nil)

            var program = site.browser(.curator, Application(router: try refusing.router(), logger: Self.quiet))
            let refused = try await program.post(
                "/api/v1/literature-assignments/skip/",
                ["report_id": "r", "gene_symbol": "GENE1", "reason": "read"])
            #expect(refused.status == 503)
            #expect(refused.body.hasPrefix("{\"detail\":\"The site can only be read"))
        }
    }
}

/// `operations.md` 9.5: what people are told while the database itself takes no changes.
@Suite("Read-only database") struct ReadOnlyDatabaseTests {
    private static let quiet = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })

    @Test("O68: every page says that nothing can be changed, kept ones too, and none does when it can be again")
    func banner() async throws {
        try await PolicySite.with { site in
            let isReadOnly = Mutex(false)
            var told = site.base.site
            told.isDatabaseReadOnly = { isReadOnly.withLock { $0 } }
            let application = Application(router: try told.router(), logger: Self.quiet)
            let place = try #require(site.places[.public])
            let addresses = ["/", "/panels/", "/panels/\(place.panel)/", "/panels/compare/", "/nothing/here/"]
            for who in [Who.anonymous, .curator] {
                var browser = site.browser(who, application)
                var before: [String: String] = [:]
                for address in addresses {
                    let answer = try await browser.get(address)
                    #expect(!answer.body.contains(PageSettings.readOnlyNote), "\(address)")
                    before[address] = answer.headers[.eTag]
                }
                isReadOnly.withLock { $0 = true }
                for address in addresses {
                    // A browser that has the page does not go on showing it without the note.
                    browser.headers[.ifNoneMatch] = before[address]
                    let answer = try await browser.get(address)
                    #expect(answer.body.contains(">\(PageSettings.readOnlyNote)</p>"), "\(address) by \(who)")
                    #expect(answer.headers[.cacheControl] != "private, no-cache", "\(address): nobody keeps it")
                }
                browser.headers[.ifNoneMatch] = nil
                isReadOnly.withLock { $0 = false }
                for address in addresses {
                    let answer = try await browser.get(address)
                    #expect(!answer.body.contains(PageSettings.readOnlyNote), "\(address)")
                }
            }
        }
    }

    /// Believes everything.
    private struct Believing: Gate {
        let email: String
        func identity(of token: String, subject: String) async throws(GateRefusal) -> GateIdentity {
            GateIdentity(email: email)
        }
    }

    @Test(
        "O68: whom a load balancer has signed in reads as everybody while nobody can get a login, and is told so; forms and the sign-in page are 503, and the login there is not ended",
        arguments: ["ada@example.org", "reviewer@example.org"])
    func gate(email: String) async throws {
        try await AccountSite.with { base in
            var site = AccountSite(
                repository: SQLRepository(Replica(inner: base.database)), database: base.database, clock: base.clock,
                queue: base.queue, common: base.common)
            site.gate = GateMiddleware(
                gate: Believing(email: email), enter: site.accounts.enterByGate,
                settings: GateMiddleware.Settings(
                    accessToken: StubBalancer.accessToken, identity: StubBalancer.identity, data: StubBalancer.data,
                    trusted: .everyone, cookiePrefix: "AWSELBAuthSessionCookie", logout: StubBalancer.logout,
                    afterSignOut: "/"))
            let application = Application(router: try site.router(), logger: Self.quiet)
            var browser = TestBrowser(application: application)
            browser.headers = [
                StubBalancer.accessToken: "access", StubBalancer.identity: "subject", StubBalancer.data: "token",
            ]
            browser.jar["AWSELBAuthSessionCookie-0"] = "there"

            let page = try await browser.get("/panels/")
            #expect(page.status == 200)
            #expect(page.body.contains("You cannot be signed in while the site can only be read"))
            #expect(browser.jar["sessionid"] == nil)
            #expect(browser.jar["AWSELBAuthSessionCookie-0"] == "there")

            let signIn = try await browser.get("/accounts/login/")
            #expect(signIn.status == 503)
            #expect(signIn.headers[.retryAfter] == "30")
            #expect(signIn.body.contains("nobody can be signed in"))

            let form = try await browser.submit("/accounts/logout/", [:], from: "/accounts/registration/")
            #expect(form.status == 503)
            #expect(form.body.contains("can only be read at the moment"))
            #expect(try await base.repository.people(emailKey: "ada@example.org").isEmpty)
        }
    }
}

/// A database as one is that follows another: everything can be read, nothing changed.
private struct Replica: SQLDatabase {
    let inner: any SQLDatabase
    var dialect: SQLDialect { inner.dialect }

    func read<T: Sendable>(_ body: @escaping @Sendable (any SQLSession) throws -> T) async throws -> T {
        try await inner.read(body)
    }
    func write<T: Sendable>(_ body: @escaping @Sendable (any SQLSession) throws -> T) async throws -> T {
        throw SQLError.readOnly
    }
    func readRows<T: Sendable>(
        _ sql: String, _ arguments: [SQLValue], _ decode: @escaping @Sendable (SQLRow) throws -> T
    ) async throws -> [T] { try await inner.readRows(sql, arguments, decode) }
    func snapshot<T: Sendable>(_ body: @Sendable (any SQLSnapshot) async throws -> T) async throws -> T {
        try await inner.snapshot(body)
    }
    func runAlone(_ sql: String) async throws { throw SQLError.readOnly }
    func ping() async throws { try await inner.ping() }
    func close() async {}
}
