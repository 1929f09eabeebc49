import Domain
import HTTPTypes
import Hummingbird
import NIOCore
import Ports
import Web

/// A form that came when nobody was signed in any more: it travels through the page for signing in and comes back filled,
/// so that nothing typed is lost. It is never saved on the way; the person sends it again.
struct KeptForm: Sendable {
    /// Where it was posted to, a path of this site.
    let action: Link
    let fields: FormBody

    /// Longer texts than anybody types travel nowhere; the answer would carry them twice.
    static let largest = 262_144

    /// Nil where there is nothing worth keeping.
    init?(_ form: FormBody, to action: Link) {
        // What is secret is typed anew.
        guard form.hasWords, !action.text.hasPrefix("/accounts/") else { return nil }
        self.action = action
        fields = form.carried
        guard encoded.utf8.count <= Self.largest else { return nil }
    }

    private var encoded: String {
        fields.fields.map { "\(Link.encode($0.name))=\(Link.encode($0.value))" }.joined(separator: "&")
    }

    // MARK: On the page for signing in

    /// One text with a signature: only what this site wrote is given back to anybody.
    func sealed(by keyring: any Keyring) -> String {
        // Neither half has a blank: both are percent-encoded.
        let text = "\(action.text) \(encoded)"
        return "\(Base64URL.encode(keyring.sign(Self.purpose + text))).\(text)"
    }

    init?(sealed text: String, by keyring: any Keyring) {
        guard text.utf8.count <= 2 * Self.largest, let dot = text.firstIndex(of: "."),
            let signature = Base64URL.decode(text[..<dot])
        else { return nil }
        let rest = text[dot...].dropFirst()
        guard keyring.isSigned(Self.purpose + rest, by: signature), let end = rest.firstIndex(of: " "),
            let action = Link.local(String(rest[..<end])),
            let fields = FormBody(ByteBuffer(string: String(rest[end...].dropFirst())))
        else { return nil }
        self.action = action
        self.fields = fields
    }

    private static let purpose = "form:"

    // MARK: On the way there

    /// Sends the browser to sign in and its form with it: 307 lets it post the same fields there (decision 15).
    static func signIn(_ link: String, keeping action: String) -> Response {
        Response(
            status: .temporaryRedirect,
            headers: [
                .location: "\(link)\(link.contains("?") ? "&" : "?")\(actionField)=\(Link.encode(action))",
                .contentType: MediaType.html,
            ])
    }

    /// Names the action in the query of that address.
    static let actionField = "kept_action"
    /// The sealed form among the fields for signing in.
    static let field = "kept"
}

extension FormBody {
    /// Marks a form that shall be shown as it was typed instead of being saved.
    static let showField = "show_form"

    var isToBeShown: Bool { self[Self.showField] != nil }

    /// Whether somebody typed or chose anything.
    fileprivate var hasWords: Bool {
        let quiet = ["csrfmiddlewaretoken", "revision", "next", KeptForm.field, Self.showField]
        return fields.contains { !quiet.contains($0.name) && !$0.value.trimmingText.isEmpty }
    }

    /// What is carried on: neither the token, which changes, nor any password.
    var carried: FormBody {
        var form = self
        for name in Set(names) where name.lowercased().contains("password") || name == "csrfmiddlewaretoken" {
            form.remove(name)
        }
        form.remove(Self.showField)
        return form
    }
}

/// Gives back a form that was not accepted for want of a login: as text to read, and with a button that shows the form
/// filled.
struct KeptFormView {
    let frame: Frame
    let heading: String
    let lead: String
    let form: KeptForm

    func render() -> HTML {
        var page = Page(title: "\(heading) - \(frame.site.name)")
        page.isIndexed = false
        return frame.page(page) { html in
            html.element("div", .class("narrow")) { html in
                html.element("h1", text: heading)
                html.element("p", .class("note"), .set("role", "status"), text: lead)
                // The script presses the button by itself.
                html.element(
                    "form", .class("form"), .set("method", "post"), .text("action", form.action.text),
                    .flag("data-onward")
                ) { html in
                    html.formToken()
                    html.void("input", .set("type", "hidden"), .text("name", FormBody.showField), .set("value", "1"))
                    for field in form.fields.fields {
                        html.void(
                            "input", .set("type", "hidden"), .text("name", field.name), .text("value", field.value))
                    }
                    html.element("p") { html in
                        html.element(
                            "button", .class("btn main"), .set("type", "submit"), text: "Show the form as I filled it")
                    }
                }
                html.element("section", .class("block")) { html in
                    html.element("h2", text: "What you had filled in")
                    html.element("dl", .class("dl small")) { html in
                        for field in form.fields.fields
                        where !field.value.trimmingText.isEmpty && field.name != "revision" {
                            html.element("dt", text: field.name.replacing("_", with: " "))
                            html.element("dd") { html in html.plainText(field.value) }
                        }
                    }
                }
            }
        }
    }
}
