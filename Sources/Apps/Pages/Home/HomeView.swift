import Domain
import Foundation
import Ports

/// Writes the home page (`web.md 14`): what this is, a search box, numbers, what changed, and the texts of the site.
struct HomeView {
    struct Numbers {
        var panels = 0
        var entities = 0
        var green = 0
        var reviewers = 0
        var signedOff = 0
    }

    let frame: Frame
    let numbers: Numbers
    /// Newest version first.
    let recent: [PanelLine]
    /// By section number.
    let texts: [HomeText]

    func render() -> HTML {
        var page = Page(title: frame.site.name, section: .home)
        page.canonical = .home
        let size = texts.reduce(8_192) { $0 + $1.text.utf8.count * 2 }
        return frame.page(page, capacity: size) { html in
            hero(&html)
            html.element("div", .class(texts.isEmpty ? "cols one" : "cols")) { html in
                if !texts.isEmpty { sections(&html) }
                html.element("aside") { html in changed(&html) }
            }
        }
    }

    private func hero(_ html: inout HTML) {
        html.element("section", .class("hero")) { html in
            html.element("h1", text: frame.site.name)
            html.element("p", .class("lede")) { html in
                html.raw(
                    "Gene panels for genomic medicine: which genes, short tandem repeats and regions belong to a disease, how strong the evidence is, who reviewed it, and every version there ever was."
                )
            }
            html.element("form", .class("bigfind"), .set("role", "search"), .set("action", "/panels/")) { html in
                html.void(
                    "input", .set("type", "search"), .set("name", "q"), .set("aria-label", "Search panels"),
                    .set("placeholder", "A panel, a disorder or a gene"), .set("autocomplete", "off"))
                html.element("button", .class("btn main"), text: "Search")
            }
            html.element("dl", .class("figures")) { html in
                figure(numbers.panels, "panel", "panels", &html)
                figure(numbers.entities, "entity", "entities", &html)
                figure(numbers.green, "green rating", "green ratings", &html)
                figure(numbers.reviewers, "reviewer", "reviewers", &html)
                if numbers.signedOff > 0 { figure(numbers.signedOff, "signed-off panel", "signed-off panels", &html) }
            }
            html.element("p") { html in html.link(.panels, "Browse all panels") }
        }
    }

    private func figure(_ value: Int, _ singular: String, _ plural: String, _ html: inout HTML) {
        html.element("div") { html in
            html.element("dt", text: value == 1 ? singular : plural)
            html.element("dd") { html in html.number(value) }
        }
    }

    /// All sections one below the other, each with an entry in the list beside it, so that a new one is reachable.
    private func sections(_ html: inout HTML) {
        html.element("div", .class("texts")) { html in
            html.element("nav", .class("tabs"), .set("aria-label", "Sections")) { html in
                for text in texts { html.link(.fragment(text.href), text.title) }
            }
            for text in texts {
                html.element("section", .id(text.href), .class("prose")) { html in
                    // The text usually brings its own heading.
                    if !text.text.trimmingText.hasPrefix("#") { html.element("h2", text: text.title) }
                    html.markdown(text.text, headingLevel: 2)
                }
            }
        }
    }

    private func changed(_ html: inout HTML) {
        if recent.isEmpty { return }
        html.element("section", .class("block"), .set("aria-labelledby", "recent")) { html in
            html.element("h2", .id("recent"), text: "Recently changed")
            html.element("ul", .class("recent")) { html in
                for line in recent {
                    html.element("li") { html in
                        html.link(.panel(line.id), line.name)
                        html.element("small") { html in
                            html.text("v\(line.version) · ")
                            html.date(line.versionCreated, in: frame.site.zone)
                        }
                    }
                }
            }
        }
    }
}
