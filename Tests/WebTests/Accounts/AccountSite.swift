import DatabaseSupport
import Domain
import FileBlobStore
import Foundation
import HMACKeyring
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import MemoryJobQueue
import NIOCore
import PasswordHashing
import Ports
import SQLCore
import SQLRepo
import Synchronization
import TestSupport
import UseCases
import Web

@testable import API
@testable import Pages

/// The pages of accounts and the API over a scratch database, with people in it and a clock to turn.
struct AccountSite {
    static let password = "Correct-horse 9"
    static let start = Instant(seconds: 1_780_000_000)

    let repository: SQLRepository
    let database: any SQLDatabase
    let clock: ManualClock
    let queue: MemoryJobQueue<ContinuousClock>
    let common: CommonPasswordList
    let mailbox = Mailbox()
    var keyring = HMACKeyring(secret: "a secret of tests")
    /// Whether browsers come over https.
    var isSecure = false
    var isReadOnly = false
    /// Whether the database takes no changes, as pages are told.
    var isDatabaseReadOnly: @Sendable () -> Bool = { false }
    var adminPath = "admin/"
    /// Where uploads go: nowhere until something is stored.
    var blobs: any BlobStore = FileBlobStore(
        folder: FileManager.default.temporaryDirectory.appending(path: "panelapp-no-blobs"))
    /// `MAX_UPLOAD_SIZE`
    var maxUploadSize = 50 << 20
    /// What a load balancer says is believed by this.
    var gate: GateMiddleware?

    /// People: `curator` (1), `reviewer` (2), `external` (3), `disabled` (4, may not sign in), all with the same password.
    static func with<T>(
        _ kind: DatabaseKind = .sqlite, _ body: (AccountSite) async throws -> T
    ) async throws -> T {
        try await TestDatabases.with(kind) { database in
            let repository = SQLRepository(database)
            _ = try await repository.migrate()
            let hash = try await ScryptHasher.weakForTests().hash(password)
            let names: [(String, Role)] = [
                ("curator", .curator), ("reviewer", .reviewer), ("external", .external), ("disabled", .reviewer),
            ]
            let people = names.enumerated().map { index, fact in
                Person(
                    id: PersonID(index + 1), username: fact.0, firstName: fact.0.capitalized, lastName: "Example",
                    email: "\(fact.0)@example.org", passwordHash: hash, isActive: fact.0 != "disabled", isStaff: false,
                    isSuperuser: false,
                    profile: ReviewerProfile(
                        role: fact.1, affiliation: "Here", workplace: "Other", position: "Other", group: "Other"),
                    lastLogin: nil, joined: start, created: start, modified: start)
            }
            _ = try await repository.load(people: people, tokens: [], groups: [])
            let clock = ManualClock(start)
            var site = AccountSite(
                repository: repository, database: database, clock: clock,
                queue: MemoryJobQueue(clock: clock, timer: ContinuousClock()), common: try CommonPasswordList())
            return try await ScratchFolder.with { folder in
                site.blobs = FileBlobStore(folder: folder)
                return try await body(site)
            }
        }
    }

    var parts: AccountParts {
        AccountParts(
            repository: repository, queue: queue, hasher: ScryptHasher.weakForTests(), common: common,
            keyring: keyring, clock: clock)
    }

    var accounts: Accounts { Accounts(parts) }

    var curation: Curation {
        Curation(
            reader: repository, writer: repository, people: repository, genes: repository, vocabulary: repository,
            clock: clock, schemaVersion: "1")
    }

    var copying: Copying {
        Copying(curation: curation, reviews: repository, outbox: parts.outbox)
    }

    var imports: ImportPanelLists {
        ImportPanelLists(curation: curation, store: repository, blobs: blobs, outbox: parts.outbox)
    }

