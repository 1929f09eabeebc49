import Foundation
import Hummingbird

/// Tells log and metrics about every request once its answer is made.
///
/// Records are plain values and are formatted by the sink: building a metadata dictionary per request cost more than
/// the request itself on `/version/`.
public struct AccessLogMiddleware: AppMiddleware {
    private let sink: AccessSink?
    private let meter: RequestMeter?
    private let clock = ContinuousClock()

    /// - Parameters:
    ///   - sink: nil: no access log.
    ///   - meter: nil: no metrics.
    public init(sink: AccessSink?, meter: RequestMeter? = nil) {
        self.sink = sink
        self.meter = meter
    }

    public func handle(
        _ request: Request, context: AppRequestContext, next: Next
    ) async throws -> Response {
        let start = clock.now
        meter?.began()
        do {
            let response = try await next(request, context)
            tell(request, context, response, clock.now - start)
            return response
        } catch {
            // Only a broken request body gets here; everything else was turned into an answer further in.
            tell(request, context, Response(status: .badRequest), clock.now - start)
            throw error
        }
    }

    private func tell(_ request: Request, _ context: AppRequestContext, _ response: Response, _ duration: Duration) {
        meter?.ended(
            RequestMeter.Finished(
                method: RequestMeter.word(request.method), route: RequestMeter.pattern(context),
                status: response.status.code,
                duration: duration))
        sink?(record(request, context, response, duration))
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
            route: RequestMeter.pattern(context), status: response.status.code, duration: duration,
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
