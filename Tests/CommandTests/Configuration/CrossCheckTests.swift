import Testing

@testable import panelapp

/// Rules over several variables, and what is a warning rather than an error (`operations.md` 3, 4, 10).
@Suite("Configuration: rules over several variables")
struct CrossCheckTests {
    @Test(
        "What cannot go together is refused, and the one to change is named",
        arguments: [
            (["EMAIL_USE_SSL": "1", "EMAIL_USE_TLS": "1"], "EMAIL_USE_SSL"), (["LOG_FORMAT": "text"], "LOG_FORMAT"),
            (["AWS_S3_VERIFY": "0"], "AWS_S3_VERIFY"), (["AWS_SECRET_ACCESS_KEY": "s"], "AWS_ACCESS_KEY_ID"),
            (["GUNICORN_CERTFILE": "/c"], "GUNICORN_KEYFILE"), (["GUNICORN_KEYFILE": "/k"], "GUNICORN_CERTFILE"),
            (["AWS_USE_COGNITO": "1"], "AWS_COGNITO_DOMAIN_PREFIX"),
            (["SECRET_KEY_FILE": "/c"], "SECRET_KEY"),
        ])
    func refusals(extra: [String: String], name: String) {
        let problems = Environments.problems(Environments.aws(plus: extra), files: ["/c": "c", "/k": "k"])

        #expect(problems.first?.variable == name)
    }

    @Test(
        "What works but should be known is one warning",
        arguments: [
            (["AWS_S3_STATICFILES_BUCKET_NAME": "media-bucket"], "config.warning AWS_S3_MEDIAFILES_BUCKET_NAME"),
            (["AWS_S3_USE_SSL": "0"], "config.warning AWS_S3_USE_SSL"),
            (
                ["AWS_ACCESS_KEY_ID": "AKIA", "AWS_SECRET_ACCESS_KEY": "s"],
                "credentials.static AWS_ACCESS_KEY_ID"
            ),
            (["AWS_S3_SSE_KMS_KEY_ID": "k"], "config.warning AWS_S3_SSE_KMS_KEY_ID"),
            (["CELERY_BROKER_URL": "sqs://@aws:5000/queue"], "config.warning CELERY_BROKER_URL"),
            (["EMAIL_HOST_USER": "u"], "config.warning EMAIL_HOST_PASSWORD"),
            (["EMAIL_HOST_PASSWORD": "p"], "config.warning EMAIL_HOST_USER"),
            (
                ["EMAIL_USE_TLS": "0", "EMAIL_HOST_USER": "u", "EMAIL_HOST_PASSWORD": "p"],
                "config.warning EMAIL_USE_TLS"
            ),
            (["EMAIL_TLS_VERIFY": "0"], "config.warning EMAIL_TLS_VERIFY"),
            (["SECRET_KEY": "short"], "config.warning SECRET_KEY"),
            (["HEALTH_CHECK_TOKEN": "short"], "config.warning HEALTH_CHECK_TOKEN"),
            (["PANEL_APP_BASE_URL": ""], "config.warning PANEL_APP_BASE_URL"),
            (["PANEL_APP_BASE_URL": "https://panels.example.org/"], "config.warning PANEL_APP_BASE_URL"),
            (["AWS_STATICFILES_LOCATION": "/static/"], "config.warning AWS_STATICFILES_LOCATION"),
            (["DJANGO_SETTINGS_MODULE": "x"], "config.warning DJANGO_SETTINGS_MODULE"),
            (["GUNICORN_PRELOAD_APP": "true"], "gunicorn.ignored GUNICORN_PRELOAD_APP"),
            (["GUNICORN_CMD_ARGS": "-w 9"], "gunicorn.unknown GUNICORN_CMD_ARGS"),
            (["GUNICORN_PID": "1"], "gunicorn.unknown GUNICORN_PID"),
            (["GUNICORN_FD": "3"], "gunicorn.unknown GUNICORN_FD"),
        ])
    func warnings(extra: [String: String], expected: String) throws {
        let notes = try Environments.notes(Environments.aws(plus: extra))

        #expect(notes.map { "\($0.event) \($0.variable)" } == [expected])
        #expect(notes.map(\.level) == [.warning])
    }

    @Test("operations.md 3.4: explicit keys for an emulator are no warning")
    func keysOfAnEmulator() throws {
        let keys = ["AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"]
        let places = [
            ["AWS_ENDPOINT_URL": "http://aws:5000"], ["AWS_S3_ENDPOINT_URL": "http://aws:5000"],
            ["CELERY_BROKER_URL": "sqs://@aws:5000"],
        ]
        for place in places {
            let environment = Environments.aws(plus: keys.merging(place) { _, new in new })
            #expect(try Environments.notes(environment).isEmpty)
        }
    }

    @Test("operations.md 3.6: a job's time leaves room for its lease; the default gives way, a given value is refused")
    func timeLimit() throws {
        let long = ["SQS_QUEUE_VISIBILITY_TIMEOUT": "43000"]

        let limit = try Environments.settings(Environments.aws(plus: long), for: .worker).aws?.worker.taskTimeLimit
        let problems = Environments.problems(
            Environments.aws(plus: long.merging(["WORKER_TASK_TIME_LIMIT": "201"]) { _, new in new }), for: .worker)

        #expect(limit == 200)
        #expect(problems.map(\.variable) == ["WORKER_TASK_TIME_LIMIT"])
    }

