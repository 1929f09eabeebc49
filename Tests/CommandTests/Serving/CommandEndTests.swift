import ArgumentParser
import Ports
import Testing

@testable import panelapp

/// With which code and words a command ends that an error ended (`operations.md` 0 and 9.4).
@Suite("How a command ends") struct CommandEndTests {
    private func end(_ error: any Error) async throws -> (code: Int32?, line: String) {
        let capture = LogCapture()
        let book = capture.book()
        let launch = Launch(settings: try Environments.settings([:]), book: book)
        do {
            try await launch.run { throw error }
            return (nil, "")
        } catch let exit as ExitCode {
            let line = try #require(try capture.lines(book).last)
            #expect(line["event"] as? String == "command.failed")
            return (exit.rawValue, line["msg"] as? String ?? "")
        }
    }

    @Test("O66: a migrate that waited in vain for another ends with 69 and says what to do")
    func underway() async throws {
        let end = try await end(SchemaProblem.underway(waited: .seconds(300)))
        #expect(end.code == 69)
        #expect(end.line.contains("has been running for 300 s: nothing was done"))
    }

    @Test("9.4: a migrate whose table stayed in use ends with 69 and names the migration")
    func blocked() async throws {
        let end = try await end(SchemaProblem.blocked(number: 14, name: "origin", tries: 10))
        #expect(end.code == 69)
        #expect(end.line.contains("Migration 14 origin did not get its tables in 10 tries"))
    }

    @Test("A database that does not answer ends a command with 69, one that was changed by others with 1")
    func others() async throws {
        #expect(try await end(RepoFailure.unavailable("gone")).code == 69)
        #expect(try await end(SchemaProblem.changed(number: 3, name: "panels")).code == 1)
        #expect(try await end(SchemaProblem.newer(number: 99)).code == 1)
        #expect(try await end(RepoFailure.readOnly).code == 1)
    }
}
