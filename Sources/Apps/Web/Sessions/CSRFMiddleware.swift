import HTTPTypes
import Hummingbird
import NIOCore

/// Refuses every change that does not prove that it comes from a page of ours (`accounts-jobs-files.md 4.3`, W92): the field
/// `csrfmiddlewaretoken` or the header `X-CSRFToken` must fit the cookie `csrftoken`, and `Origin`, where a browser sends
/// it, must be this site. It stands before all routes, so that no route can forget it.
///
/// Requests to the API are exempt unless the login in a cookie is what they act by: a browser adds no `Authorization`
/// header to another site's form.
public struct CSRFMiddleware: AppMiddleware {
    static let cookie = "csrftoken"
    static let field = "csrfmiddlewaretoken"

    public init() {}

    public func handle(_ request: Request, context: AppRequestContext, next: Next) async throws -> Response {
        guard Self.mustCheck(request, context) else { return try await next(request, context) }
        let isAPI = APIPaths.contain(request.uri.path)
        guard Self.isOwnOrigin(request, context) else { throw Self.refusal("Origin checking failed.", isAPI) }
        guard context.browser.hasCSRFCookie else { throw Self.refusal("CSRF cookie not set.", isAPI) }
        if let header = request.headers[HeaderName.csrfToken], context.browser.accepts(header) {
            return try await next(request, context)
        }
        if let upload = context.upload {
            // The token stands before the file, of which nothing is taken without it.
            guard let token = try await upload.opened().form[Self.field], context.browser.accepts(token) else {
                throw Self.missing(isAPI)
            }
            return try await next(request, context)
        }
        guard FormBody.isForm(request.headers) else { throw Self.missing(isAPI) }
        let body = try await request.formBody()
        let form = FormBody(body, request.headers)
        guard let token = form?[Self.field], context.browser.accepts(token) else {
            var refusal = Self.missing(isAPI)
            // A token of before the last login, sent by a page of ours: the answer may give the words back.
            if !isAPI, request.headers[.origin] != nil, let form, let token = form[Self.field], CSRFToken(token) != nil
            {
                refusal.form = form
            }
            throw refusal
        }
        var request = request
        request.body = .init(buffer: body)
        return try await next(request, context)
    }

    private static func mustCheck(_ request: Request, _ context: AppRequestContext) -> Bool {
        if [.get, .head, .options, .trace].contains(request.method) { return false }
        guard APIPaths.contain(request.uri.path) else { return true }
        return context.login != nil && !request.isTokenRequest
    }

    /// Browsers name where a form came from: in `Origin`, and under https at least in `Referer`.
    private static func isOwnOrigin(_ request: Request, _ context: AppRequestContext) -> Bool {
        let own = context.origin(of: request)
        if let origin = request.headers[.origin] { return origin.lowercased() == own.lowercased() }
        guard context.isSecure else { return true }
        guard let referer = request.headers[.referer]?.lowercased() else { return false }
        return referer == own.lowercased() || referer.hasPrefix(own.lowercased() + "/")
    }

    private static func missing(_ isAPI: Bool) -> HTTPProblem { refusal("CSRF token missing or incorrect.", isAPI) }

    private static func refusal(_ reason: String, _ isAPI: Bool) -> HTTPProblem {
        HTTPProblem(
            .forbidden,
            detail: isAPI
                ? "CSRF Failed: \(reason)"
                : "This form was open for too long or came from another site, so nothing was changed. Go back, reload the page, "
                    + "and send it again; cookies must be allowed. (\(reason))")
    }
}

extension Request {
    /// Whether the request names a token of the API.
    var isTokenRequest: Bool {
        guard let header = headers[.authorization] else { return false }
        return header.split(separator: " ").first?.lowercased() == "token"
    }
}
