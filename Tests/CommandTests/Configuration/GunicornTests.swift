import Testing

@testable import panelapp

@Suite("operations.md 4: GUNICORN_* variables")
struct GunicornTests {
    /// All 81 settings of version 19.9 with a value that its validator accepts.
    static let all: [(name: String, value: String)] =
        Gunicorn.ignored.flatMap(\.settings).sorted().map { ($0, "1") } + [
            ("workers", "4"), ("threads", "2"), ("worker_connections", "500"), ("bind", "127.0.0.1:9999"),
            ("backlog", "0x100"), ("timeout", "300"), ("graceful_timeout", "20"), ("keepalive", "5"),
            ("limit_request_line", "0"), ("limit_request_fields", "200"), ("limit_request_field_size", "0o777"),
            ("forwarded_allow_ips", "10.0.0.0/8,::1"), ("accesslog", "-"), ("errorlog", "-"), ("check_config", "true"),
            ("proxy_protocol", "false"), ("certfile", "/x.pem"), ("keyfile", "/x.pem"),
        ]

    @Test("O20: the list is whole") func whole() { #expect(Self.all.count == 81) }

    @Test("O20: every setting is applied, warned of, or refused by name", arguments: all)
    func everySetting(name: String, value: String) {
        let variable = "GUNICORN_\(name.uppercased())"

        switch Environments.reader([variable: value]).read(for: .web) {
        case .success(let (_, notes)):
            let expected = Gunicorn.ignored.contains { $0.settings.contains(name) } ? [variable] : []
            #expect(notes.map(\.variable) == expected)
            #expect(notes.allSatisfy { $0.event == "gunicorn.ignored" })
        case .failure(let failure):
            // The one cannot be read, and the other is missing.
            #expect(Set(failure.problems.map(\.variable)) == ["GUNICORN_CERTFILE", "GUNICORN_KEYFILE"])
            #expect(["certfile", "keyfile"].contains(name))
        }
    }

    @Test("O18: two event loops by default; no number and zero are refused")
    func workers() throws {
        #expect(try Environments.settings([:]).server.workers == 2)
        #expect(try Environments.settings(["WEB_CONCURRENCY": "3"]).server.workers == 3)
        #expect(try Environments.settings(["WEB_CONCURRENCY": "3", "GUNICORN_WORKERS": "4"]).server.workers == 4)
        #expect(Environments.problems(["GUNICORN_WORKERS": "abc"]).map(\.variable) == ["GUNICORN_WORKERS"])
        #expect(Environments.problems(["GUNICORN_WORKERS": "0"]).map(\.variable) == ["GUNICORN_WORKERS"])
    }

    @Test("O19: one warning for a setting without effect, one for a name that is no setting")
    func warnings() throws {
        let notes = try Environments.notes(["GUNICORN_WORKER_CLASS": "gevent", "GUNICORN_LOG_LEVEL": "INFO"])

        #expect(
            notes.map { "\($0.event) \($0.variable)" } == [
                "gunicorn.unknown GUNICORN_LOG_LEVEL", "gunicorn.ignored GUNICORN_WORKER_CLASS",
            ])
    }

    @Test("O23: the address to listen on; the PROXY protocol is refused")
    func bind() throws {
        let environment = ["GUNICORN_BIND": "127.0.0.1:9999"]

        #expect(try Environments.settings(environment).server.bind == .tcp(host: "127.0.0.1", port: 9999))
        #expect(try Environments.settings(["PORT": "81"]).server.bind == .tcp(host: "0.0.0.0", port: 81))
        let proxy = environment.merging(["GUNICORN_PROXY_PROTOCOL": "true"]) { a, _ in a }
        #expect(Environments.problems(proxy).map(\.variable) == ["GUNICORN_PROXY_PROTOCOL"])
    }

    @Test("values in gunicorn's spellings")
    func spellings() throws {
        let settings = try Environments.settings([
            "GUNICORN_BACKLOG": "0x100", "GUNICORN_LIMIT_REQUEST_LINE": "0", "GUNICORN_ACCESSLOG": "",
            "GUNICORN_TIMEOUT": "300",
        ])

        #expect(settings.server.backlog == 256)
        #expect(settings.server.limits.line == 65536)
        #expect(!settings.log.access)
        #expect(settings.server.requestTimeout == .seconds(300))
        #expect(Environments.problems(["GUNICORN_ACCESSLOG": "/var/log/x"]).map(\.variable) == ["GUNICORN_ACCESSLOG"])
    }
}
