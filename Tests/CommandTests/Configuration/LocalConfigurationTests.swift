import Foundation
import Testing

@testable import panelapp

@Suite("Configuration in local mode")
struct LocalConfigurationTests {
    @Test("O4: an empty environment is a working one")
    func empty() throws {
        let settings = try Environments.settings([:])

        #expect(settings.mode == .local)
        #expect(settings.database == .sqlite(path: "./.panelapp/panelapp.sqlite3"))
        #expect(settings.server.bind == .tcp(host: "127.0.0.1", port: 8080))
        #expect(settings.server.hosts.allows("localhost:8080"))
        #expect(settings.server.hosts.allows("[::1]:8080"))
        #expect(!settings.server.hosts.allows("example.org"))
        #expect(settings.site.baseURL == "http://localhost:8080")
        #expect(settings.site.timeZone == .gmt)
        #expect(settings.server.shutdownDelay == .zero)
        #expect(settings.log.threshold == .info)
    }

    @Test("operations.md 2.3: AWS variables do no harm and are named once each")
    func awsVariables() throws {
        let environment = Environments.aws(plus: ["PANELAPP_MODE": "local"]).filter { $0.key != "EMAIL_HOST" }

        let notes = try Environments.notes(environment)

        #expect(
            Set(notes.filter { $0.event == "config.unused" }.map(\.variable)) == [
                "AWS_S3_STATICFILES_BUCKET_NAME", "AWS_S3_MEDIAFILES_BUCKET_NAME", "AWS_REGION",
                "AWS_S3_STATICFILES_CUSTOM_DOMAIN",
            ])
    }

    @Test("operations.md 2.1: PostgreSQL may be the database of local mode")
    func postgres() throws {
        let settings = try Environments.settings(["DATABASE_URL": "postgresql://u:p%40s@localhost:5433/panel"])

        #expect(settings.database == .postgres(url: Secret("postgresql://u:p%40s@localhost:5433/panel")))
        #expect(settings.database.summary == "postgresql")
    }

    @Test("SQLite addresses: three slashes are relative, four absolute")
    func sqliteAddresses() throws {
        let relative = try Environments.settings(["DATABASE_URL": "sqlite:///data/x.sqlite3"])
        let absolute = try Environments.settings(["DATABASE_URL": "sqlite:////var/lib/x.sqlite3"])

        #expect(relative.database == .sqlite(path: "data/x.sqlite3"))
        #expect(absolute.database == .sqlite(path: "/var/lib/x.sqlite3"))
        #expect(Environments.problems(["DATABASE_URL": "sqlite:///"]).map(\.variable) == ["DATABASE_URL"])
        #expect(Environments.problems(["DATABASE_URL": "mysql://u:p@h/d"]).map(\.variable) == ["DATABASE_URL"])
    }

    @Test("operations.md 9.1: a wrong PostgreSQL address is refused without being printed")
    func wrongPostgresAddress() {
        let problems = Environments.problems(["DATABASE_URL": "postgresql://u:se/cret@h/d"])

        #expect(problems.map(\.variable) == ["DATABASE_URL"])
        #expect(problems.first?.value == nil)
        #expect(problems.first?.reason.contains("%2F") == true)
        #expect(problems.first?.reason.contains("cret") == false)
    }

    @Test("O61: the address is put together from its parts, and a missing part is told")
    func composed() throws {
        let parts = ["DATABASE_HOST": "DB", "DATABASE_USER": "u", "DATABASE_PASSWORD": "p@s/w"]

        let settings = try Environments.settings(parts)
        let problems = Environments.problems(parts.filter { $0.key != "DATABASE_USER" })

        #expect(settings.database == .postgres(url: Secret("postgresql://u:p%40s%2Fw@DB:5432/panelapp")))
        #expect(problems.map(\.variable) == ["DATABASE_USER"])
    }

    @Test("O9: a secret file loses one line end; given twice is refused; the published key is refused")
    func secretFiles() throws {
        let file = ["SECRET_KEY_FILE": "/run/key"]
        let content = ["/run/key": " a key with spaces around it, 40 bytes \n"]

        let key = try Environments.settings(file, files: content).secretKey
        let twice = Environments.problems(file.merging(["SECRET_KEY": "x"]) { a, _ in a }, files: content)
        let unreadable = Environments.problems(file)

        #expect(key?.reveal() == " a key with spaces around it, 40 bytes ")
        #expect(twice.map(\.variable) == ["SECRET_KEY"])
        #expect(unreadable.map(\.variable) == ["SECRET_KEY_FILE"])
    }

    @Test("decision 19: a short key is a warning")
    func shortKey() throws {
        let notes = try Environments.notes(["SECRET_KEY": "short"])

        #expect(notes.map(\.variable) == ["SECRET_KEY"])
    }

    @Test("operations.md 3.2: the health token may be the first line of a file; the variable wins")
    func healthTokenFile() throws {
        let file = ["HEALTH_ACCESS_TOKEN_LOCATION": "/run/token"]
        let both = file.merging(["HEALTH_CHECK_TOKEN": "from-the-variable"]) { a, _ in a }
        let content = ["/run/token": "  from-the-file-1 \nsecond line\n"]

        #expect(try Environments.settings(file, files: content).healthToken?.reveal() == "from-the-file-1")
        #expect(try Environments.settings(both, files: content).healthToken?.reveal() == "from-the-variable")
        #expect(Environments.problems(file).map(\.variable) == ["HEALTH_ACCESS_TOKEN_LOCATION"])
    }
}
