import Domain
import Foundation

/// The menu of a panel's last versions.
struct VersionMenu {
    let view: PanelView
    let zone: TimeZone

    private static let shown = 10

    func write(to html: inout HTML) {
        html.element("details", .class("menu")) { html in
            html.element("summary", .class("btn"), text: "Versions")
            html.element("div") { html in
                html.element("ol") { html in
                    item(view.live.version, .panel(view.id), "current", isShown: view.moment.isLive, &html)
                    for frozen in view.versions.prefix(Self.shown) {
                        let link = Link.panel(view.id).query([("version", "\(frozen.version)")])
                        item(frozen.version, link, words(frozen), isShown: isShown(frozen), &html)
                    }
                }
                html.element("p") { html in
                    let all = Words.number(view.versions.count + 1)
                    html.link(.versions(of: view.id), "All \(all) versions, compare, as of a date")
                }
            }
        }
    }

    private func isShown(_ frozen: FrozenVersion) -> Bool {
        if case .version(let shown) = view.moment { shown.version == frozen.version } else { false }
    }

    private func words(_ frozen: FrozenVersion) -> String {
        let until = "until \(Words.date(frozen.frozenAt, in: zone))"
        return frozen.signedOff == nil ? until : "\(until), signed off"
    }

    private func item(_ version: Version, _ link: Link, _ words: String, isShown: Bool, _ html: inout HTML) {
        html.element("li") { html in
            html.element("a", .href(link), .set("aria-current", "true").when(isShown)) { html in
                html.element("b", text: "\(version)")
                html.element("span", text: words)
            }
        }
    }
}