    @Test("operations.md 10: port 465 means TLS from the first byte, unless EMAIL_USE_SSL says no")
    func implicitTLS() throws {
        func mail(_ extra: [String: String]) throws -> [Bool?] {
            let mail = try Environments.settings(Environments.aws(plus: extra)).mailServer
            return [mail?.isImplicitTLS, mail?.demandsStartTLS]
        }
        #expect(try mail([:]) == [false, true])
        #expect(try mail(["EMAIL_PORT": "465"]) == [true, false])
        #expect(try mail(["EMAIL_PORT": "465", "EMAIL_USE_SSL": "False"]) == [false, true])
        #expect(try mail(["EMAIL_USE_SSL": "True"]) == [true, false])
    }

    @Test("operations.md 3.6: a host of uploaded files is the base of their addresses, unless MEDIA_URL is set")
    func mediaHost() throws {
        let host = ["AWS_S3_MEDIAFILES_CUSTOM_DOMAIN": "media.example.org"]
        func base(_ extra: [String: String]) throws -> String {
            let all = host.merging(extra) { _, new in new }
            return try Environments.settings(Environments.aws(plus: all)).site.mediaURL
        }
        #expect(try base([:]) == "https://media.example.org/uploads/")
        #expect(try base(["AWS_MEDIAFILES_LOCATION": ""]) == "https://media.example.org/")
        #expect(try base(["MEDIA_URL": "/m/"]) == "/m/")
    }

    @Test("operations.md 3.6: without AWS_USE_COGNITO nothing of it counts, malformed or not")
    func signInOff() throws {
        let environment = Environments.aws(plus: [
            "AWS_ALB_ARN": "nonsense", "AWS_JWT_SIGNATURE_ALGORITHM": "none", "AWS_USE_COGNITO": "no",
        ])

        #expect(Environments.problems(environment) == [])
        #expect(try Environments.settings(environment).signIn == nil)
    }

    @Test("O71: secrets inside addresses are masked in logs as well as the addresses")
    func secretsInside() throws {
        let settings = try Environments.settings(
            Environments.aws(plus: [
                "DATABASE_URL": "postgresql://u:p%40ss:w@rd@db/d", "CELERY_BROKER_URL": "sqs://AKIA:ab%2Fcd@",
                "DJANGO_ADMIN_URL": "secret-door",
            ]))

        let secrets = settings.secretValues.map { $0.reveal() }
        for secret in ["p@ss:w@rd", "ab/cd", "secret-door"] { #expect(secrets.contains(secret)) }
    }

    @Test("O9: the key that was published with the original is refused")
    func publishedKey() {
        let ours = VariableKind.secretKey(refusing: VariableKind.digest("a key of tests, which everybody knows now"))

        #expect(VariableKind.publishedKeyDigest == "0552de3b47cacf2aacf495f5ebe0c067060702d986a07e46b19bd05386de6946")
        #expect(
            ours.read("a key of tests, which everybody knows now")
                == .wrong("is the published default key, which everybody knows"))
        #expect(ours.read("another key of tests, which nobody knows") != .wrong(""))
    }

    /// The table of `operations.md` 3.5: what a command reports of an environment without anything.
    @Test(
        "operations.md 3.5: each command asks for what it needs, and for nothing else",
        arguments: [
            (
                CommandKind.web,
                [
                    "AWS_S3_STATICFILES_BUCKET_NAME", "AWS_S3_MEDIAFILES_BUCKET_NAME", "AWS_REGION",
                    "AWS_S3_STATICFILES_CUSTOM_DOMAIN", "ALLOWED_HOSTS", "DEFAULT_FROM_EMAIL", "PANEL_APP_EMAIL",
                    "EMAIL_HOST", "EMAIL_PORT", "DATABASE_URL", "HEALTH_CHECK_TOKEN", "SECRET_KEY",
                ]
            ),
            (
                .worker,
                [
                    "AWS_S3_MEDIAFILES_BUCKET_NAME", "AWS_REGION", "DEFAULT_FROM_EMAIL", "PANEL_APP_EMAIL",
                    "EMAIL_HOST", "EMAIL_PORT", "DATABASE_URL", "SECRET_KEY",
                ]
            ), (.migrate, ["DATABASE_URL"]), (.data, ["DATABASE_URL"]),
            (.loaddata, ["DATABASE_URL", "AWS_REGION", "AWS_S3_MEDIAFILES_BUCKET_NAME"]),
            (
                .collectstatic,
                ["AWS_REGION", "AWS_S3_STATICFILES_BUCKET_NAME", "AWS_S3_STATICFILES_CUSTOM_DOMAIN"]
            ),
        ])
    func needs(command: CommandKind, names: [String]) {
        let problems = Environments.problems(["PANELAPP_MODE": "aws"], for: command)

        #expect(problems.map(\.variable).sorted() == names.sorted())
        let least = Environments.aws.filter { names.contains($0.key) || $0.key == "PANELAPP_MODE" }
        #expect(Environments.problems(least, for: command) == [])
    }

    @Test("operations.md 3.6: web, worker and commands have limits of their own for the database")
    func databaseLimits() throws {
        func limits(_ command: CommandKind) throws -> [Int64] {
            let limits = try Environments.settings(Environments.aws, for: command).databaseLimits
            return [Int64(limits.poolSize), limits.statementTimeout.components.seconds]
        }
        #expect(try limits(.web) == [10, 30])
        #expect(try limits(.worker) == [4, 300])
        #expect(try limits(.migrate) == [10, 0])
    }
}
