import AsyncHTTPClient
import DatabaseSupport
import Foundation
import NIOCore
import NIOPosix
import PeerSupport
import TestSupport
import Testing

/// The running program while its database goes away or refuses changes (`operations.md` 9.3, 9.5).
@Suite(
    "Program: database outages", .enabled(if: !DatabaseKind.isPostgresSkipped, postgresSkipped),
    .besideFew, .timeLimit(.minutes(5)), .serialized)
struct DatabaseOutageTests {
    /// The program over a database server of its own, with some data in it.
    private func with(_ body: (OwnPostgres, RunningProgram, _ base: String) async throws -> Void) async throws {
        try await OwnPostgres.with { server in
            let port = try FreePort.take()
            let environment = [
                "DATABASE_URL": server.url, "GUNICORN_BIND": "127.0.0.1:\(port)", "GUNICORN_ACCESSLOG": "",
                "DJANGO_LOG_LEVEL": "CRITICAL",
            ]
            #expect(try await RunningProgram.run(["migrate"], environment: environment).code == 0)
            #expect(try await RunningProgram.run(["demo"], environment: environment).code == 0)
            let web = try RunningProgram(["web"], environment: environment)
            defer { web.process.terminate() }
            let base = "http://127.0.0.1:\(port)"
            try await Self.comesToBe { try await Self.status("\(base)/readyz") == 200 }
            try await body(server, web, base)
            // One that had ended by itself would have another code.
            web.process.terminate()
            #expect(try await web.finish().code == 0)
        }
    }

    private static func status(_ url: String) async throws -> UInt {
        let answer = try await HTTPClient.shared.execute(HTTPClientRequest(url: url), timeout: .seconds(30))
        _ = try await answer.body.collect(upTo: 4 << 20)
        return answer.status.code
    }

    /// Waits until something holds; an error of asking is a no.
    private static func comesToBe(_ condition: () async throws -> Bool) async throws {
        #expect(try await eventually { (try? await condition()) == true }, "it never came to be")
    }

    /// Signs in with a wrong password, from somewhere else each time; it is noted, and that is a change. 422 where it could be.
    private static func attempt(_ base: String) async throws -> HTTPClientResponse {
        var request = HTTPClientRequest(url: "\(base)/accounts/login/")
        request.method = .POST
        let secret = String(repeating: "a", count: 32)
        request.headers.add(name: "cookie", value: "csrftoken=\(secret)")
        let client = (0..<3).map { _ in "\(Int.random(in: 1...250))" }.joined(separator: ".")
        request.headers.add(name: "x-forwarded-for", value: "10.\(client)")
        request.headers.add(name: "content-type", value: "application/x-www-form-urlencoded")
        request.body = .bytes(
            ByteBuffer(string: "csrfmiddlewaretoken=\(secret)&username=nobody\(UUID())&password=wrong"))
        return try await HTTPClient.shared.execute(request, timeout: .seconds(30))
    }

    @Test(
        "O63: a restart of the database under load is answered with 503 alone, and all is well within 10 s of it")
    func restart() async throws {
        try await with { server, _, base in
            let seen = Collected<UInt>()
            let end = Collected<Bool>()
            let addresses = ["/api/v1/panels/", "/panels/", "/api/v1/panels/1/", "/panels/entities/", "/readyz"]
            try await withThrowingTaskGroup(of: Void.self) { group in
                for worker in 0..<6 {
                    group.addTask {
                        var turn = worker
                        while end.all.isEmpty {
                            turn += 1
                            let code =
                                worker == 0
                                ? try await Self.attempt(base).status.code
                                : try await Self.status(base + addresses[turn % addresses.count])
                            seen.append(code)
                            try await Task.sleep(for: .milliseconds(20))
                        }
                    }
                }
                try await Task.sleep(for: .milliseconds(500))
                try await server.stop()
                try await Task.sleep(for: .seconds(1))
                try await server.start()
                let start = ContinuousClock.now
                for address in addresses {
                    try await Self.comesToBe { try await Self.status(base + address) == 200 }
                }
                try await Self.comesToBe { try await Self.attempt(base).status.code == 422 }
                #expect(ContinuousClock.now - start < .seconds(10))
                end.append(true)
                try await group.waitForAll()
            }
            let codes = Set(seen.all)
            #expect(codes.isSubset(of: [200, 422, 503]), "\(codes)")
            #expect(codes.contains(503))
        }
    }

    @Test(
        "O64, O68: a database that turns read-only is read as ever, changes are answered 503, and it recovers by itself"
    )
    func readOnly() async throws {
        try await with { server, _, base in
            #expect(try await Self.attempt(base).status.code == 422)
            try await server.setReadOnly(true)
            try await Self.comesToBe { try await Self.attempt(base).status.code == 503 }
            let refused = try await Self.attempt(base)
            #expect(refused.status.code == 503)
            #expect(refused.headers.first(name: "retry-after") == "30")
            for address in ["/", "/panels/", "/api/v1/panels/", "/readyz", "/accounts/login/"] {
                #expect(try await Self.status(base + address) == 200)
            }
            try await server.setReadOnly(false)
            let start = ContinuousClock.now
            try await Self.comesToBe { try await Self.attempt(base).status.code == 422 }
            #expect(ContinuousClock.now - start < .seconds(10))
        }
    }
}
