import HTTPTypes
import Hummingbird
import Ports
import UseCases

/// Signs in by the headers of a load balancer that people sign in at (`accounts-jobs-files.md` 6), and ends the login there
/// when the one here has ended. The API, static files and probes know nothing of it: reads of the API write nothing.
public struct GateMiddleware: AppMiddleware {
    /// How the load balancer speaks.
    public struct Settings: Sendable {
        /// Its three headers; a visitor is signed in only where all are there.
        public var accessToken: HTTPField.Name
        public var identity: HTTPField.Name
        public var data: HTTPField.Name
        /// Whose headers count.
        public var trusted: TrustedPeers
        /// Beginning of the names of its cookies.
        public var cookiePrefix: String
        /// Address that ends the login there.
        public var logout: String
        /// Where signing out leads when the login there has ended too.
        public var afterSignOut: String
        /// Beginnings of paths that nobody is signed in for, such as those of static files.
        public var ignored: [String]

        public init(
            accessToken: HTTPField.Name, identity: HTTPField.Name, data: HTTPField.Name, trusted: TrustedPeers,
            cookiePrefix: String, logout: String, afterSignOut: String, ignored: [String] = []
        ) {
            self.accessToken = accessToken
            self.identity = identity
            self.data = data
            self.trusted = trusted
            self.cookiePrefix = cookiePrefix
            self.logout = logout
            self.afterSignOut = afterSignOut
            self.ignored = ignored
        }
    }

    private static let signOutPath = "/accounts/logout/"
    private static let signInPath = "/accounts/login/"

    private let gate: any Gate
    private let enter: EnterByGate
    private let settings: Settings

    public init(gate: any Gate, enter: EnterByGate, settings: Settings) {
        self.gate = gate
        self.enter = enter
        self.settings = settings
    }

    public func handle(_ request: Request, context: AppRequestContext, next: Next) async throws -> Response {
        let path = request.uri.path
        if APIPaths.contain(path) || ProbePaths.contains(path)
            || settings.ignored.contains(where: { path.hasPrefix($0) })
        {
            return try await next(request, context)
        }
        // The load balancer's sign-out comes back by GET, which ends nothing (J25) and leads on.
        if path == Self.signOutPath, request.method == .get { return Response.redirect(to: settings.afterSignOut) }
        var context = context
        do { try await signIn(request, &context) } catch RepoFailure.readOnly {
            return try await readOnly(request, context, next)
        }
        let cookies = RequestCookies(request.headers).names(beginningWith: settings.cookiePrefix)
        do {
            let response = try await next(request, context)
            return isNobody(context) && !cookies.isEmpty ? ending(cookies, after: response) : response
        } catch  where isNobody(context) && !cookies.isEmpty {
            return ending(cookies, after: Response(status: .found))
        }
    }

    /// While the database takes no changes nobody gets a login. Whoever only reads goes on as one who is not signed in, and is told
    /// so; the login at the load balancer stays, for the time after.
    private func readOnly(_ request: Request, _ context: AppRequestContext, _ next: Next) async throws -> Response {
        context.warn("Nobody can be signed in: the database takes no changes", event: "login.read_only")
        guard [.get, .head].contains(request.method), request.uri.path != Self.signInPath else {
            throw HTTPProblem.noLoginWhileReadOnly
        }
        context.browser.say(
            .warning, "You cannot be signed in while the site can only be read: this is what everybody sees.")
        return try await next(request, context)
    }

    /// Takes the visitor for whom the headers name, if all of it can be believed.
    private func signIn(_ request: Request, _ context: inout AppRequestContext) async throws {
        guard request.headers[settings.accessToken]?.isEmpty == false, let data = request.headers[settings.data],
            let subject = request.headers[settings.identity]
        else { return }
        guard settings.trusted.contains(context.peerIP) else {
            return context.warn("Identity headers came from a peer that is not trusted", event: "login.untrusted_peer")
        }
        do {
            let identity = try await gate.identity(of: data, subject: subject)
            switch try await enter.run(identity, now: context.login, from: context.client(request)) {
            case .stays: break
            case .refused(let reason): refuse(reason, context)
            case .enters(let login, let key):
                context.login = login
                context.viewer = login.person.viewer
                context.browser.start(key: key, seconds: Int(enter.age))
            }
        } catch let refusal as GateRefusal {
            refuse(refusal.reason, context)
        }
    }

    private func refuse(_ reason: String, _ context: AppRequestContext) {
        context.warn("The token of the load balancer is not believed: \(reason)", event: "login.token_refused")
    }

    /// Whether the visitor leaves as somebody who is not signed in.
    private func isNobody(_ context: AppRequestContext) -> Bool {
        context.browser.hasEnded || (context.login == nil && !context.browser.hasStarted)
    }

    /// The way to the end of the login at the load balancer, whose cookies go at once.
    private func ending(_ cookies: [String], after response: Response) -> Response {
        var answer = Response.redirect(to: settings.logout, type: .found)
        answer.headers[.cacheControl] = "no-store"
        answer.headers[values: .setCookie] = response.headers[values: .setCookie]
        for name in cookies {
            let cookie = ResponseCookie(name: name, value: "", maxAge: 0)
            answer.headers.append(.init(name: .setCookie, value: cookie.header(isSecure: true)))
        }
        return answer
    }
}
