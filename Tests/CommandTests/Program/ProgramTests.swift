import Foundation
import NIOCore
import NIOPosix
import TestSupport
import Testing

@testable import panelapp

@Suite("The program as an operator meets it", .besideFew, .serialized, .timeLimit(.minutes(10)))
struct ProgramTests {
    private func event(_ line: String) -> String? {
        let object = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
        return object?["event"] as? String
    }

    @Test("version prints the version")
    func version() async throws {
        #expect(try await RunningProgram.run(["version"]).lines == [BuildVersion.current])
    }

    @Test("O1, O2: check-config reports every missing variable and ends with 78")
    func checkConfig() async throws {
        let missing = ["AWS_REGION", "EMAIL_HOST", "SECRET_KEY"]

        let bad = try await RunningProgram.run(["check-config", "web"], environment: Environments.aws(minus: missing))
        let good = try await RunningProgram.run(["check-config", "web"], environment: Environments.aws)

        #expect(bad.code == 78)
        #expect(bad.lines.filter { event($0) == "config.invalid" }.count == 3)
        #expect(good.code == 0)
        #expect(good.lines.compactMap(event).last == "config.loaded")
    }

    @Test("O3, O71: no secret value is printed when all is well")
    func nothingSecret() async throws {
        let environment = Environments.aws(plus: [
            "EMAIL_HOST_USER": "mail-user-1", "EMAIL_HOST_PASSWORD": "mail-pass-1",
        ])

        let output = try await RunningProgram.run(["check-config", "web"], environment: environment).lines.joined()

        for secret in ["pg-secret-1", "health-secret-12345", "0123456789abcdef", "mail-user-1", "mail-pass-1"] {
            #expect(!output.contains(secret))
        }
    }

    @Test("check-config makes no folder")
    func touchesNothing() async throws {
        let program = try RunningProgram(["check-config"])

        let (code, _) = try await program.finish()

        #expect(code == 0)
        #expect(!FileManager.default.fileExists(atPath: program.folder.path))
    }

    @Test("O5: a local worker ends with 78")
    func localWorker() async throws {
        let worker = try await RunningProgram.run(["worker"], environment: ["PANELAPP_MODE": "local"])

        #expect(worker.code == 78)
        #expect(worker.lines.last?.contains("there is no worker") == true)
    }

    @Test("O4, O72, O79: web works without configuration, logs JSON only, and a signal ends it with 0")
    func webRunsAndStops() async throws {
        let port = try FreePort.take()
        let web = try RunningProgram(["web"], environment: ["GUNICORN_BIND": "127.0.0.1:\(port)"])
        _ = try #require(try await web.line(containing: "web.listening"))

        let live = try await LivenessProbe.status(of: LivenessTarget(url: "http://127.0.0.1:\(port)/ping/1/"))
        let ready = try await LivenessProbe.status(of: LivenessTarget(url: "http://127.0.0.1:\(port)/readyz"))
        let check = try await RunningProgram.run(["healthcheck"], environment: ["GUNICORN_BIND": "127.0.0.1:\(port)"])
        web.process.terminate()
        let (code, lines) = try await web.finish()

        #expect(live == 200)
        #expect(ready == 200)
        #expect(check.code == 0)
        #expect(code == 0)
        #expect(lines.compactMap(event).suffix(2) == ["web.stopping", "web.stopped"])
        #expect(lines.allSatisfy { event($0) != nil })
        #expect(try await RunningProgram.run(["healthcheck", "http://127.0.0.1:\(port)/ping/1/"]).code == 1)
    }

    @Test("migrate tells what is pending, applies it, and then finds nothing to do")
    func migrate() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "panelapp-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let environment = ["DATABASE_URL": "sqlite:///\(folder.path)/test.sqlite3", "PANELAPP_DATA_DIR": folder.path]
        func run(_ arguments: String...) async throws -> (code: Int32, events: Set<String>) {
            let program = try RunningProgram(arguments, environment: environment, keepFolder: true)
            let (code, lines) = try await program.finish()
            return (code, Set(lines.compactMap(event)))
        }

        let before = try await run("migrate", "--check")
        let applied = try await run("migrate")
        let after = try await run("migrate", "--check")

        #expect(before.code == 1 && before.events.contains("migrate.pending"))
        #expect(applied.code == 0 && applied.events.contains("migrate.applied"))
        #expect(after.code == 0 && !after.events.contains("migrate.pending"))
    }

    @Test("a database that cannot be reached ends migrate with 69, the reason without the password")
    func unreachable() async throws {
        let port = try FreePort.take()
        let environment = ["DATABASE_URL": "postgresql://u:pg-secret-1@127.0.0.1:\(port)/d"]

        let (code, lines) = try await RunningProgram.run(["migrate"], environment: environment)

        #expect(code == 69)
        #expect(lines.last?.contains("cannot be reached") == true)
        #expect(!lines.joined().contains("pg-secret-1"))
    }

    @Test("a port in use is told with the address, and ends with 1")
    func portInUse() async throws {
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(host: "127.0.0.1", port: 0).get()
        defer { channel.close(promise: nil) }
        let address = "127.0.0.1:\(channel.localAddress?.port ?? 0)"

        let result = try await RunningProgram.run(["web"], environment: ["GUNICORN_BIND": address])

        #expect(result.code == 1)
        #expect(result.lines.last?.contains("Cannot listen on \(address)") == true)
    }
}
