import AsyncHTTPClient
import DatabaseSupport
import Foundation
import TestSupport
import Testing

/// The running program over a database that turns read-only by itself (`operations.md` 9.5).
@Suite(
    "Program: a read-only database", .enabled(if: !DatabaseKind.isPostgresSkipped, postgresSkipped), .besideFew,
    .timeLimit(.minutes(5)))
struct ReadOnlyDatabaseProgramTests {
    private static let note = "This site can only be read at the moment."

    private static func page(_ url: String) async throws -> (code: UInt, text: String) {
        var request = HTTPClientRequest(url: url)
        request.headers.add(name: "host", value: "localhost")
        let answer = try await HTTPClient.shared.execute(request, timeout: .seconds(30))
        return (answer.status.code, String(buffer: try await answer.body.collect(upTo: 4 << 20)))
    }

    /// Asks again until the page shows the note, or no more; how it looks then.
    private static func page(_ url: String, untilNoted isNoted: Bool) async throws -> (code: UInt, text: String) {
        for _ in 0..<300 {
            let found = try await page(url)
            if found.code == 200, found.text.contains(note) == isNoted { return found }
            try await Task.sleep(for: .milliseconds(100))
        }
        return try await page(url)
    }

    @Test("O68: over a database that turns read-only, kept pages say so too, and none does when it is over")
    func banner() async throws {
        try await OwnPostgres.with { server in
            // A socket in the file system, for which nothing else in this process waits.
            let socket = "/tmp/pw-\(UUID().uuidString.prefix(8)).sock"
            defer { try? FileManager.default.removeItem(atPath: socket) }
            let environment = ["DATABASE_URL": server.url, "GUNICORN_BIND": "unix:\(socket)"]
            #expect(try await RunningProgram.run(["migrate"], environment: environment).code == 0)
            let web = try RunningProgram(["web"], environment: environment)
            defer { web.process.terminate() }
            _ = try #require(try await web.line(containing: "web.listening"))
            let address = "http+unix://\(socket.replacing("/", with: "%2F"))/panels/"
            #expect(try await Self.page(address, untilNoted: false).code == 200)

            try await server.setReadOnly(true)
            let noted = try await Self.page(address, untilNoted: true)
            #expect(noted.code == 200)
            #expect(noted.text.contains(Self.note))

            try await server.setReadOnly(false)
            #expect(try await !Self.page(address, untilNoted: false).text.contains(Self.note))
            web.process.terminate()
            #expect(try await web.finish().code == 0)
        }
    }
}
