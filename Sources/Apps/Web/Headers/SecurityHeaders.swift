import Hummingbird

/// Settings of the headers in `operations.md` 16.
public struct SecurityHeaders: Sendable {
    /// `Strict-Transport-Security` on secure answers; 0 = none.
    public var hstsSeconds: Int
    /// Origins beside our own that serve static files and media, e.g. `https://cdn.example.org`.
    public var assetOrigins: [String]

    /// Origins that a form's answer may lead to: where a load balancer's login is ended.
    public var formOrigins: [String]

    public init(hstsSeconds: Int = 0, assetOrigins: [String] = [], formOrigins: [String] = []) {
        self.hstsSeconds = hstsSeconds
        self.assetOrigins = assetOrigins
        self.formOrigins = formOrigins
    }

    /// Content security policy of a page: scripts and styles come from our own files, or carry this answer's nonce.
    func policy(nonce: String?) -> String {
        let assets = (["'self'"] + assetOrigins).joined(separator: " ")
        let forms = (["'self'"] + formOrigins).joined(separator: " ")
        let inline = nonce.map { " 'nonce-\($0)'" } ?? ""
        return """
            default-src 'none'; script-src \(assets)\(inline); style-src \(assets)\(inline); img-src \(assets) data:; \
            font-src \(assets); connect-src 'self'; manifest-src 'self'; form-action \(forms); base-uri 'none'; \
            frame-ancestors 'self'
            """
    }
}

/// Puts the security headers on every answer, and those that only pages need on pages.
public struct SecurityHeadersMiddleware: AppMiddleware {
    private let settings: SecurityHeaders
    private let plainPolicy: String

    public init(_ settings: SecurityHeaders) {
        self.settings = settings
        plainPolicy = settings.policy(nonce: nil)
    }

    public func handle(
        _ request: Request, context: AppRequestContext, next: Next
    ) async throws -> Response {
        var response = try await next(request, context)
        response.headers[HeaderName.frameOptions] = "SAMEORIGIN"
        response.headers[.xContentTypeOptions] = "nosniff"
        if settings.hstsSeconds > 0, context.isSecure {
            response.headers[.strictTransportSecurity] = "max-age=\(settings.hstsSeconds)"
        }
        if response.headers[.contentType]?.hasPrefix("text/html") == true { addPageHeaders(&response, context) }
        return response
    }

    private func addPageHeaders(_ response: inout Response, _ context: AppRequestContext) {
        // A route may have said something stricter about a page that is not ours.
        if response.headers[.contentSecurityPolicy] == nil {
            response.headers[.contentSecurityPolicy] =
                context.notes.nonceIfUsed.map { settings.policy(nonce: $0) } ?? plainPolicy
        }
        response.headers[HeaderName.referrerPolicy] = "strict-origin-when-cross-origin"
        response.headers[HeaderName.permissionsPolicy] = "camera=(), geolocation=(), microphone=(), payment=()"
        // What a person sees when logged in must not be shown from a shared computer's cache after logging out.
        if context.notes.userID != nil, response.headers[.cacheControl] == nil {
            response.headers[.cacheControl] = "no-store"
        }
    }
}
