import Testing

@testable import panelapp

@Suite("operations.md 3.0: parsing rules common to all variables")
struct ParsingRuleTests {
    @Test("O8: a truth value that is none is refused by name")
    func badBoolean() {
        #expect(Environments.problems(["EMAIL_USE_TLS": "maybe"]).map(\.variable) == ["EMAIL_USE_TLS"])
    }

    @Test(
        "rule 3: eight words in any letter case",
        arguments: [
            ("true", true), ("FALSE", false), ("1", true), ("0", false), ("Yes", true), ("no", false), ("on", true),
            ("OFF", false),
        ])
    func booleans(text: String, expected: Bool) throws {
        #expect(try Environments.settings(["PANELAPP_READ_ONLY": text]).isReadOnly == expected)
    }

    @Test("rule 1: unset, empty and blank are the same", arguments: ["", "   ", "\n"])
    func blank(text: String) throws {
        #expect(try Environments.settings(["TIME_ZONE": text]).site.timeZone == .gmt)
    }

    @Test("rule 2: values are trimmed")
    func trimmed() throws {
        #expect(try Environments.settings(["SITE_NAME": "  Our Panels "]).site.name == "Our Panels")
    }

    @Test("rule 4: integers are decimal and in their range", arguments: ["abc", "0", "65536", "8080.0", "1e3", "+80"])
    func integers(text: String) {
        #expect(Environments.problems(["PORT": text]).map(\.variable) == ["PORT"])
    }

    @Test("rule 6: items of a list are trimmed, empty ones dropped")
    func lists() throws {
        let settings = try Environments.settings(["DEFAULT_PANEL_TYPES": " a , ,b,"])

        #expect(settings.site.defaultPanelTypes == ["a", "b"])
    }

    @Test("rule 7: unknown names are ignored")
    func unknownNames() throws {
        #expect(try Environments.notes(["SOMETHING_ELSE": "x", "panelapp_mode": "aws"]).isEmpty)
    }

    @Test(
        "zones of the IANA database are accepted", arguments: ["Australia/Sydney", "Europe/London", "UTC", "Etc/UTC"])
    func goodZones(name: String) throws {
        #expect(try Environments.settings(["TIME_ZONE": name]).site.timeZone.secondsFromGMT() % 60 == 0)
    }

    @Test(
        "other words for a zone are refused",
        arguments: ["Nowhere/City", "EST5XYZ", "+02:00", "../etc/passwd", "GMT+2"])
    func badZones(name: String) {
        #expect(Environments.problems(["TIME_ZONE": name]).map(\.variable) == ["TIME_ZONE"])
    }

    @Test("every malformed value is reported, each by name, with the value of those that are no secret")
    func allAtOnce() {
        let environment = [
            "TIME_ZONE": "Nowhere", "PORT": "x", "GUNICORN_WORKERS": "abc", "ALLOWED_HOSTS": "bad_host",
            "HEALTH_CHECK_SERVICES": "database,nothing", "DJANGO_LOG_LEVEL": "LOUD",
            "FORWARDED_ALLOW_IPS": "10.0.0.0/99",
            "STATIC_URL": "/static", "PANEL_APP_EMAIL": "no address", "SHUTDOWN_DELAY": "-1",
        ]

        let problems = Environments.problems(environment)

        #expect(Set(problems.map(\.variable)) == Set(environment.keys))
        #expect(problems.allSatisfy { $0.value == environment[$0.variable] })
    }

    @Test(
        "listening addresses",
        arguments: [
            ("127.0.0.1:9999", BindTarget.tcp(host: "127.0.0.1", port: 9999)),
            ("[::1]:80", .tcp(host: "::1", port: 80)), (":8080", .tcp(host: "0.0.0.0", port: 8080)),
            ("unix:/run/p.sock", .unix(path: "/run/p.sock")),
        ])
    func bind(text: String, expected: BindTarget) throws {
        #expect(try Environments.settings(["GUNICORN_BIND": text]).server.bind == expected)
    }

    @Test(
        "addresses one cannot listen on are refused",
        arguments: ["fd://3", "a:1,b:2", "localhost", "::1:80", "h:70000"])
    func badBind(text: String) {
        #expect(Environments.problems(["GUNICORN_BIND": text]).map(\.variable) == ["GUNICORN_BIND"])
    }
}
