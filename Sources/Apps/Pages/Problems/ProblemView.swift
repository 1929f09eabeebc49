import Hummingbird
import Web

/// Writes 404, 500 and the other error pages in the frame of the site (`web.md 17`).
struct ProblemView {
    let frame: Frame
    let problem: HTTPProblem
    let requestID: String

    func render() -> HTML {
        let code = problem.status.code
        var page = Page(title: "\(code) \(heading) - \(frame.site.name)")
        page.isIndexed = false
        return frame.page(page) { html in
            html.element("section", .class("oops")) { html in
                html.element("p", .class("code"), text: "\(code)")
                html.element("h1", text: heading)
                html.element("p", .class("lede"), text: sentence)
                html.element("p") { html in
                    html.link(.panels, "All panels")
                    html.raw(" · ")
                    html.link(.home, "Home")
                    if let contact = frame.site.contact, code >= 500, let link = Link.foreign("mailto:\(contact)") {
                        html.raw(" · ")
                        html.link(link, "Write to \(contact)")
                    }
                }
                html.element("p", .class("quiet")) { html in
                    html.raw("Request <code>")
                    html.text(requestID)
                    html.raw("</code>")
                }
            }
        }
    }

    private var heading: String {
        switch problem.status.code {
        case 403: "Not allowed"
        case 404: "Page not found"
        case 405: "Not possible here"
        case 400, 422: "That did not work"
        case 503: "Back in a moment"
        case 500...: "Something broke"
        default: problem.status.reasonPhrase
        }
    }

    private var sentence: String {
        switch problem.status.code {
        // One sentence for what is unknown and for what is hidden: neither can be told from the other.
        case 404: "There is nothing at this address. It may be mistyped, or the panel or entity may be gone."
        case 503: problem.sentence
        case 500...: "The fault is ours and has been written to the log. The number below helps to find it."
        default: problem.sentence
        }
    }
}
