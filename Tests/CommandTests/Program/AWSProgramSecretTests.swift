import DatabaseSupport
import Foundation
import PeerSupport
import Ports
import PostgresDriver
import Testing

@testable import panelapp

/// `operations.md` 11.5: known secrets are fed through every way into the program, and all that it writes is searched for them.
@Suite("Program in aws mode: secrets", .besideFew, .timeLimit(.minutes(5)))
struct AWSProgramSecretTests {
    /// The secret variables, new ones included, each with a value of its own.
    static let planted: [String: String] = {
        var values = Dictionary(
            uniqueKeysWithValues: Catalogue.all.filter(\.isSecret).map { variable in
                (
                    variable.name,
                    "Planted-\(variable.name.lowercased().replacing("_", with: "-"))-0123456789abcdefghijklmnop"
                )
            })
        values["CELERY_BROKER_URL"] = "sqs://PlantedBrokerKey01:Planted%2Fbroker%2Bsecret02@"
        values["DJANGO_ADMIN_URL"] = "planted-admin-door-77/"
        return values
    }()

    /// What of the values must never be seen.
    private static let marks =
        planted.filter { !["CELERY_BROKER_URL", "DATABASE_URL", "DJANGO_ADMIN_URL"].contains($0.key) }
        .map(\.value) + [
            "PlantedBrokerKey01", "Planted%2Fbroker%2Bsecret02", "Planted/broker+secret02", "planted-admin-door-77",
            "planted-database-password",
        ]

    private static func search(_ text: String, for marks: [String], in place: String) {
        for mark in marks {
            guard let found = text.range(of: mark) else { continue }
            let line = text[..<found.upperBound].split(separator: "\n").last ?? ""
            Issue.record("\(mark) in \(place): \(line.suffix(300))")
        }
    }

