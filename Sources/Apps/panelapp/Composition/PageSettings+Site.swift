import Pages

extension PageSettings {
    /// What pages show of the installation.
    init(_ site: SiteSettings) {
        self.init(
            name: site.name, environment: site.environmentName, banner: site.banner,
            signedOffMessage: site.signedOffMessage, zone: site.timeZone,
            contact: site.contactEmail.isEmpty ? nil : site.contactEmail, version: BuildVersion.current)
    }
}
