import DatabaseSupport
import PostgresDriver
import SQLCore
import Testing

/// `DATABASE_URL`, as `operations.md` 9.1 describes it.
@Suite("PostgreSQL: the database URL")
struct PostgresURLTests {
    @Test("O60: percent-encoded password and database name, full verification, the usual port")
    func o60() throws {
        let configuration = try PostgresConfiguration(
            url: "postgresql://u:p%40s%2Fw@h/panel%20app?sslmode=verify-full&sslrootcert=/x.pem")

        #expect(configuration.user == "u")
        #expect(
            configuration
                == {
                    var expected = PostgresConfiguration(host: "h", user: "u", password: "p@s/w", database: "panel app")
                    expected.sslMode = .verifyFull
                    expected.sslRootCertificate = "/x.pem"
                    return expected
                }())
        #expect(configuration.port == 5432)
    }

    @Test(
        "Accepted forms",
        arguments: [
            ("postgres://u@h/d", "u", nil, "h", 5432, "d"),
            ("pgsql://u:@h:1/d", "u", "", "h", 1, "d"),
            ("POSTGRESQL://u:p@EXAMPLE.org:6543/D", "u", "p", "example.org", 6543, "D"),
            ("postgresql://u:p@[::1]:5433/d", "u", "p", "::1", 5433, "d"),
            ("postgresql://u:p@[FE80::1]/d", "u", "p", "fe80::1", 5432, "d"),
            ("postgresql://u:p@%2Fvar%2Frun%2FPostgresql/d", "u", "p", "/var/run/Postgresql", 5432, "d"),
            ("postgresql://a%3Ab:p@h/d", "a:b", "p", "h", 5432, "d"),
            // Raw : and @ in the password, + and a stray % are themselves.
            ("postgresql://u:a:b@c@h/d", "u", "a:b@c", "h", 5432, "d"),
            ("postgresql://u:100%@h/d+e", "u", "100%", "h", 5432, "d+e"),
            ("postgresql://u:%zz%4@h/d", "u", "%zz%4", "h", 5432, "d"),
            ("postgresql://u:%C3%A9@h/d?", "u", "é", "h", 5432, "d"),
        ] as [(String, String, String?, String, Int, String)])
    func accepted(
        url: String, user: String, password: String?, host: String, port: Int, database: String
    ) throws {
        var expected = PostgresConfiguration(host: host, user: user, password: password, database: database)
        expected.port = port

        #expect(try PostgresConfiguration(url: url) == expected)
    }

    @Test(
        "Refused forms",
        arguments: [
            ("", .notAURL), ("secret", .notAURL), ("host=h password=secret", .notAURL),
            ("mysql://u:secret@h/d", .unsupportedScheme("mysql")),
            ("sqlite:///x", .unsupportedScheme("sqlite")),
            ("postgresql://h/d", .missingUser), ("postgresql://@h/d", .missingUser),
            ("postgresql://:secret@h/d", .missingUser),
            ("postgresql://u:secret@/d", .missingHost), ("postgresql://u:secret@:5432/d", .missingHost),
            ("postgresql://u:secret@h", .missingDatabase), ("postgresql://u:secret@h/", .missingDatabase),
            ("postgresql://u:secret@h?sslmode=disable", .missingDatabase),
            ("postgresql://u:secret@h:/d", .invalidPort), ("postgresql://u:secret@h:0/d", .invalidPort),
            ("postgresql://u:secret@h:65536/d", .invalidPort), ("postgresql://u:secret@h:54x/d", .invalidPort),
            ("postgresql://u:secret@[::1]5/d", .invalidPort),
            ("postgresql://u:secret/2@h/d", .reservedCharacter), ("postgresql://u:secret?2@h/d", .reservedCharacter),
            ("postgresql://u:secret#2@h/d", .reservedCharacter), ("postgresql://u:se@cret/2@h/d", .reservedCharacter),
            ("postgresql://u:secret@h/d/e", .reservedCharacter),
            ("postgresql://u:secret%FF@h/d", .invalidEncoding), ("postgresql://u:secret%00@h/d", .invalidEncoding),
            ("postgresql://u:secret@h/d?ssl=true", .unknownOption("ssl")),
            (
                "postgresql://u:secret@h/d?sslmode=on",
                .invalidOption("sslmode", expected: "disable, allow, prefer, require, verify-ca, verify-full")
            ),
            (
                "postgresql://u:secret@h/d?connect_timeout=0",
                .invalidOption("connect_timeout", expected: "a number of seconds from 1 to 3600")
            ),
            (
                "postgresql://u:secret@h/d?target_session_attrs=primary",
                .invalidOption("target_session_attrs", expected: "any, read-write")
            ),
            (
                "postgresql://u:secret@h/d?options=work_mem",
                .invalidOption("options", expected: "pairs such as -c name=value")
            ),
        ] as [(String, PostgresURLError)])
    func refused(url: String, error: PostgresURLError) {
        #expect(throws: error) { try PostgresConfiguration(url: url) }
        #expect(!error.description.contains("secret"))
    }

    @Test("Options, of which the last counts")
    func options() throws {
        let configuration = try PostgresConfiguration(
            url: "postgresql://u@h/d?sslmode=disable&sslmode=require&connect_timeout=3&application_name=a%20b"
                + "&target_session_attrs=read-write&options=-c%20work_mem=1MB%20-cjit=on&currentSchema=p,public")

        #expect(configuration.sslMode == .require)
        #expect(configuration.connectTimeout == .seconds(3))
        #expect(configuration.applicationName == "a b")
        #expect(configuration.targetSession == .readWrite)
        #expect(
            configuration.startupOptions.map { "\($0.name)=\($0.value)" }
                == ["work_mem=1MB", "jit=on", "search_path=p,public"])
    }

    @Test("A configuration does not show its password")
    func hidden() throws {
        let configuration = try PostgresConfiguration(url: "postgresql://u:secret@h/d")

        var dumped = ""
        dump(configuration, to: &dumped)

        #expect(!"\(configuration) \(String(reflecting: configuration)) \(dumped)".contains("secret"))
    }

    @Test("An unreachable server is told without the password")
    func unreachable() async throws {
        let database = PostgresDatabase(
            PostgresConfiguration(host: "/nowhere", user: "u", password: "secret", database: "d"))

        do {
            try await database.ping()
            Issue.record("reached a server that is not there")
        } catch let error as SQLError {
            #expect(error.description.hasPrefix("the database cannot be reached: "))
            #expect(!error.description.contains("secret"))
        }
        await database.close()
    }

    @Test(
        "O62: a server without TLS is refused by require and accepted by prefer",
        .enabled(if: !DatabaseKind.isPostgresSkipped, postgresSkipped))
    func tls() async throws {
        try await TestDatabases.withPostgres {
            $0.host = "127.0.0.1"
        } _: { database, configuration in
            let offersTLS = try await database.readOne("SELECT setting FROM pg_settings WHERE name = 'ssl'") {
                try $0.text(0) == "on"
            }
            var requiring = configuration
            requiring.sslMode = .require
            let strict = PostgresDatabase(requiring)

            if offersTLS == true {
                try await strict.ping()
            } else {
                do {
                    try await strict.ping()
                    Issue.record("connected without TLS")
                } catch SQLError.unavailable {}
            }
            await strict.close()
        }
    }

    @Test(
        "Settings of the session: ours, and the operator's where they differ",
        .enabled(if: !DatabaseKind.isPostgresSkipped, postgresSkipped))
    func session() async throws {
        try await TestDatabases.withPostgresURL { url in
            let options = "options=-c%20lock_timeout=7s%20-c%20work_mem=2MB&currentSchema=pg_catalog"
            let database = PostgresDatabase(try PostgresConfiguration(url: "\(url)?\(options)"))

            let found = try await database.read { session in
                try [
                    "TimeZone", "statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout", "work_mem",
                    "search_path", "application_name", "transaction_isolation", "transaction_read_only",
                ].map { name in try session.first("SELECT current_setting($1)", [.text(name)]) { try $0.text(0) } }
            }

            #expect(
                found == [
                    "UTC", "30s", "7s", "1min", "2MB", "pg_catalog", "panelapp", "repeatable read", "on",
                ])
            await database.close()
        }
    }
}