    func router() throws -> AppRouter {
        let gzip = GzipEncoder { _, _ in nil }
        let assets = try StaticAssets(folder: SitePages.assetsFolder, gzip: gzip)
        let queries = PanelQueries(reader: repository, zone: .gmt)
        let pages = SitePages(
            site: PageSettings(version: "1", signsInOutside: gate != nil), assets: assets, queries: queries,
            reviews: repository,
            genes: repository, texts: repository, vocabulary: repository, gzip: gzip)
        var stack = WebStack(hosts: try AllowedHosts("*"), gzip: gzip)
        stack.problemPage = pages.problemPage
        stack.isReadOnly = isReadOnly
        stack.isDatabaseReadOnly = isDatabaseReadOnly
        stack.sessions = SessionMiddleware(sessions: accounts.sessions, keyring: keyring)
        stack.gate = gate
        let importPages = ImportPages(site: pages, imports: imports, maxUploadSize: maxUploadSize)
        stack.uploads = importPages.uploads
        let router = stack.router()
        importPages.addRoutes(to: router)
        pages.addRoutes(to: router)
        AccountPages(site: pages, accounts: accounts, adminPath: adminPath).addRoutes(to: router)
        CurationPages(site: pages, curation: curation, copying: copying).addRoutes(to: router)
        ChoicePages(
            suggestions: Suggestions(
                genes: repository, vocabulary: repository, tags: repository, people: repository, panels: repository,
                catalogue: queries.catalogue)
        ).addRoutes(to: router)
        let names = EntityCatalogue(catalogue: queries.catalogue, reader: repository)
        ComparisonPages(site: pages).addRoutes(to: router)
        EntityPages(site: pages, names: names, index: repository).addRoutes(to: router)
        ActivityPages(site: pages, search: repository, names: names, clock: clock).addRoutes(to: router)
        APIRoutes(
            queries: queries,
            repositories: APIRepositories(
                genes: repository, people: repository, reviews: repository, activities: repository),
            literature: WorkThroughLiterature(
                store: repository, people: repository, genes: repository, clock: clock),
            gzip: gzip, tag: "t"
        ).add(to: router)
        return router
    }

    /// Runs the jobs that are due and answers the mails they sent.
    func deliver() async throws -> [Mail] {
        let settings = MailSettings(
            baseURL: "https://panels.example.org/", siteName: "PanelApp", from: "PanelApp <noreply@example.org>",
            curators: "curators@example.org", adminPath: "/admin/")
        let writer = MailWriter(parts, mailer: mailbox, settings: settings)
        let copies = CopyJobs(copying, people: repository, mailer: mailbox, settings: settings)
        let runner = JobRunner(
            outbox: parts.outbox, queue: queue, clock: clock,
            handlers: writer.handlers + copies.handlers
                + PanelListJobs(imports, people: repository, mailer: mailbox, settings: settings).handlers,
            report: { _ in })
        await parts.outbox.flush()
        while try await runner.runNext(wait: 0) {}
        return mailbox.take()
    }

    /// A browser with an empty jar.
    func browser() throws -> TestBrowser {
        var browser = TestBrowser(application: Application(router: try router()))
        if isSecure {
            browser.headers[HeaderName.forwardedProto] = "https"
            browser.headers[.origin] = "https://localhost"
        }
        return browser
    }

    /// A browser in which this person is signed in.
    func browser(signedInAs username: String, password: String = Self.password) async throws -> TestBrowser {
        var browser = try browser()
        _ = try await browser.signIn(username, password: password)
        return browser
    }
}

/// Keeps cookies from answer to request, and sends the secret of forms along.
struct TestBrowser {
    let application: Application<RouterResponder<AppRequestContext>>
    var jar: [String: String] = [:]
    var headers: HTTPFields = [:]
    /// Whether requests go over a socket.
    var isLive = false
    /// The last answer's `Set-Cookie` lines.
    private(set) var setCookies: [String] = []

