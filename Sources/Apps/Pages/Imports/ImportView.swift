import Domain
import Ports
import UseCases

/// Writes the page where files are imported (`web.md` 15.1).
struct ImportView {
    let frame: Frame
    let state: FormState
    /// The last uploads, newest first.
    let recent: [ImportPanelLists.Line]
    let largestFile: Int
    let field: String
    let againField: String

    func render() -> HTML {
        var page = Page(title: "Import - \(frame.site.name)")
        page.crumbs = [Page.Crumb("Panels", .panels), Page.Crumb("Import")]
        page.isIndexed = false
        return frame.page(page) { html in
            html.element("h1", text: "Import")
            html.element("section", .class("block"), .set("aria-labelledby", "import-panel")) { html in
                html.element("h2", .id("import-panel"), text: "Import Gene Panel")
                form(&html)
            }
            html.element("section", .class("block"), .set("aria-labelledby", "recent")) { html in
                html.element("h2", .id("recent"), text: "Recent imports")
                if recent.isEmpty {
                    html.element("p", .class("none"), text: "No panel list was uploaded yet.")
                } else {
                    table(&html)
                }
            }
        }
    }

    private func form(_ html: inout HTML) {
        let size =
            largestFile >= 1 << 20 ? "\(largestFile >> 20) MiB" : "\(Words.number(largestFile)) bytes"
        // The box stands before the file: what comes after it would be read too late.
        FormView(
            action: .site("/panels/upload_panel/"), state: state,
            fields: [
                Field(
                    againField, "Import it again", .tick,
                    help: "A file that was imported before is imported once more only if this is ticked."),
                Field(
                    field, "Select a file", .file(accept: ".tsv,.txt,.tab,text/tab-separated-values"), required: true,
                    help:
                        "Tab-separated values in UTF-8 under the 36 headings of a panel list (Entity Name, Entity type, Gene Symbol, Sources(; separated), Level4, …), up to \(size). All of its lines are imported, or none.",
                    "More than 200 lines, or panels of more than 200 entities, are imported in the background; a mail tells how it ended."
                ),
            ], submit: "Submit", reset: "Cancel"
        ).write(to: &html)
    }

    private func table(_ html: inout HTML) {
        html.element("table", .class("v")) { html in
            html.element("caption", .class("vh"), text: "Panel lists that were uploaded, newest first")
            html.raw("<thead><tr><th scope=\"col\">Uploaded</th><th scope=\"col\">File</th>")
            html.raw("<th scope=\"col\">By</th><th scope=\"col\">Outcome</th></tr></thead><tbody>\n")
            for line in recent {
                html.raw("<tr><td>")
                html.dateAndTime(line.list.created, in: frame.site.zone)
                html.raw("</td><th scope=\"row\">")
                html.text(line.list.name)
                html.raw("</th><td>")
                html.text(line.uploader)
                html.raw("</td><td>")
                outcome(line.list, &html)
                html.raw("</td></tr>\n")
            }
            html.raw("</tbody>")
        }
    }

    private func outcome(_ list: PanelList, _ html: inout HTML) {
        let word =
            switch list.state {
            case .received: "Not imported: its upload was interrupted. Upload it again."
            case .waiting: "Is being imported"
            case .imported: "Imported"
            case .refused: "Refused, nothing was imported"
            case .failed: "Failed, nothing was imported"
            }
        html.element("strong", text: word)
        let lines = list.log.split(separator: "\n")
        if lines.count == 1 {
            html.raw("<br>")
            html.text(lines[0])
        } else if !lines.isEmpty {
            html.element("details") { html in
                html.element("summary", text: Words.count(lines.count, "problem"))
                html.element("ul") { html in
                    for line in lines { html.element("li", text: String(line)) }
                }
            }
        }
    }
}
