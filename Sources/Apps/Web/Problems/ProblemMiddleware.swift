import Hummingbird
import Logging
import NIOCore

/// The one place where errors become answers.
///
/// `HTTPProblem` is told as it is; errors of the ports, of the library and those that `classify` knows are translated;
/// everything else is a 500 whose cause goes to the log with the request's id and not to the client.
public struct ProblemMiddleware: AppMiddleware {
    /// Translates errors of the use cases; those of the ports are known here (`PortProblems`).
    public typealias Classifier = @Sendable (any Error) -> HTTPProblem?

    private let classify: Classifier
    private let page: ProblemPageRenderer?

    public init(classify: @escaping Classifier = { _ in nil }, page: ProblemPageRenderer? = nil) {
        self.classify = classify
        self.page = page
    }

    public func handle(
        _ request: Request, context: AppRequestContext, next: Next
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            let problem = problem(for: error, context)
            return await answer(problem, request, context)
        }
    }

    private func problem(for error: any Error, _ context: AppRequestContext) -> HTTPProblem {
        if let problem = error as? HTTPProblem { return problem }
        if let known = classify(error) ?? PortProblems.problem(for: error) {
            if known.status.code >= 500 { log(error, as: known, context) }
            return known
        }
        switch error {
        case let error as HTTPError where error.status == .notFound: return .notFound
        case let error as HTTPError where error.status.code < 500:
            return HTTPProblem(error.status, detail: error.body ?? error.status.reasonPhrase, headers: error.headers)
        case is NIOTooManyBytesError: return .contentTooLarge
        case is CancellationError:
            // The request took longer than allowed, or the process stops.
            log(error, as: .unavailable(), context)
            return .unavailable()
        default:
            log(error, as: .serverError, context)
            return .serverError
        }
    }

    private func log(_ error: any Error, as problem: HTTPProblem, _ context: AppRequestContext) {
        // What passes by itself calls nobody out of bed (`operations.md` 9.2).
        let passes = problem.status == .serviceUnavailable && problem != .unavailable()
        context.logger.log(
            level: passes ? .warning : .error, "The request failed",
            metadata: [
                "event": "http.error", "status": .stringConvertible(problem.status.code),
                "exc_info": "\(type(of: error)): \(error)",
            ])
    }

    private func answer(_ problem: HTTPProblem, _ request: Request, _ context: AppRequestContext) async -> Response {
        var headers = problem.headers
        let body: ByteBuffer
        switch ProblemFace.of(request) {
        case .api:
            headers[.contentType] = MediaType.json
            if headers[.vary] == nil { headers[.vary] = "Accept, Cookie" }
            if headers[.allow] == nil { headers[.allow] = "GET, HEAD, OPTIONS" }
            body = ByteBuffer(string: problem.json)
        case .script:
            headers[.contentType] = MediaType.json
            body = ByteBuffer(string: problem.json)
        case .page:
            headers[.contentType] = MediaType.html
            body = await rendered(problem, request, context)
        }
        return Response(status: problem.status, headers: headers, body: .init(byteBuffer: body))
    }

    private func rendered(
        _ problem: HTTPProblem, _ request: Request, _ context: AppRequestContext
    ) async -> ByteBuffer {
        do {
            if let page = try await page?(problem, request, context) { return page }
        } catch {
            log(error, as: problem, context)
        }
        return ByteBuffer(string: PlainProblemPage.render(problem, requestID: context.requestID))
    }
}
