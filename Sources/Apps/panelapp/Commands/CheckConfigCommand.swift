import ArgumentParser
import Foundation

struct CheckConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check-config",
        abstract: "Check the environment variables without touching network or disk.",
        discussion: "Prints every problem and ends with 78, or ends with 0. The output is safe to paste: no secrets.")

    enum Server: String, ExpressibleByArgument, CaseIterable { case web, worker }

    @Argument(help: "Whose variables to check.")
    var server = Server.web

    @Flag(help: "Print all variables with what they do, and check nothing.")
    var list = false

    @Flag(help: "With --list: print them as the page docs/configuration.md.")
    var markdown = false

    func validate() throws {
        if markdown, !list { throw ValidationError("--markdown goes with --list.") }
    }

    func run() throws {
        guard !list else {
            return print(
                markdown ? ConfigurationGuide.markdown : VariableTable.text, terminator: markdown ? "" : "\n")
        }
        let command: CommandKind = server == .web ? .web : .worker
        let launch = try Launch.start(command, name: "check-config", prepare: false)
        launch.book.sink.flush()
    }
}
