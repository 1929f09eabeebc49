import Domain

extension Colour {
    /// Class of rows, badges and bars.
    var cssClass: StaticString {
        switch self {
        case .green: "g"
        case .amber: "a"
        case .red: "r"
        case .grey: "x"
        }
    }

    /// Word in the query of addresses.
    var queryValue: StaticString {
        switch self {
        case .green: "green"
        case .amber: "amber"
        case .red: "red"
        case .grey: "grey"
        }
    }

    var cssFill: StaticString {
        switch self {
        case .green: "fg"
        case .amber: "fa"
        case .red: "fr"
        case .grey: "fx"
        }
    }
}

extension HTML {
    /// The rating with its shape and its word, so that colour never stands alone (`web.md 20`).
    mutating func badge(_ colour: Colour, _ text: String? = nil) {
        raw("<span class=\"badge ")
        raw(colour.cssClass)
        raw("\">")
        self.text(text ?? colour.shortName)
        raw("</span>")
    }

    /// A neutral label.
    mutating func chip(_ text: String) {
        raw(" ")
        element("span", .class("chip"), text: text)
    }

    /// A status other than public, which has to be seen.
    mutating func statusChip(_ status: PanelStatus) {
        if status != .public { raw(" ") }
        switch status {
        case .public: return
        case .promoted: element("span", .class("chip"), text: status.title)
        case .internal, .retired, .deleted: element("span", .class("chip warn"), text: status.title)
        }
    }

    /// The red box of panels that are not public (`web.md 1.2`).
    mutating func statusBanner(_ status: PanelStatus) {
        guard Visibility.showsBanner(status) else { return }
        element("p", .class("note bad"), .set("role", "status")) { html in
            html.element("strong", text: "This Panel is marked as \(status.title)")
        }
    }
}
