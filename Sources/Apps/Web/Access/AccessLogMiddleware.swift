import Foundation
import Hummingbird

/// Tells the sink about every request once its answer is made.
///
/// Records are plain values and are formatted by the sink: building a metadata dictionary per request cost more than
/// the request itself on `/version/`.
public struct AccessLogMiddleware: AppMiddleware {
    private let sink: AccessSink
    private let clock = ContinuousClock()

    public init(sink: @escaping AccessSink) { self.sink = sink }

    public func handle(
        _ request: Request, context: AppRequestContext, next: Next
    ) async throws -> Response {
        let start = clock.now
        do {
            let response = try await next(request, context)
            sink(record(request, context, response, clock.now - start))
            return response
        } catch {
            // Only a broken request body gets here; everything else was turned into an answer further in.
            sink(record(request, context, Response(status: .badRequest), clock.now - start))
            throw error
        }
    }

    private func record(
        _ request: Request, _ context: AppRequestContext, _ response: Response, _ duration: Duration
    ) -> AccessRecord {
        let headers = request.headers
        let target = request.head.path ?? ""
        let pathEnd = target.firstIndex(of: "?") ?? target.endIndex
        let path = String(target[..<pathEnd])
        let query = pathEnd == target.endIndex ? nil : String(target[target.index(after: pathEnd)...])
        return AccessRecord(
            method: request.method.rawValue, path: PathRedaction.redact(path), query: query.map(QueryRedaction.redact),
            route: context.endpointPath, status: response.status.code, duration: duration,
            bytesOut: response.headers[.contentLength].flatMap { Int($0) },
            bytesIn: headers[.contentLength].flatMap { Int($0) },
            clientIP: context.clientIP, userAgent: headers[.userAgent].map { String($0.prefix(256)) },
            refererHost: headers[.referer].flatMap(Self.host(ofReferer:)), host: request.head.authority,
            scheme: context.scheme, requestID: context.requestID, userID: context.notes.userID,
            isProbe: ProbePaths.contains(path))
    }

    /// `www.example.org` of `https://www.example.org/page?x=1`.
    static func host(ofReferer referer: String) -> String? {
        guard let start = referer.range(of: "://")?.upperBound else { return nil }
        let authority = referer[start...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        // A referer may carry `user:password@`; only what follows the last `@` is a host.
        return authority.split(separator: "@").last.map(String.init)
    }
}
