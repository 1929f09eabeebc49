import HTTPTypes
import Hummingbird
import NIOCore
import Web

/// A page as it is for everybody who is not signed in, and the places in it that belong to a reader.
struct PageBody: Sendable {
    let cached: CachedBody
    private let slots: [Slot]

    /// The tag is a digest of the bytes, so that it changes exactly when the page does, whatever the reason.
    init(_ html: HTML, gzip: GzipEncoder) {
        cached = CachedBody(html.bytes, tag: Digest.hex(html.bytes), gzip: gzip)
        slots = html.slots
    }

    /// Bytes held; the gzip form comes on top, about a quarter of the plain one.
    var cost: Int { cached.plain.readableBytes * 5 / 4 }

    /// The answer for this reader: the kept bytes for one who is not signed in and has no message waiting, else a copy with
    /// the reader's own places filled, which nobody may keep. So is every page while nothing can be changed, because that passes.
    func answer(
        _ request: Request, _ context: AppRequestContext, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]
    ) -> Response {
        var headers = headers
        headers.appendVary("Cookie")
        guard isPersonal(context) else {
            headers[.cacheControl] = "private, no-cache"
            return cached.response(to: request, contentType: MediaType.html, headers: headers, status: status)
        }
        headers[.cacheControl] = "private, no-store"
        headers[.contentType] = MediaType.html
        let page = slots.fill(cached.plain.readableBytesView, filling(request, context))
        return Response(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: page.bytes)))
    }

    private func isPersonal(_ context: AppRequestContext) -> Bool {
        context.login != nil || context.isReadOnly || context.browser.hasMessages
            || slots.contains { $0.kind == .formToken }
    }
}

extension HTML {
    /// A copy for one reader.
    func filled(_ request: Request, _ context: AppRequestContext) -> HTML {
        slots.fill(bytes, filling(request, context))
    }
}

/// What stands in a reader's places.
private func filling(_ request: Request, _ context: AppRequestContext) -> (Slot.Kind, inout HTML) -> Void {
    { kind, html in
        switch kind {
        case .formToken: html.text(context.browser.csrfToken())
        case .notice:
            if context.isReadOnly { html.element("p", .class("site-note"), text: PageSettings.readOnlyNote) }
        case .messages:
            for message in context.browser.takeMessages() { html.message(message) }
        case .account(let outside):
            if let login = context.login {
                html.account(login.person, token: context.browser.csrfToken())
            } else {
                // Nobody wants to come back to a page of accounts by the link in its header.
                let next = request.uri.path.hasPrefix("/accounts/") ? nil : request.ownAddress
                html.signIn(next: next, outside: outside)
            }
        }
    }
}

extension Request {
    /// The address of this page for a way back, where it can be opened again.
    var ownAddress: Link? {
        guard method == .get || method == .head else { return nil }
        return head.path.flatMap { Link.local($0) }
    }
}

extension HTML {
    fileprivate mutating func message(_ message: FlashMessage) {
        let isUrgent = message.level == .danger || message.level == .warning
        let style: StaticString =
            switch message.level {
            case .info: "note info"
            case .success, .saved: "note good"
            case .warning: "note"
            case .danger: "note bad"
            }
        element(
            "p", .class(style), .set("role", isUrgent ? "alert" : "status"),
            .flag("data-saved", message.level == .saved), text: message.text)
    }
}
