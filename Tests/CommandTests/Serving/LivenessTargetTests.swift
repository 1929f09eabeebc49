import Testing

@testable import panelapp

@Suite("panelapp healthcheck")
struct LivenessTargetTests {
    @Test(
        "it asks where web listens",
        arguments: [
            ([:], "127.0.0.1:8080/ping/1/"), (["PORT": "81"], "127.0.0.1:81/ping/1/"),
            (["GUNICORN_BIND": "0.0.0.0:8000"], "127.0.0.1:8000/ping/1/"),
            (["GUNICORN_BIND": "[::]:8000"], "[::1]:8000/ping/1/"),
            (["GUNICORN_BIND": "unix:/run/p.sock"], "unix:/run/p.sock/ping/1/"),
        ])
    func fromEnvironment(environment: [String: String], expected: String) throws {
        #expect(try LivenessTarget(environment: environment).description == expected)
    }

    @Test("an address may be given")
    func fromAddress() throws {
        let target = try LivenessTarget(url: "http://localhost:8000/readyz?x=1")

        #expect(target.bind == .tcp(host: "localhost", port: 8000))
        #expect(target.path == "/readyz?x=1")
        #expect(!target.isTLS)
        let secure = try LivenessTarget(url: "https://localhost/")
        #expect(secure.isTLS && secure.bind == .tcp(host: "localhost", port: 443))
        #expect(throws: LivenessProbe.Failure.self) { try LivenessTarget(url: "ftp://localhost/") }
    }
}
