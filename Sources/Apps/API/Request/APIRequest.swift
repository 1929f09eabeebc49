import Domain
import HTTPTypes
import Hummingbird
import Web

/// One request to the API after everything that is the same for all routes: what a handler works with.
struct APIRequest: Sendable {
    let request: Request
    let query: QueryString
    let negotiation: Negotiation
    let viewer: Viewer
    /// `https://host` of the request, for absolute links.
    let origin: String
    /// Path as the client sent it, for paging links.
    let path: String
    /// Methods that the route takes.
    var methods: [HTTPRequest.Method] = [.get, .head, .options]

    /// Absolute address of another page of this list; nil drops the parameter (`api.md 3`). The path has one spelling,
    /// however the client wrote it: `%28` comes back as `(`.
    func link(page: Int?) -> String {
        let query = query.settingPage(page)
        let path = APIPath.encode(path.removingPercentEncoding ?? path)
        return origin + path + (query.isEmpty ? "" : "?\(query)")
    }
}

/// The path of a request below `/api/v1/`.
struct APIPath: Sendable {
    /// Decoded segments.
    let segments: [String]
    let endsWithSlash: Bool

    /// Nil when a segment holds an encoded slash, which no route takes (`api.md 6.1`), or broken encoding.
    init?(_ path: Substring) {
        endsWithSlash = path.isEmpty || path.hasSuffix("/")
        var segments: [String] = []
        for raw in path.split(separator: "/", omittingEmptySubsequences: false).dropLast(endsWithSlash ? 1 : 0) {
            guard !raw.isEmpty, let decoded = String(raw).removingPercentEncoding, !decoded.contains("/") else {
                return nil
            }
            segments.append(decoded)
        }
        self.segments = segments
    }

    /// A decoded path as links write it: only what a path cannot hold is escaped.
    static func encode(_ path: String) -> String { PercentEncoding.encode(path, keeping: "/:@&+$,!*'()") }
}
