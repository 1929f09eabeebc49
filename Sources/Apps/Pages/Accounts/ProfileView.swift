import Domain
import Ports
import UseCases

/// Writes the page about oneself: data, password, token and logins on the left, own reviews on the right.
struct ProfileView {
    let frame: Frame
    let profile: ViewProfile.Profile
    /// The login with which the page is read.
    let current: Int
    /// Set right after it was made.
    let newToken: String?

    private var person: Person { profile.person }

    func render() -> HTML {
        var page = Page(title: "\(person.username) - \(frame.site.name)")
        page.isIndexed = false
        return frame.page(page) { html in
            html.element("div", .class("head")) { html in
                html.element("div") { html in
                    html.element("h1", text: person.fullName.isEmpty ? person.username : person.fullName)
                    html.element("p", .class("sub"), text: role)
                }
            }
            html.element("div", .class("cols profile")) { html in
                html.element("div") { html in
                    data(&html)
                    token(&html)
                    logins(&html)
                }
                reviews(&html)
            }
        }
    }

    private var role: String {
        switch person.role {
        case .curator: "Curator"
        case .reviewer: "Reviewer"
        case .external: "Registered reader. A curator decides whether you may review."
        }
    }

    private func data(_ html: inout HTML) {
        html.element("section", .set("aria-labelledby", "data")) { html in
            html.element("h2", .id("data"), text: "Your data")
            html.element("dl", .class("dl")) { html in
                let facts = [
                    ("User name", person.username), ("First name", person.firstName), ("Last name", person.lastName),
                    ("E-mail address", person.email), ("Affiliation", person.profile?.affiliation ?? ""),
                    ("Role", person.profile?.position ?? ""), ("Group", person.profile?.group ?? ""),
                    ("Workplace", person.profile?.workplace ?? ""),
                ]
                for (name, value) in facts {
                    html.element("dt", text: name)
                    html.element("dd", text: value.isEmpty ? "–" : value)
                }
            }
            html.element("p", .class("links")) { html in
                html.link(.site("/accounts/profile/edit/"), "Edit your data", .class("btn"))
                if !frame.site.signsInOutside {
                    html.link(.site("/accounts/change_password/"), "Change password", .class("btn"))
                }
            }
        }
    }

    private func token(_ html: inout HTML) {
        html.element("section", .class("block"), .set("aria-labelledby", "token")) { html in
            html.element("h2", .id("token"), text: "API token")
            html.element("p") { html in
                html.raw("Programs that send it in the header <code>Authorization</code> read the API as you.")
            }
            if let newToken {
                html.element("div", .class("note good"), .set("role", "status")) { html in
                    html.element("p", text: "This is your new token. Copy it now: it is not shown again.")
                    html.element("p") { html in
                        html.element("code", .class("secret"), text: "Authorization: Token \(newToken)")
                    }
                }
            } else if let token = profile.token {
                html.element("p") { html in
                    if token.prefix.isEmpty {
                        html.raw("You have a token, made ")
                    } else {
                        html.raw("Your token begins with ")
                        html.element("code", text: token.prefix)
                        html.raw(" and was made ")
                    }
                    html.date(token.created, in: frame.site.zone)
                    html.raw(".")
                }
            } else {
                html.element("p", .class("quiet"), text: "You have none.")
            }
            html.element("p", .class("links")) { html in
                let hasToken = profile.token != nil
                html.actionButton(
                    hasToken ? "Replace by a new token" : "Make a token", to: .site("/accounts/profile/token/"))
                if hasToken { html.actionButton("Revoke token", to: .site("/accounts/profile/token/revoke/")) }
            }
        }
    }

    private func logins(_ html: inout HTML) {
        html.element("section", .class("block"), .set("aria-labelledby", "logins")) { html in
            html.element("h2", .id("logins"), text: "Where you are signed in")
            html.element("ul", .class("recent")) { html in
                for login in profile.logins {
                    html.element("li") { html in
                        html.text(Browser.name(login.userAgent))
                        html.element("small") { html in
                            html.text("\(login.address) · since ")
                            html.dateAndTime(login.created, in: frame.site.zone)
                            html.raw(" · last used ")
                            html.dateAndTime(login.lastSeen, in: frame.site.zone)
                        }
                        if login.id == current {
                            html.element("span", .class("chip ok"), text: "this one")
                        } else {
                            html.actionButton(
                                "End this login", to: .site("/accounts/profile/logins/end/"),
                                fields: ["login": "\(login.id)"])
                        }
                    }
                }
            }
            if profile.logins.count > 1 {
                html.actionButton("End all other logins", to: .site("/accounts/profile/logins/end/"))
            }
        }
    }

    private func reviews(_ html: inout HTML) {
        html.element("section", .set("aria-labelledby", "reviews")) { html in
            html.element("h2", .id("reviews"), text: "Your reviews")
            if profile.reviews.isEmpty {
                html.element("p", .class("quiet"), text: "You have not reviewed anything yet.")
            }
            for review in profile.reviews {
                ReviewCard(evaluation: review.evaluation, kind: review.kind, zone: frame.site.zone).write(to: &html) {
                    html in
                    html.link(.panel(review.panel), review.panelName)
                    html.raw(", ")
                    html.link(.entity(review.kind, review.entity, on: review.panel), review.entity)
                }
            }
        }
    }
}

/// What a browser calls itself, in short.
enum Browser {
    static func name(_ agent: String) -> String {
        let names = [
            ("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
        ]
        let systems = [
            ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "macOS"),
            ("Linux", "Linux"),
        ]
        let name = names.first { agent.contains($0.0) }?.1
        let system = systems.first { agent.contains($0.0) }?.1
        guard let name else { return agent.isEmpty ? "Unknown program" : String(agent.prefix(60)) }
        return system.map { "\(name) on \($0)" } ?? name
    }
}
