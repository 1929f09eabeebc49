import HTTPTypes

/// A refusal or failure on its way to the client: thrown anywhere below `ProblemMiddleware`, which writes it as JSON or
/// as a page. The one vocabulary of errors that the faces share.
public struct HTTPProblem: Error, Sendable, Equatable {
    /// What the JSON form says.
    public enum Body: Sendable, Equatable {
        /// `{"detail":"..."}`
        case detail(String)
        /// `{"error":"..."}`, which one old route answers.
        case error(String)
        /// `{"error":"code","message":"..."}`, as the routes that write answer.
        case coded(String, String)
        /// `{"name":["message", ...], ...}`: messages per field or parameter, in order.
        case fields([Field])
    }

    /// The messages about one field.
    public struct Field: Sendable, Equatable {
        public let name: String
        public let messages: [String]

        public init(_ name: String, _ messages: [String]) {
            self.name = name
            self.messages = messages
        }
    }

    public var status: HTTPResponse.Status
    public var body: Body
    /// Headers of the answer beside its type and length.
    public var headers: HTTPFields
    /// What was posted in vain, for a page that gives it back.
    public var form: FormBody?

    public init(_ status: HTTPResponse.Status, _ body: Body, headers: HTTPFields = [:]) {
        self.status = status
        self.body = body
        self.headers = headers
    }

    /// A problem with one sentence for its reader.
    public init(_ status: HTTPResponse.Status, detail: String, headers: HTTPFields = [:]) {
        self.init(status, .detail(detail), headers: headers)
    }

    /// The sentence that a page shows.
    public var sentence: String {
        switch body {
        case .detail(let text), .error(let text), .coded(_, let text): text
        case .fields(let fields): fields.flatMap { field in field.messages }.joined(separator: " ")
        }
    }
}

/// The bodies of `api.md` 4.1, letter by letter: clients compare them.
extension HTTPProblem {
    public static let notFound = HTTPProblem(.notFound, detail: "Not found.")
    public static let invalidPage = HTTPProblem(.notFound, detail: "Invalid page.")
    public static let notAuthenticated = HTTPProblem(
        .forbidden, detail: "Authentication credentials were not provided.")
    public static let notAllowed = HTTPProblem(
        .forbidden, detail: "You do not have permission to perform this action.")
    public static let invalidToken = HTTPProblem(.forbidden, detail: "Invalid token.")
    public static let notAcceptable = HTTPProblem(
        .notAcceptable, detail: "Could not satisfy the request Accept header.", headers: [.vary: "Accept"])
    public static let serverError = HTTPProblem(.internalServerError, detail: "A server error occurred.")
    public static let contentTooLarge = HTTPProblem(.contentTooLarge, detail: "The request body is too large.")

    /// 405 with the methods that would have been allowed.
    public static func methodNotAllowed(
        _ method: HTTPRequest.Method, allow: [HTTPRequest.Method] = [.get, .head, .options]
    ) -> HTTPProblem {
        HTTPProblem(
            .methodNotAllowed, detail: "Method \"\(method.rawValue)\" not allowed.",
            headers: [.allow: allow.map { $0.rawValue }.joined(separator: ", ")])
    }

    /// 400 with a sentence.
    public static func badRequest(_ detail: String) -> HTTPProblem { HTTPProblem(.badRequest, detail: detail) }

    /// 400 about one query parameter or field.
    public static func invalid(_ name: String, _ messages: String...) -> HTTPProblem {
        HTTPProblem(.badRequest, .fields([Field(name, messages)]))
    }

    public static func unsupportedMediaType(_ type: String) -> HTTPProblem {
        HTTPProblem(.unsupportedMediaType, detail: "Unsupported media type \"\(type)\" in request.")
    }

    /// 503: the site takes no changes, by intent or because its database does not (`operations.md` 9.5).
    public static let readOnly = HTTPProblem(
        .serviceUnavailable,
        detail: "The site can only be read at the moment, so nothing was changed. Please try again later.",
        headers: [.retryAfter: "30"])

    /// 503: the same for somebody whom a load balancer has signed in and who has no login here, because that would be a change.
    static let noLoginWhileReadOnly = HTTPProblem(
        .serviceUnavailable,
        detail: "The site can only be read at the moment, so nobody can be signed in. You can read everything that is "
            + "public meanwhile; please sign in again later.",
        headers: [.retryAfter: "30"])

    /// 503: a dependency, first of all the database, does not answer right now (`operations.md` 1, 9.2).
    /// - Parameter retryAfter: seconds until asking again makes sense.
    public static func unavailable(retryAfter: Int = 5) -> HTTPProblem {
        HTTPProblem(
            .serviceUnavailable, detail: "The service is temporarily unavailable. Please try again shortly.",
            headers: [.retryAfter: String(retryAfter)])
    }
}
