import ArgumentParser
import PasswordHashing
import UseCases

struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Fill the database with a few small panels to look at, and tell the logins made.",
        discussion: "Made from public facts; not for clinical use. Repeating it changes nothing.")

    func run() async throws {
        try await DataCommand.run("demo") { services in
            let job = LoadDemo(
                loader: services.repository, genes: services.repository, people: services.repository,
                hasher: ScryptHasher(), newPassword: Self.password)
            let report = try await job.run { services.progress.report($0) }
            services.progress.end()
            services.logger.info(
                "done: \(report.genes) genes, \(report.panels) panels, \(report.newPanels) of them new",
                metadata: ["event": "demo.done"])
            guard !report.logins.isEmpty else { return }
            // To the person at the terminal, never to the log.
            services.launch.book.sink.flush()
            print("Logins of the demo data (shown once):")
            for login in report.logins { print("  \(login.username)  \(login.password)  (\(login.role.rawValue))") }
        }
    }

    /// Four groups of four letters and digits that cannot be taken for one another: 79 bits.
    @Sendable private static func password() -> String {
        var generator = SystemRandomNumberGenerator()
        let letters = Array("abcdefghjkmnpqrstuvwxyz23456789")
        return (0..<4).map { _ in
            String((0..<4).map { _ in letters[Int.random(in: 0..<letters.count, using: &generator)] })
        }.joined(separator: "-")
    }
}
