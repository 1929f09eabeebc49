import Domain
import HTTPTypes
import Hummingbird
import NIOCore
import Web

extension APIRequest {
    /// The `Link` that answers to browsers carry (decision 11).
    static let documentation = "</api/docs/>; rel=\"service-doc\""

    /// Headers of every normal answer (`api.md 1.6`).
    var headers: HTTPFields {
        var headers: HTTPFields = [.vary: "Accept, Cookie", .allow: methods.map(\.rawValue).joined(separator: ", ")]
        if negotiation.wantsPage { headers[HeaderName.link] = Self.documentation }
        return headers
    }

    /// An answer with a document made for this request.
    func answer(_ json: [UInt8], status: HTTPResponse.Status = .ok) -> Response {
        var headers = headers
        headers[.contentType] = MediaType.json
        let body = negotiation.indent > 0 ? PrettyJSON.indented(json, by: negotiation.indent) : json
        return Response(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: body)))
    }

    /// 200 or 304 with a kept document.
    func answer(_ body: CachedBody) -> Response {
        if negotiation.indent > 0 { return answer(Array(body.plain.readableBytesView)) }
        return body.response(to: request, contentType: MediaType.json, headers: headers)
    }

    /// The page of a list that was asked for (`api.md 3`), `count` rows in all. Throws 404 for a page that is not there.
    func page(of count: Int, size: Int = ListPage.size) throws(HTTPProblem) -> ListPage {
        let last = max(1, (count + size - 1) / size)
        guard let text = query["page"] else { return ListPage(number: 1, last: last, count: count, size: size) }
        if text == "last" { return ListPage(number: last, last: last, count: count, size: size) }
        guard let number = Int(text.trimmingCharacters()), (1...last).contains(number) else { throw .invalidPage }
        return ListPage(number: number, last: last, count: count, size: size)
    }

    /// A page as the envelope of `api.md 3`; `row` writes one of the rows `page.range`.
    func answer(_ page: ListPage, row: (Int, inout JSONWriter) throws -> Void) rethrows -> Response {
        var json = JSONWriter(capacity: 64 * 1024)
        json.beginObject()
        json.key("count")
        json.int(page.count)
        json.key("next")
        json.string(page.number < page.last ? link(page: page.number + 1) : nil)
        json.key("previous")
        json.string(page.number > 1 ? link(page: page.number == 2 ? nil : page.number - 1) : nil)
        json.key("results")
        json.beginArray()
        for index in page.range { try row(index, &json) }
        json.endArray()
        json.endObject()
        return answer(json.bytes)
    }
}

extension HTTPProblem {
    /// 400 for a `version` that is none (`api.md 4.1`).
    static let badVersion = HTTPProblem.badRequest("Incorrect version supplied")
}

/// One page of a list.
struct ListPage: Hashable, Sendable {
    /// Fixed; `page_size` has no effect here (`api.md 3`).
    static let size = 100

    let number: Int
    let last: Int
    let count: Int
    let size: Int

    var range: Range<Int> { min((number - 1) * size, count)..<min(number * size, count) }
}

extension String {
    /// Without the spaces around a number that the original forgives.
    fileprivate func trimmingCharacters() -> Substring {
        var text = Substring(self)
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        return text
    }
}
