import Domain
import HTTPTypes
import Hummingbird
import NIOCore
import Web

/// Answers to forms that a script sent and wants JSON for (`web.md 9.1`, decisions 9 and 27): real status codes and
///
/// - 200 `{"detail": what happened, "version": "1.4" or null, "location": the page that shows it}`
/// - 422 and 409 `{"detail": ..., "errors": {field: [sentences]}}`, 409 also with `current` values and their `revision`
/// - everything else as `HTTPProblem` says it.
enum FormAnswer {
    /// A redirect after a saved form, in words for a script; anything else as it is.
    static func toScript(_ response: Response, _ context: AppRequestContext) -> Response {
        guard response.status == .seeOther || response.status == .found else { return response }
        let messages = context.browser.takeSaid()
        var json = JSONWriter(capacity: 256)
        json.beginObject()
        json.key("detail")
        json.string(messages.map(\.text).joined(separator: " "))
        json.key("version")
        json.string(context.browser.savedVersion)
        json.key("location")
        json.string(response.headers[.location])
        json.endObject()
        var headers = response.headers
        headers[.location] = nil
        return answer(json.bytes, .ok, headers)
    }

    /// A form that was refused.
    static func refusal(_ state: FormState, _ status: HTTPResponse.Status) -> Response {
        var json = JSONWriter(capacity: 512)
        json.beginObject()
        json.key("detail")
        let general = state.problems(of: "").map(\.message)
        json.string(general.isEmpty ? "The form was not accepted." : general.joined(separator: " "))
        json.key("errors")
        json.beginObject()
        var seen: Set<String> = [""]
        for problem in state.problems where seen.insert(problem.field).inserted {
            json.key(problem.field)
            json.strings(state.problems(of: problem.field).map(\.message))
        }
        json.endObject()
        if let conflict = state.conflict {
            json.key("current")
            json.beginObject()
            var seen: Set<String> = []
            for name in conflict.values.names where seen.insert(name).inserted {
                let values = conflict.values.list(name)
                json.key(name)
                if values.count == 1 { json.string(values[0]) } else { json.strings(values) }
            }
            json.endObject()
            json.key("revision")
            json.int(conflict.revision.rawValue)
        }
        json.endObject()
        return answer(json.bytes, status, [:])
    }

    private static func answer(_ bytes: [UInt8], _ status: HTTPResponse.Status, _ more: HTTPFields) -> Response {
        var headers = more
        headers[.contentType] = MediaType.json
        headers[.cacheControl] = "private, no-store"
        headers.appendVary("Cookie")
        headers.appendVary("Accept")
        return Response(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}

extension SitePages {
    /// A page with a form that was not accepted, or what a script wants to know of it.
    func answer(
        _ html: @autoclosure () -> HTML, of state: FormState, _ request: Request, _ context: AppRequestContext,
        status: HTTPResponse.Status
    ) -> Response {
        if status.code >= 400, request.isFromScript { return FormAnswer.refusal(state, status) }
        return answer(html(), request, context, status: status)
    }
}
