import Hummingbird

/// Answers of probes: never kept by anybody on the way.
enum ProbeAnswer {
    static func json(_ status: HTTPResponse.Status, _ text: String) -> Response {
        of(status, ByteBuffer(string: text), MediaType.json)
    }

    static func json(_ status: HTTPResponse.Status, _ body: ByteBuffer) -> Response { of(status, body, MediaType.json) }

    static func of(_ status: HTTPResponse.Status, _ body: ByteBuffer, _ type: String) -> Response {
        Response(
            status: status, headers: [.contentType: type, .cacheControl: "no-store"], body: .init(byteBuffer: body))
    }
}
