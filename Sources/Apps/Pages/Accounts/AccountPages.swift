import Domain
import HTTPTypes
import Hummingbird
import UseCases
import Web

/// Pages about one's own account (`web.md 16`).
public struct AccountPages: Sendable {
    let site: SitePages
    let accounts: Accounts
    /// Where signing out leads to (`LOGOUT_REDIRECT_URL`).
    let afterSignOut: Link
    /// Where the pages about other people's accounts begin.
    let applicationBase: String

    /// - Parameter adminPath: path of the administration (`DJANGO_ADMIN_URL`).
    public init(
        site: SitePages, accounts: Accounts, afterSignOut: String = "/accounts/login/", adminPath: String = "admin/"
    ) {
        let parts = adminPath.split(separator: "/").map { "/\($0)" }
        applicationBase = "\(parts.joined())/accounts/user/"
        self.site = site
        self.accounts = accounts
        self.afterSignOut = Link.local(afterSignOut) ?? Link.foreign(afterSignOut) ?? .home
    }

    var frame: Frame { site.frame }

    /// Adds every page. Addresses without their final slash are sent to the one with it.
    public func addRoutes(to router: Router<AppRequestContext>) {
        let group = router.group().add(middleware: SlashRedirectMiddleware())
        group.form("/accounts/login/", show: showSignIn, post: signIn)
        group.action("/accounts/logout/", signOut)
        group.form("/accounts/registration/", show: showRegistration, post: register)
        group.form("/accounts/verify_email/", show: showSendAgain, post: sendAgain)
        group.form("/accounts/change_password/", show: showChange, post: change)
        group.form("/accounts/password_reset/", show: showForgotten, post: forgotten)
        group.form("/accounts/reset/{uid}/{token}/", show: showReset, post: reset)
        group.form("/accounts/profile/edit/", show: showEditProfile, post: editProfile)
        group.action("/accounts/profile/token/", makeToken)
        group.action("/accounts/profile/token/revoke/", revokeToken)
        group.action("/accounts/profile/logins/end/", endLogins)
        group.form(
            RouterPath(applicationBase + "{id}/actions/confirm_reviewer/"), show: showApplication, post: decide)
        let pages: [(RouterPath, RouterMethods.PageHandler)] = [
            ("/accounts/verify_email/**", verify), ("/accounts/password_reset/done/", forgottenDone),
            ("/accounts/reset/done/", resetDone), ("/accounts/profile/", profile),
        ]
        for (path, handler) in pages {
            group.get(path, use: handler)
            group.rejectOtherMethods(at: path, allowing: [.get, .head])
        }
    }

    func answer(
        _ html: HTML, _ request: Request, _ context: AppRequestContext, status: HTTPResponse.Status = .ok,
        headers: HTTPFields = [:]
    ) -> Response {
        PageBody(html, gzip: site.gzip).answer(request, context, status: status, headers: headers)
    }

    func redirect(_ link: Link) -> Response { site.redirect(link) }

    /// Where a visitor wanted to go, if that is on this site.
    func next(_ text: String?, _ request: Request, _ context: AppRequestContext) -> Link? {
        text.flatMap { LocalAddress.path($0, on: context.origin(of: request)) }.flatMap { Link.local($0) }
    }
}
