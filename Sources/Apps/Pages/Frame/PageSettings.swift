import Foundation

/// What every page needs to know of the installation (`operations.md 3.6`).
public struct PageSettings: Sendable {
    /// `SITE_NAME`
    public var name: String
    /// `ENV_NAME`, shown beside the product name; nil in production.
    public var environment: String?
    /// `PANELAPP_BANNER`: a sentence on top of every page.
    public var banner: String?
    /// `SIGNED_OFF_MESSAGE`
    public var signedOffMessage: String
    /// `TIME_ZONE`: zone of shown times.
    public var zone: TimeZone
    /// `PANEL_APP_EMAIL`
    public var contact: String?
    /// Version of the program.
    public var version: String
    /// Whether people sign in before this program, so that it offers neither registration nor passwords of its own.
    public var signsInOutside: Bool

    /// What stands on top of every page while nothing can be changed (`operations.md` 9.5).
    public static let readOnlyNote = "This site can only be read at the moment."

    /// `environment` equal to `prod` counts as none.
    public init(
        name: String = "PanelApp", environment: String? = nil, banner: String? = nil,
        signedOffMessage: String = "This Panel has been signed off for the GMS", zone: TimeZone = .gmt,
        contact: String? = nil, version: String, signsInOutside: Bool = false
    ) {
        self.name = name
        self.environment = environment == "prod" ? nil : environment
        self.banner = banner
        self.signedOffMessage = signedOffMessage
        self.zone = zone
        self.contact = contact
        self.version = version
        self.signsInOutside = signsInOutside
    }
}
