import Hummingbird

/// Limits of a request's head (`operations.md` 4: `limit_request_*`), in bytes and numbers; a size of 0 means 65536.
public struct RequestLimits: Sendable, Equatable {
    public let line: Int
    public let fields: Int
    public let fieldSize: Int

    private static let unlimited = 65536

    public init(line: Int = 4094, fields: Int = 100, fieldSize: Int = 8190) {
        self.line = line == 0 ? Self.unlimited : line
        self.fields = fields
        self.fieldSize = fieldSize == 0 ? Self.unlimited : fieldSize
    }
}

/// Refuses oversized heads: 414 for the request line, 431 for header fields.
public struct RequestLimitsMiddleware: AppMiddleware {
    /// `METHOD `, ` HTTP/1.1` and the line end around the address.
    private static let lineFrame = " ".utf8.count + " HTTP/1.1\r\n".utf8.count

    private let limits: RequestLimits

    public init(_ limits: RequestLimits) { self.limits = limits }

    public func handle(
        _ request: Request, context: AppRequestContext, next: Next
    ) async throws -> Response {
        let line = request.method.rawValue.utf8.count + (request.head.path ?? "").utf8.count + Self.lineFrame
        if line > limits.line { return Self.refusal(.uriTooLong) }
        if request.headers.count > limits.fields { return Self.refusal(.requestHeaderFieldsTooLarge) }
        // `name: value` and the line end.
        let frame = 4
        for field in request.headers
        where field.name.rawName.utf8.count + field.value.utf8.count + frame > limits.fieldSize {
            return Self.refusal(.requestHeaderFieldsTooLarge)
        }
        return try await next(request, context)
    }

    private static func refusal(_ status: HTTPResponse.Status) -> Response {
        Response(
            status: status, headers: [.contentType: MediaType.plainText],
            body: .init(byteBuffer: ByteBuffer(string: "\(status.code) \(status.reasonPhrase)\n")))
    }
}
