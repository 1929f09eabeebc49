import Testing

@testable import panelapp

@Suite("Configuration in aws mode")
struct AWSConfigurationTests {
    @Test("O1: each missing mandatory variable is reported, by its name and alone", arguments: Environments.mandatory)
    func oneMissing(name: String) {
        let problems = Environments.problems(Environments.aws(minus: [name]))

        #expect(problems.map(\.variable) == [name])
    }

    @Test("O2: all that is missing is reported at once")
    func threeMissing() {
        let names = ["AWS_REGION", "EMAIL_HOST", "SECRET_KEY"]

        let problems = Environments.problems(Environments.aws(minus: names))

        #expect(Set(problems.map(\.variable)) == Set(names))
    }

    @Test("O3: the smallest environment is valid and says nothing secret about itself")
    func smallest() throws {
        let settings = try Environments.settings(Environments.aws)

        #expect(settings.server.bind == .tcp(host: "0.0.0.0", port: 8080))
        #expect(settings.site.staticURL == "https://cdn.example.org/static/")
        let told = "\(settings)"
        for secret in ["pg-secret-1", "health-secret-12345", "0123456789abcdef"] { #expect(!told.contains(secret)) }
    }

    @Test("O5: what cannot be started is refused with an explanation")
    func refusals() {
        let prod = Environments.problems(Environments.aws(plus: ["PANELAPP_MODE": "Prod"]))
        let unset = Environments.problems(Environments.aws(minus: ["PANELAPP_MODE"]))
        let sqlite = Environments.problems(Environments.aws(plus: ["DATABASE_URL": "sqlite:///x"]))
        let worker = Environments.problems(["PANELAPP_MODE": "local"], for: .worker)

        #expect(prod.map(\.variable) == ["PANELAPP_MODE"])
        #expect(unset.map(\.variable) == ["PANELAPP_MODE"])
        #expect(unset.first?.reason.contains("AWS_S3_STATICFILES_BUCKET_NAME") == true)
        #expect(sqlite.map(\.variable) == ["DATABASE_URL"])
        #expect(worker.map(\.variable) == ["PANELAPP_MODE"])
    }

    @Test("decision 2: a region alone does not mean aws")
    func regionAlone() throws {
        #expect(try Environments.settings(["AWS_REGION": "eu-west-2"]).mode == .local)
    }

    @Test("O6: another settings module is one warning that names the mode")
    func settingsModule() throws {
        let wrong = ["DJANGO_SETTINGS_MODULE": "panelapp.settings.docker-dev"]
        let right = ["DJANGO_SETTINGS_MODULE": "panelapp.settings.docker-aws"]

        let notes = try Environments.notes(Environments.aws(plus: wrong))

        #expect(notes.map(\.variable) == ["DJANGO_SETTINGS_MODULE"])
        #expect(notes.first?.text.contains("PANELAPP_MODE") == true)
        #expect(try Environments.notes(Environments.aws(plus: right)).isEmpty)
    }

    @Test("O7: the worker needs neither static files nor hosts nor the health token")
    func workerNeedsLess() {
        let names = [
            "AWS_S3_STATICFILES_BUCKET_NAME", "AWS_S3_STATICFILES_CUSTOM_DOMAIN", "ALLOWED_HOSTS", "HEALTH_CHECK_TOKEN",
        ]

        #expect(Environments.problems(Environments.aws(minus: names), for: .worker) == [])
    }

    @Test("operations.md 3.5: migrate needs the database only")
    func migrateNeedsTheDatabase() {
        let environment = ["PANELAPP_MODE": "aws", "DATABASE_URL": "postgres://u:p@h/d", "EMAIL_PORT": "not a number"]

        #expect(Environments.problems(environment, for: .migrate) == [])
    }

    @Test("O24: a custom domain gives the base of static addresses; O25: an empty location means the bucket's root")
    func staticAddress() throws {
        let root = Environments.aws(plus: ["AWS_STATICFILES_LOCATION": ""])
        let url = Environments.aws(
            minus: ["AWS_S3_STATICFILES_CUSTOM_DOMAIN"], plus: ["STATIC_URL": "https://files.example.org/s/"])

        #expect(try Environments.settings(Environments.aws).site.staticURL == "https://cdn.example.org/static/")
        #expect(try Environments.settings(root).site.staticURL == "https://cdn.example.org/")
        #expect(try Environments.settings(url).site.staticURL == "https://files.example.org/s/")
    }

    @Test(
        "O26: a domain with scheme or slash is refused", arguments: ["https://cdn.example.org/", "cdn.example.org/x"])
    func badDomain(value: String) {
        let problems = Environments.problems(Environments.aws(plus: ["AWS_S3_STATICFILES_CUSTOM_DOMAIN": value]))

        #expect(problems.map(\.variable) == ["AWS_S3_STATICFILES_CUSTOM_DOMAIN"])
    }

    @Test(
        "O55: a broker address that is wrong is refused without being printed",
        arguments: [
            "sqs://AKIAKEY:ab/cdsecret@", "amqp://guest:guestsecret@rabbit", "sqs://KEY@", "sqs://:secretonly@",
        ])
    func badBroker(value: String) {
        let problems = Environments.problems(Environments.aws(plus: ["CELERY_BROKER_URL": value]))

        #expect(problems.map(\.variable) == ["CELERY_BROKER_URL"])
        #expect(problems.first?.value == nil)
        #expect(problems.first?.reason.contains("secret@") == false)
        if value.contains("ab/cd") { #expect(problems.first?.reason.contains("%2F") == true) }
    }

    @Test(
        "O54, O56: broker addresses of all good forms",
        arguments: [
            "sqs://", "sqs://AKIA:ab%2Fcd%2Bef@", "sqs://@aws:5000", "sqs://AKIA:s@sqs.eu-west-2.amazonaws.com:443",
        ])
    func goodBroker(value: String) {
        #expect(Environments.problems(Environments.aws(plus: ["CELERY_BROKER_URL": value])) == [])
    }

    @Test("O57: one half of an AWS key pair is refused")
    func halfAKey() {
        let problems = Environments.problems(Environments.aws(plus: ["AWS_ACCESS_KEY_ID": "AKIA"]))

        #expect(problems.map(\.variable) == ["AWS_SECRET_ACCESS_KEY"])
    }

    @Test("operations.md 3.4: explicit keys are one warning")
    func staticKeys() throws {
        let keys = ["AWS_ACCESS_KEY_ID": "AKIA", "AWS_SECRET_ACCESS_KEY": "s"]

        let notes = try Environments.notes(Environments.aws(plus: keys))

        #expect(notes.map(\.event) == ["credentials.static"])
    }

    @Test(
        "a fifo queue, a short visibility and a text log are refused",
        arguments: [
            ["TASK_QUEUE_NAME": "jobs.fifo"], ["SQS_QUEUE_VISIBILITY_TIMEOUT": "0"], ["LOG_FORMAT": "text"],
            ["AWS_MEDIAFILES_LOCATION": "a/../b"], ["DJANGO_ADMIN_URL": "api/secret"], ["AWS_REGION": "Frankfurt"],
        ])
    func malformed(extra: [String: String]) {
        let problems = Environments.problems(Environments.aws(plus: extra))

        #expect(problems.map(\.variable) == Array(extra.keys))
    }
}
