import AsyncHTTPClient
import Foundation
import NIOCore
import NIOPosix
import TestSupport
import Testing

/// The program with `PANELAPP_READ_ONLY` (`operations.md` 9.5).
@Suite("Program: read-only", .besideFew, .timeLimit(.minutes(5))) struct ReadOnlyProgramTests {
    private static func get(_ url: String) async throws -> (code: UInt, text: String) {
        let answer = try await HTTPClient.shared.execute(HTTPClientRequest(url: url), timeout: .seconds(30))
        return (answer.status.code, String(buffer: try await answer.body.collect(upTo: 4 << 20)))
    }

    @Test("O68: pages say so and can be read, the probes are well, changes are 503, and the file is not touched")
    func program() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "panelapp-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(host: "127.0.0.1", port: 0).get()
        let port = try #require(channel.localAddress?.port)
        try await channel.close().get()
        var environment = [
            "PANELAPP_DATA_DIR": folder.path, "GUNICORN_BIND": "127.0.0.1:\(port)", "SHUTDOWN_DELAY": "0",
            "HEALTH_CHECK_TOKEN": "health-secret-12345", "PANELAPP_BANNER": "Moving house.",
        ]
        #expect(try await RunningProgram.run(["migrate"], environment: environment).code == 0)
        #expect(try await RunningProgram.run(["demo"], environment: environment).code == 0)
        environment["PANELAPP_READ_ONLY"] = "True"
        let web = try RunningProgram(["web"], environment: environment)
        defer { web.process.terminate() }
        _ = try #require(try await web.line(containing: "web.listening"))
        let base = "http://127.0.0.1:\(port)"
        var ready: UInt = 0
        for _ in 0..<100 where ready != 200 {
            ready = try await Self.get("\(base)/readyz").code
            if ready != 200 { try await Task.sleep(for: .milliseconds(100)) }
        }
        #expect(ready == 200)
        let page = try await Self.get("\(base)/panels/")
        #expect(page.code == 200)
        #expect(page.text.contains("This site can only be read at the moment. Moving house."))
        #expect(try await Self.get("\(base)/api/v1/panels/").code == 200)
        let health = try await Self.get("\(base)/health_check/?token=health-secret-12345")
        #expect(health.code == 200, "\(health.text)")

        var request = HTTPClientRequest(url: "\(base)/accounts/login/")
        request.method = .POST
        let answer = try await HTTPClient.shared.execute(request, timeout: .seconds(30))
        #expect(answer.status.code == 503)
        #expect(answer.headers.first(name: "retry-after") == "30")
        web.process.terminate()
        #expect(try await web.finish().code == 0)
    }
}
