import Domain
import Hummingbird
import Ports
import UseCases

/// Finds out who asks by the cookie `sessionid` (`accounts-jobs-files.md 4.2`), and writes what the answer wants the browser
/// to keep into cookies. A login whose account was disabled is none.
public struct SessionMiddleware: AppMiddleware {
    static let cookie = "sessionid"

    private let sessions: Sessions
    private let flash: FlashCookie
    private let ignored: [String]

    /// - Parameter ignored: beginnings of paths that nobody is signed in for, such as those of static files.
    public init(sessions: Sessions, keyring: any Keyring, ignoring ignored: [String] = []) {
        self.sessions = sessions
        flash = FlashCookie(keyring: keyring)
        self.ignored = ignored
    }

    public func handle(_ request: Request, context: AppRequestContext, next: Next) async throws -> Response {
        let path = request.uri.path
        if ignored.contains(where: { path.hasPrefix($0) }) { return try await next(request, context) }
        let cookies = RequestCookies(request.headers)
        var context = context
        context.browser.begin(
            csrf: cookies[CSRFMiddleware.cookie].flatMap { CSRFToken($0) },
            messages: cookies[FlashCookie.name].map { flash.read($0) } ?? [], key: cookies[Self.cookie])
        if let key = cookies[Self.cookie], let login = try await sessions.find(key) {
            context.login = login
            context.viewer = login.person.viewer
            // Reads of the API change nothing, not even this (`operations.md` 9.5).
            if !APIPaths.contain(path) { await sessions.note(login) }
        }
        var response = try await next(request, context)
        for cookie in context.browser.cookies(flash: flash) {
            // What came over https goes back over nothing else (`operations.md` 3.8).
            response.headers.append(.init(name: .setCookie, value: cookie.header(isSecure: context.isSecure)))
        }
        return response
    }
}

/// The addresses that speak JSON to programs.
enum APIPaths {
    static func contain(_ path: String) -> Bool {
        path == "/api" || path.hasPrefix("/api/") || path == "/WebServices" || path.hasPrefix("/WebServices/")
    }
}
