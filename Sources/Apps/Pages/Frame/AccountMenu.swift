import Domain

extension HTML {
    /// The right end of the header for somebody who is not signed in.
    ///
    /// - Parameter outside: whether people sign in at a load balancer, which brings them back by itself and makes accounts.
    mutating func signIn(next: Link?, outside: Bool) {
        if outside { return link(.signIn(next: nil), "Sign in") }
        link(.signIn(next: next), "Sign in")
        link(.site("/accounts/registration/"), "Register")
    }

    /// The right end of the header for somebody who is.
    mutating func account(_ person: Person, token: String) {
        if Permission.importFiles.isGranted(to: person.role) { link(.imports, "Import") }
        link(
            .site("/accounts/profile/"), person.fullName.isEmpty ? person.username : person.fullName,
            .digits("data-who", person.id.rawValue))
        element("form", .set("method", "post"), .set("action", "/accounts/logout/")) { html in
            html.void(
                "input", .set("type", "hidden"), .set("name", "csrfmiddlewaretoken"), .text("value", token))
            html.element("button", text: "Sign out")
        }
    }
}
