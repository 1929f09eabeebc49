import Pages

extension PageSettings {
    /// What pages show of the installation. People learn on top of each page that nothing can be changed.
    init(_ site: SiteSettings, isReadOnly: Bool, signsInOutside: Bool) {
        let notes = [isReadOnly ? PageSettings.readOnlyNote : nil, site.banner].compactMap { $0 }
        self.init(
            name: site.name, environment: site.environmentName,
            banner: notes.isEmpty ? nil : notes.joined(separator: " "),
            signedOffMessage: site.signedOffMessage, zone: site.timeZone,
            contact: site.contactEmail.isEmpty ? nil : site.contactEmail, version: BuildVersion.current,
            signsInOutside: signsInOutside)
    }
}
