import Hummingbird

/// In which form a problem is told.
enum ProblemFace {
    case api
    /// JSON to a script of ours or of others, outside the API.
    case script
    case page

    /// `/api/...` and `/WebServices/...` speak JSON to everybody (`api.md` decision 11, O7); elsewhere a script that
    /// says so gets JSON (`web.md` 17), everybody else a page.
    static func of(_ request: Request) -> ProblemFace {
        let path = request.uri.path
        if path.hasPrefix("/api/") || path == "/api" || path.hasPrefix("/WebServices/") || path == "/WebServices" {
            return .api
        }
        if path.hasPrefix("/autocomplete/") { return .script }
        if request.headers[HeaderName.requestedWith] == "XMLHttpRequest" { return .script }
        if let accept = request.headers[.accept], accept.contains("json"), !accept.contains("text/html") {
            return .script
        }
        return .page
    }
}

extension Request {
    /// Whether a script asks, which wants a plain answer rather than a page or a way to one.
    public var isFromScript: Bool { ProblemFace.of(self) != .page }
}
