import HTTPTypes
import Hummingbird

extension CachedBody {
    /// The answer to a GET or HEAD: 304 when the client's tag matches, else the form it accepts.
    ///
    /// - Parameters:
    ///   - contentType: header value, e.g. `MediaType.json`.
    ///   - headers: further headers, `Vary` and `Cache-Control` among them; they are on a 304 as well.
    ///   - status: for error pages that are kept; tags and conditions only apply to 200.
    public func response(
        to request: Request, contentType: String, headers: HTTPFields = [:], status: HTTPResponse.Status = .ok
    ) -> Response {
        var headers = headers
        if hasForms { headers.appendVary("Accept-Encoding") }
        let wantsGzip = hasForms && AcceptEncoding.acceptsGzip(request.headers)
        if status == .ok, let tag {
            headers[.eTag] = wantsGzip ? EntityTag.gzip(tag) : EntityTag.plain(tag)
            if EntityTag.matches(request.headers, opaque: tag) {
                var response = Response(status: .notModified, headers: headers)
                response.headers[.contentLength] = nil
                return response
            }
        }
        let packed = wantsGzip ? gzip() : nil
        if packed != nil {
            headers[.contentEncoding] = "gzip"
        } else if let tag, status == .ok {
            headers[.eTag] = EntityTag.plain(tag)
        }
        headers[.contentType] = contentType
        let body = packed ?? plain
        headers[.contentLength] = String(body.readableBytes)
        guard request.method != .head else { return Response(status: status, headers: headers) }
        return Response(status: status, headers: headers, body: .init(byteBuffer: body))
    }
}

/// Free form of `CachedBody.response`, for handlers that read better with the verb first.
public func respond(
    to request: Request, with body: CachedBody, contentType: String, headers: HTTPFields = [:]
) -> Response {
    body.response(to: request, contentType: contentType, headers: headers)
}
