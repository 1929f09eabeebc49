import Testing

@testable import panelapp

/// What a worker does with settings that are about the web's work.
@Suite("Settings of the worker")
struct WorkerSettingsTests {
    @Test("O81: the worker, which removes ended logins, knows as the web does how long they last")
    func logins() throws {
        for command in [CommandKind.web, .worker] {
            let site = try Environments.settings(Environments.aws, for: command).site
            #expect(site.sessionAge == .seconds(1_209_600))
        }
        let short = Environments.aws(plus: ["SESSION_COOKIE_AGE": "3600"])
        #expect(try Environments.settings(short, for: .worker).site.sessionAge == .seconds(3600))
    }
}