    @Test(
        "O71: secrets of variables, headers, cookies, forms and links are in no line, at the lowest level, whatever fails"
    )
    func nowhere() async throws {
        let peers = try present(Peers.running)
        try await AWSPlace.with(["DJANGO_LOG_LEVEL": "TRACE"]) { place in
            let password = try await place.prepare("demo-curator")
            var secrets = Self.planted
            secrets["DATABASE_URL"] = Self.withPassword(place.databaseURL)
            // A mail server that wants a login and refuses this one.
            secrets["EMAIL_PORT"] = "\(try present(peers.smtp["tls"]))"
            secrets["EMAIL_USE_SSL"] = "True"
            secrets["EMAIL_TLS_VERIFY"] = "False"
            secrets["AWS_SQS_ENDPOINT_URL"] = peers.sqs
            let check = try await place.run("check-config", "web", more: secrets)
            let web = try place.start("web", secrets)
            defer { web.process.terminate() }
            let worker = try place.start("worker", secrets)
            defer { worker.process.terminate() }
            var visitor = WebVisitor(place.base)
            #expect(try await eventually { (try? await visitor.get("/readyz").status) == 200 }, "\(web.output)")

            let forbidden = try await visit(place, password, token: try present(secrets["HEALTH_CHECK_TOKEN"]))
            #expect(
                try await worker.waits(for: "task.retry"), "the mail server has refused: \(worker.output.suffix(2_000))"
            )
            try await failing(place)
            #expect(try await worker.stop() == 0)
            #expect(try await web.stop() == 0)

            #expect(web.output.contains("\"levelname\":\"DEBUG\""))
            for program in [(check, "check-config"), (web, "web"), (worker, "worker")] {
                Self.search(program.0.output, for: Self.marks + forbidden, in: program.1)
            }
        }
    }

    /// `postgresql://user@host` with a password that the server does not ask for.
    private static func withPassword(_ url: String) -> String {
        guard let scheme = url.range(of: "://"), let at = url[scheme.upperBound...].firstIndex(of: "@") else {
            return url
        }
        let user = url[scheme.upperBound..<at].prefix { $0 != ":" }
        return "\(url[..<scheme.upperBound])\(user):planted-database-password\(url[at...])"
    }

    /// Walks through the site; answers what must be in no line because of it.
    private func visit(_ place: AWSPlace, _ password: String, token: String) async throws -> [String] {
        var forbidden = [password]
        var stranger = WebVisitor(place.base)
        stranger.jar = ["sessionid": "plantedsessioncookie0123456789ab"]
        stranger.headers = [
            ("Authorization", "Token planted-api-token-0123456789"), ("X-Amz-Security-Token", "planted-security-token"),
            ("x-amzn-oidc-data", "planted.oidc.data"), ("x-amzn-oidc-accesstoken", "planted-oidc-access"),
            ("x-amzn-oidc-identity", "planted-oidc-identity"), ("X-CSRFToken", "planted-csrf-header"),
        ]
        forbidden += [
            "plantedsessioncookie", "planted-api-token", "planted-security-token", "planted.oidc.data",
            "planted-oidc-access", "planted-oidc-identity", "planted-csrf-header",
        ]
        let query =
            "token=planted-q1&key=planted-q2&password=planted-q3&signature=planted-q4&X-Amz-Credential=planted-q5"
        for path in [
            "/?\(query)", "/panels/?\(query)", "/api/v1/panels/?\(query)", "/nowhere/?\(query)",
            "/health_check/?\(query)",
            "/accounts/verify_email/planted-link-1/", "/accounts/reset/MQ/planted-link-2/",
            "/health_check/?token=\(token)", "/health/1/?token=\(token)",
        ] { _ = try await stranger.get(path) }
        _ = try await stranger.get("/health_check/", [("Token", token)])
        _ = try await stranger.send(
            "/api/v1/panels/", .POST, [("content-type", "application/json")], "{\"planted-body\":1")
        _ = try await stranger.post("/accounts/login/", ["username": "x", "password": "planted-password-0"])
        forbidden += ["planted-q", "planted-link", "planted-body", "planted-password-0"]

        stranger = WebVisitor(place.base)
        _ = try await stranger.submit(
            "/accounts/login/", ["username": "demo-curator", "password": "planted-password-1"])
        _ = try await stranger.submit(
            "/accounts/registration/",
            [
                "username": "newcomer", "first_name": "Plantedfirst", "last_name": "Plantedlast",
                "email": "planted.person@example.org", "confirm_email": "planted.person@example.org",
                "password1": "Planted-password 2u", "password2": "Planted-password 2u", "affiliation": "Plantedplace",
                "role": "Clinician", "workplace": "Research lab", "group": "Other",
            ])
        _ = try await stranger.submit("/accounts/password_reset/", ["email": "demo-curator@example.org"])
        forbidden += [
            "planted-password-1", "Planted-password 2u", "planted.person", "Plantedlast", "Plantedplace",
            "demo-curator@",
        ]

        var curator = WebVisitor(place.base)
        let signedIn = try await curator.submit("/accounts/login/", ["username": "demo-curator", "password": password])
        #expect(signedIn.status == 302)
        let made = try await curator.submit("/accounts/profile/token/", [:], from: "/accounts/profile/")
        #expect(made.status == 200)
        if let token = made.body.firstMatch(of: /[0-9a-f]{40}/) {
            forbidden.append(String(token.output))
            var program = WebVisitor(place.base)
            _ = try await program.get("/api/v1/panels/", [("Authorization", "Token \(token.output)")])
        } else {
            Issue.record("no token of the API on the page that makes one")
        }
        try await place.blobs.put(try #require(BlobKey("images/one.png")), [1, 2, 3], contentType: "image/png")
        let picture = try await curator.get("/media/images/one.png")
        #expect(picture.status == 302)
        let address = try #require(picture.headers.first(name: "location"))
        let signature = try #require(address.firstMatch(of: /X-Amz-Signature=([0-9a-f]+)/)).output.1
        forbidden.append(String(signature))
        forbidden += [curator.jar["sessionid"], curator.jar["csrftoken"], stranger.jar["csrftoken"]].compactMap { $0 }
        // Nothing but an address that was signed on purpose shows anything of a variable to people.
        Self.search(stranger.seen + curator.seen, for: Self.marks, in: "answers")
        return forbidden
    }

    /// A request that fails inside the database.
    private func failing(_ place: AWSPlace) async throws {
        let database = PostgresDatabase(try PostgresConfiguration(url: place.databaseURL))
        try await database.runAlone("ALTER TABLE activity RENAME TO activity_elsewhere")
        var visitor = WebVisitor(place.base)
        let answer = try await visitor.get("/panels/activity/?password=planted-q6")
        #expect(answer.status >= 500)
        Self.search(
            answer.body, for: Self.marks + ["activity_elsewhere", "SELECT", "relation"], in: "the page of an error")
        await database.close()
    }

    @Test("O71: a secret that is refused is not shown, nor one that is given twice", arguments: planted.keys.sorted())
    func refused(name: String) throws {
        var environment = Environments.aws
        environment[name] = Self.planted[name]
        environment["\(name)_FILE"] = "/planted-file-name"
        let twice = Environments.problems(environment).map { "\($0)" }.joined()
        for mark in Self.marks { #expect(!twice.contains(mark)) }
        let wrong = [
            "DATABASE_URL": "mysql://u:planted-database-password@h/d",
            "CELERY_BROKER_URL": "amqp://u:PlantedBrokerKey01@h",
        ]
        environment["\(name)_FILE"] = nil
        environment[name] = wrong[name] ?? "\u{1}\(Self.planted[name] ?? "")\n\n/../:@["
        let malformed = Environments.problems(environment).map { "\($0)" }.joined()
        for mark in Self.marks { #expect(!malformed.contains(mark), "\(name)") }
    }
}