    struct Answer {
        var status: Int
        var headers: HTTPFields
        var body: String
        var location: String? { headers[.location] }
        /// What the form on the page sends back.
        var formToken: String? {
            body.firstMatch(of: /name="csrfmiddlewaretoken" value="([^"]+)"/).map { String($0.output.1) }
        }
        /// Whether the field is marked as wrong.
        func marks(_ field: String) -> Bool { body.contains("id=\"id_\(field)-problem\"") }
    }

    mutating func get(_ uri: String, method: HTTPRequest.Method = .get) async throws -> Answer {
        try await ask(uri, method, [:], "")
    }

    /// Posts a form as the page shows it: a first GET brings the secret.
    mutating func submit(
        _ uri: String, _ fields: some Sequence<(key: String, value: String)>, from page: String? = nil
    ) async throws -> Answer {
        let token = try await get(page ?? uri).formToken ?? ""
        return try await post(uri, fields, token: token)
    }

    mutating func post(
        _ uri: String, _ fields: some Sequence<(key: String, value: String)>, token: String? = nil,
        header: String? = nil
    ) async throws -> Answer {
        var pairs = fields.map { "\(Link.encode($0.key))=\(Link.encode($0.value))" }
        if let token { pairs.append("csrfmiddlewaretoken=\(Link.encode(token))") }
        var headers: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]
        if let header { headers[HeaderName.csrfToken] = header }
        return try await ask(uri, .post, headers, pairs.joined(separator: "&"))
    }

    /// Sends a document, as programs do.
    mutating func send(
        _ body: String, as type: String = "application/json", to uri: String, method: HTTPRequest.Method = .post
    ) async throws -> Answer { try await ask(uri, method, [.contentType: type], body) }

    /// Posts a form with a file, as the page shows it: the fields first.
    mutating func upload(
        _ name: String, _ bytes: [UInt8], to uri: String, field: String, fields: [(key: String, value: String)] = [],
        token: String? = nil
    ) async throws -> Answer {
        var secret = token
        if secret == nil { secret = try await get("/panels/admin/").formToken }
        var body: [UInt8] = []
        for (key, value) in [("csrfmiddlewaretoken", secret ?? "")] + fields {
            body += "--XX\r\nContent-Disposition: form-data; name=\"\(key)\"\r\n\r\n\(value)\r\n".utf8
        }
        body += "--XX\r\nContent-Disposition: form-data; name=\"\(field)\"; filename=\"\(name)\"\r\n".utf8
        body += "Content-Type: text/tab-separated-values\r\n\r\n".utf8
        body += bytes
        body += "\r\n--XX--\r\n".utf8
        return try await ask(
            uri, .post, [.contentType: "multipart/form-data; boundary=XX"], ByteBuffer(bytes: body))
    }

    /// Posts a body of another type.
    mutating func send(_ uri: String, type: String, _ body: String) async throws -> Answer {
        try await ask(uri, .post, [.contentType: type], body)
    }

    mutating func signIn(_ username: String, password: String, next: String? = nil) async throws -> Answer {
        let page = next.map { "/accounts/login/?next=\(Link.encode($0))" } ?? "/accounts/login/"
        let shown = try await get(page)
        let hidden = shown.body.firstMatch(of: /name="next" value="([^"]+)"/).map { String($0.output.1) }
        return try await post(
            "/accounts/login/", ["username": username, "password": password, "next": hidden ?? next ?? ""],
            token: shown.formToken)
    }

    private mutating func ask(
        _ uri: String, _ method: HTTPRequest.Method, _ more: HTTPFields, _ body: String
    ) async throws -> Answer { try await ask(uri, method, more, ByteBuffer(string: body)) }

    private mutating func ask(
        _ uri: String, _ method: HTTPRequest.Method, _ more: HTTPFields, _ body: ByteBuffer
    ) async throws -> Answer {
        var fields = headers
        fields.append(contentsOf: more)
        if !jar.isEmpty { fields[.cookie] = jar.map { "\($0.key)=\($0.value)" }.joined(separator: "; ") }
        let sent = fields
        let answer = try await application.test(isLive ? .live : .router) { client in
            try await client.execute(uri: uri, method: method, headers: sent, body: body) {
                response in
                Answer(
                    status: response.status.code, headers: response.headers, body: String(buffer: response.body))
            }
        }
        setCookies = answer.headers[values: .setCookie]
        for cookie in setCookies {
            let pair = cookie.split(separator: ";")[0].split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            jar[String(pair[0])] = cookie.contains("Max-Age=0") ? nil : String(pair[1])
        }
        return answer
    }
}

/// A mailer that keeps what it is given, and fails as often as it is told.
final class Mailbox: Mailer {
    private let state = Mutex((mails: [Mail](), failures: [MailFailure]()))

    func send(_ mail: Mail) async throws(MailFailure) {
        let failure = state.withLock { state in
            if !state.failures.isEmpty { return Optional(state.failures.removeFirst()) }
            state.mails.append(mail)
            return nil
        }
        if let failure { throw failure }
    }

    func fail(_ failures: [MailFailure]) { state.withLock { $0.failures = failures } }

    func take() -> [Mail] {
        state.withLock { state in
            defer { state.mails = [] }
            return state.mails
        }
    }
}

extension Mail {
    /// The path of the first link in the text that contains `part`.
    func path(_ part: String) -> String? {
        text.split(whereSeparator: \.isWhitespace).first { $0.contains(part) }
            .map { String($0.dropFirst("https://panels.example.org".count)) }
    }
}
