/// One page: what the frame around its content needs.
struct Page {
    /// Entries of the main menu.
    enum Section { case panels, entities, activity, home, other }

    /// The whole `<title>` (`web.md 2.1`).
    var title: String
    var section: Section = .other
    /// The address under which the page is known when it can be had under several.
    var canonical: Link?
    /// What the search box of the header holds.
    var search = ""
    /// False for pages that search engines need not keep: errors, old versions.
    var isIndexed = true
    /// From the start of the site to this page; the last has no link.
    var crumbs: [Crumb] = []

    struct Crumb {
        var text: String
        var link: Link?

        init(_ text: String, _ link: Link? = nil) {
            self.text = text
            self.link = link
        }
    }
}

/// The frame of all pages: head, header with menu and search, footer (`web.md 3.1`, design of our own).
///
/// The menu shows what exists and nothing else, so there is no dead link.
struct Frame: Sendable {
    let site: PageSettings
    /// Addresses of the style sheet, the script and the icon, with their fingerprints.
    let styleSheet: Link
    let script: Link
    /// The script of forms, for pages that have some.
    let formScript: Link
    let icon: Link

    /// The whole page. `capacity` is about the size of the content in bytes.
    func page(_ page: Page, capacity: Int = 16_384, content: (inout HTML) -> Void) -> HTML {
        var html = HTML(capacity: capacity + 4_096)
        html.raw("<!doctype html>\n<html lang=\"en-GB\">\n")
        head(page, &html)
        html.element("body") { html in
            html.link(.fragment("main"), "Skip to content", .class("skip"))
            header(page, &html)
            html.element("main", .id("main"), .class("wrap"), .set("tabindex", "-1")) { html in
                html.slot(.messages)
                crumbs(page.crumbs, &html)
                content(&html)
            }
            footer(&html)
            if html.hasForm { html.element("script", .text("src", formScript.text), .flag("defer")) { _ in } }
        }
        html.raw("\n</html>\n")
        return html
    }

    private func head(_ page: Page, _ html: inout HTML) {
        html.raw("<head><meta charset=\"utf-8\">")
        html.element("title", text: page.title)
        html.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
        html.raw("<meta name=\"color-scheme\" content=\"light dark\">")
        if !page.isIndexed { html.raw("<meta name=\"robots\" content=\"noindex\">") }
        if let canonical = page.canonical { html.void("link", .set("rel", "canonical"), .href(canonical)) }
        html.void("link", .set("rel", "stylesheet"), .href(styleSheet))
        html.void("link", .set("rel", "icon"), .set("type", "image/svg+xml"), .href(icon))
        html.element("script", .text("src", script.text), .flag("defer")) { _ in }
        html.raw("</head>\n")
    }

    private func header(_ page: Page, _ html: inout HTML) {
        html.slot(.notice)
        if let banner = site.banner { html.element("p", .class("site-note"), text: banner) }
        html.element("header", .class("top")) { html in
            html.element("div", .class("wrap")) { html in
                html.element("a", .class("brand"), .href(.home)) { html in
                    html.raw(Self.mark)
                    html.text(site.name)
                    if let environment = site.environment { html.element("small", text: environment) }
                }
                html.element("nav", .set("aria-label", "Main")) { html in
                    html.link(.panels, "Panels", .set("aria-current", "page").when(page.section == .panels))
                    html.link(.entities, "Entities", .set("aria-current", "page").when(page.section == .entities))
                    html.link(.activity, "Activity", .set("aria-current", "page").when(page.section == .activity))
                }
                if page.section != .home { search(page.search, &html) }
                html.element("div", .class("who")) { html in
                    html.slot(.account(outside: site.signsInOutside)) {
                        $0.signIn(next: page.canonical, outside: site.signsInOutside)
                    }
                }
            }
        }
    }

    private func search(_ text: String, _ html: inout HTML) {
        html.element("form", .class("find"), .set("role", "search"), .set("action", "/panels/")) { html in
            html.void(
                "input", .set("type", "search"), .set("name", "q"), .set("aria-label", "Search panels"),
                .set("placeholder", "Search panels or a gene"), .text("value", text).when(!text.isEmpty),
                .set("autocomplete", "off"))
        }
    }

    private func crumbs(_ crumbs: [Page.Crumb], _ html: inout HTML) {
        if crumbs.isEmpty { return }
        html.element("nav", .class("crumbs"), .set("aria-label", "Breadcrumb")) { html in
            html.element("ol") { html in
                for crumb in crumbs {
                    html.element("li") { html in
                        if let link = crumb.link {
                            html.link(link, crumb.text)
                        } else {
                            html.element("span", .set("aria-current", "page"), text: crumb.text)
                        }
                    }
                }
            }
        }
    }

    private func footer(_ html: inout HTML) {
        html.element("footer", .class("foot")) { html in
            html.element("div", .class("wrap")) { html in
                html.element("span", text: "\(site.name) \(site.version)")
                html.link(.site("/api/v1/panels/"), "API")
                if let contact = site.contact, let link = Link.foreign("mailto:\(contact)") {
                    html.link(link, "Contact")
                }
                html.element("span", .class("keys-hint")) { html in
                    html.raw("Press <kbd>?</kbd> for keys")
                }
            }
        }
    }

    /// Three bars, as long as lists tend to be.
    private static let mark: StaticString =
        """
        <svg class="mark" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">\
        <rect class="fg" x="1" y="2" width="18" height="4" rx="2"/><rect class="fa" x="1" y="8" width="11" height="4" \
        rx="2"/><rect class="fr" x="1" y="14" width="6" height="4" rx="2"/></svg>
        """
}
