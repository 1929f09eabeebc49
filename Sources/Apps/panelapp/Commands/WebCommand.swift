import ArgumentParser

struct WebCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "web", abstract: "Serve the site and the API until SIGTERM or SIGINT.")

    func run() async throws {
        let launch = try Launch.start(.web, name: "web")
        if launch.settings.server.checkOnly { return launch.book.sink.flush() }
        try await launch.run {
            let parts = try await Composition.web(launch)
            try await WebServer(settings: launch.settings, book: launch.book, parts: parts).run()
        }
    }
}
