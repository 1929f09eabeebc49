import Domain
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Ports
import UseCases
import Web

/// The addresses that selection boxes ask while somebody types (`web.md 18`). Other people's scripts ask them too, so they
/// answer in the shape of the original.
public struct ChoicePages: Sendable {
    let suggestions: Suggestions

    public init(suggestions: Suggestions) { self.suggestions = suggestions }

    public func addRoutes(to router: Router<AppRequestContext>) {
        let group = router.group().add(middleware: SlashRedirectMiddleware())
        list(group, "/autocomplete/gene/") { query, _ in
            try await suggestions.genes(query.text, page: query.page)
        }
        list(group, "/autocomplete/source/", isPaged: false) { query, _ in suggestions.sources(query.text) }
        list(group, "/autocomplete/panels/simple/") { query, context in
            try await suggestions.panels(query.text, page: query.page, by: context.viewer)
        }
        list(group, "/autocomplete/panels/type/") { query, _ in
            try await suggestions.panelTypes(query.text, page: query.page)
        }
        group.form(
            "/autocomplete/tags/",
            show: { request, context in
                try await answer(request, isPaged: true) { query in
                    try await suggestions.tags(query.text, page: query.page, by: context.viewer)
                }
            }, post: addTag)
    }

    private func list(
        _ group: some RouterMethods<AppRequestContext>, _ path: RouterPath, isPaged: Bool = true,
        _ find: @escaping @Sendable (ChoiceQuery, AppRequestContext) async throws -> Suggestions.Page
    ) {
        group.get(path) { request, context in
            try await answer(request, isPaged: isPaged) { try await find($0, context) }
        }
        group.rejectOtherMethods(at: path, allowing: [.get, .head])
    }

    private func answer(
        _ request: Request, isPaged: Bool, _ find: (ChoiceQuery) async throws -> Suggestions.Page
    ) async throws -> Response {
        let query = request.pageQuery
        if let problem = ChoiceQuery.problem(forward: query["forward"]) {
            return Response(
                status: .badRequest, headers: [.contentType: "text/plain; charset=utf-8"],
                body: .init(byteBuffer: ByteBuffer(string: problem)))
        }
        guard let asked = ChoiceQuery(query) else { throw HTTPProblem.invalidPage }
        do {
            return Self.json(ChoiceJSON.page(try await find(asked), isPaged: isPaged))
        } catch is Suggestions.NoSuchPage {
            throw HTTPProblem.invalidPage
        }
    }

    /// `POST /autocomplete/tags/`
    @Sendable private func addTag(
        _ form: FormBody, _ request: Request, _ context: AppRequestContext
    ) async throws -> Response {
        do {
            return Self.json(ChoiceJSON.tag(try await suggestions.addTag(form.text("text"), by: context.viewer)))
        } catch let refusal as Refusal {
            guard case .invalid(let problems) = refusal else {
                throw context.viewer == .anonymous ? HTTPProblem.notAuthenticated : .notAllowed
            }
            throw HTTPProblem(
                .badRequest, .fields(problems.map { HTTPProblem.Field($0.field, [$0.message]) }))
        }
    }

    private static func json(_ bytes: [UInt8]) -> Response {
        Response(
            status: .ok,
            headers: [.contentType: MediaType.json, .cacheControl: "private, no-cache", .vary: "Cookie"],
            body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}

/// What is asked for.
struct ChoiceQuery {
    var text: String
    var page: Int

    /// Nil for a page that is no number.
    init?(_ query: PageQuery) {
        text = (query["q"] ?? "").trimmingText
        let number = query["page"] ?? ""
        guard let page = number.isEmpty ? 1 : Int(number) else { return nil }
        self.page = page
    }

    /// The fields of the form around the box that the original's script sends along. Nothing here depends on them, but what
    /// is no JSON object was refused there too.
    static func problem(forward: String?) -> String? {
        guard let forward else { return nil }
        guard let value = try? JSONSerialization.jsonObject(with: Data(forward.utf8), options: .fragmentsAllowed) else {
            return "Invalid JSON data"
        }
        return value is [String: Any] ? nil : "Not a JSON object"
    }
}

/// The answers, key by key.
enum ChoiceJSON {
    static func page(_ page: Suggestions.Page, isPaged: Bool) -> [UInt8] {
        var json = JSONWriter(capacity: 1_024)
        json.beginObject()
        json.key("results")
        json.beginArray()
        for choice in page.choices {
            json.beginObject()
            json.key("id")
            json.string(choice.id)
            json.key("text")
            json.string(choice.text)
            if choice.isNew {
                json.key("create_id")
                json.bool(true)
            } else if isPaged {
                json.key("selected_text")
                json.string(choice.text)
            }
            json.endObject()
        }
        json.endArray()
        if isPaged {
            json.key("pagination")
            json.beginObject()
            json.key("more")
            json.bool(page.hasMore)
            json.endObject()
        }
        json.endObject()
        return json.bytes
    }

    static func tag(_ tag: Tag) -> [UInt8] {
        var json = JSONWriter(capacity: 64)
        json.beginObject()
        json.key("id")
        json.int(tag.id)
        json.key("text")
        json.string(tag.name)
        json.endObject()
        return json.bytes
    }
}
