import ArgumentParser
import Foundation
import PasswordHashing
import Ports
import SystemClock
import UseCases

struct CreateSuperuserCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "createsuperuser", abstract: "Make an account that may do everything.",
        discussion: """
            What is not given is asked for. The password is asked for without being shown, or read from one line of standard \
            input with --password-stdin; it never stands on the command line, where others could read it.
            """)

    @Option(help: "Name to sign in with.")
    var username: String?

    @Option(help: "E-mail address.")
    var email: String?

    @Option(help: "First name.")
    var firstName = ""

    @Option(help: "Last name.")
    var lastName = ""

    @Flag(help: "Read the password from standard input.")
    var passwordStdin = false

    @Flag(help: "Leave an account of this name as it is, and end well.")
    var preserve = false

    @Flag(help: "Check everything, make nothing.")
    var dryRun = false

    func run() async throws {
        let name = try username ?? Terminal.ask("User name: ")
        let address = try email ?? Terminal.ask("E-mail address: ")
        let password = try passwordStdin ? Terminal.line() : Terminal.askPassword()
        try await DataCommand.run("createsuperuser") { services in
            let job = CreateSuperuser(
                people: services.repository, store: services.repository, hasher: ScryptHasher(),
                common: try CommonPasswordList(), clock: SystemClock())
            let form = CreateSuperuser.Form(
                username: name, email: address, firstName: firstName, lastName: lastName, password: password)
            let isNew: Bool
            do {
                isNew = try await job.run(form, isDryRun: dryRun, preserving: preserve)
            } catch let refusal as CreateSuperuser.Refused {
                for problem in refusal.problems {
                    services.logger.error("\(problem)", metadata: ["event": "account.refused"])
                }
                throw ExitCode.failure
            }
            guard isNew else {
                return services.logger.info(
                    "There is an account of this name; it is left as it is", metadata: ["event": "account.kept"])
            }
            services.logger.info(
                dryRun ? "Everything is fine; nothing was made" : "The account was made",
                metadata: ["event": "account.made"])
        }
    }
}

/// Asks the person at the terminal.
enum Terminal {
    static func ask(_ question: String) throws -> String {
        FileHandle.standardError.write(Data(question.utf8))
        return try line()
    }

    static func line() throws -> String {
        guard let line = readLine(), !line.isEmpty else {
            throw ValidationError("An answer is needed. Without a terminal, give all options and --password-stdin.")
        }
        return line
    }

    /// Twice the same, without showing it.
    static func askPassword() throws -> String {
        let first = try hidden("Password: ")
        guard first == (try hidden("Password again: ")) else { throw ValidationError("The two passwords differ.") }
        return first
    }

    private static func hidden(_ question: String) throws -> String {
        guard let text = getpass(question) else { throw ValidationError("There is no terminal to ask at.") }
        return String(cString: text)
    }
}
