import HTTPTypes
import Hummingbird
import Ports
import Tracing

/// A span for every request but probes, as a part of the caller's trace where the caller names one.
///
/// It holds the pattern of the route and the path without the secret parts of links, and neither query nor headers
/// (`operations.md` 11.5).
struct RequestSpanMiddleware: AppMiddleware {
    let tracer: any Tracer

    func handle(
        _ request: Request, context: AppRequestContext, next: Next
    ) async throws -> Response {
        let path = Self.path(of: request)
        if ProbePaths.contains(path) { return try await next(request, context) }
        var caller = InstrumentationContext.current ?? .topLevel
        tracer.extract(request.headers, into: &caller, using: Header())
        let method = RequestMeter.word(request.method)
        let span = tracer.startSpan(method, context: caller, ofKind: .server)
        defer { span.end() }
        var carried: [String: String] = [:]
        tracer.inject(span.context, into: &carried, using: Carried())
        let origin = Origin(requestID: context.requestID, trace: carried["traceparent"])
        do {
            let response = try await InstrumentationContext.$current.withValue(span.context) {
                try await Origin.$current.withValue(origin) { try await next(request, context) }
            }
            describe(span, request, context, method, path, response.status)
            return response
        } catch {
            describe(span, request, context, method, path, .badRequest)
            throw error
        }
    }

    private func describe(
        _ span: any Span, _ request: Request, _ context: AppRequestContext, _ method: String, _ path: String,
        _ status: HTTPResponse.Status
    ) {
        guard span.isRecording else { return }
        var attributes = SpanAttributes()
        attributes["http.request.method"] = method
        attributes["url.path"] = PathRedaction.redact(path)
        attributes["url.scheme"] = context.scheme
        attributes["http.response.status_code"] = status.code
        attributes["panelapp.request_id"] = context.requestID
        if let route = RequestMeter.pattern(context) {
            attributes["http.route"] = route
            span.operationName = "\(method) \(route)"
        }
        if let user = context.notes.userID { attributes["enduser.id"] = String(user) }
        span.attributes = attributes
        if status.code >= 500 { span.setStatus(SpanStatus(code: .error)) }
    }

    private static func path(of request: Request) -> String {
        let target = request.head.path ?? ""
        return String(target.prefix { $0 != "?" })
    }

    private struct Header: Extractor {
        func extract(key: String, from carrier: HTTPFields) -> String? {
            HTTPField.Name(key).flatMap { carrier[$0] }
        }
    }

    private struct Carried: Injector {
        func inject(_ value: String, forKey key: String, into carrier: inout [String: String]) {
            carrier[key] = value
        }
    }
}
