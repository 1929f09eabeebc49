import API
import Foundation
import Pages
import SQLCore
import SQLRepo
import SystemClock
import UseCases
import Web

/// The one place that knows every adapter and puts them behind the ports.
enum Composition {
    /// The repository of the configured database.
    static func repository(_ launch: Launch, application: String) throws -> SQLRepository {
        SQLRepository(try OpenDatabase.open(launch.settings, application: application))
    }

    /// Everything behind the HTTP server in local mode.
    static func web(_ launch: Launch) async throws -> WebParts {
        let settings = launch.settings
        let database = try OpenDatabase.open(settings, application: "web")
        let repository = SQLRepository(database)
        let schema = SchemaKeeper(repository, logger: launch.book.logger("db"))
        try await schema.prepare()
        let local = LocalAdapters(settings, book: launch.book)
        await local.prepare()
        let maintenance = MaintenanceFile(path: settings.health.maintenanceFile)
        let queries = PanelQueries(reader: repository, zone: settings.site.timeZone)
        let api = APIRoutes(
            queries: queries,
            repositories: APIRepositories(
                genes: repository, people: repository, reviews: repository, activities: repository),
            literature: WorkThroughLiterature(
                store: repository, people: repository, genes: repository, clock: SystemClock()),
            gzip: .zlib, tag: BuildVersion.current)
        let assets = try StaticAssets(
            folder: SitePages.assetsFolder, base: settings.site.staticURL, gzip: .zlib)
        let pages = SitePages(
            site: PageSettings(settings.site), assets: assets, queries: queries, reviews: repository,
            genes: repository, texts: repository, vocabulary: repository, gzip: .zlib)
        let curation = Curation(
            reader: repository, writer: repository, people: repository, genes: repository, vocabulary: repository,
            clock: SystemClock(), schemaVersion: BuildVersion.current)
        let choicePages = ChoicePages(
            suggestions: Suggestions(
                genes: repository, vocabulary: repository, tags: repository, people: repository, panels: repository,
                catalogue: queries.catalogue))
        let names = EntityCatalogue(catalogue: queries.catalogue, reader: repository)
        let entityPages = EntityPages(site: pages, names: names, index: repository)
        let activityPages = ActivityPages(site: pages, search: repository, names: names, clock: SystemClock())
        let media = MediaRoutes(store: local.blobs)
        let keyring = Self.keyring(settings)
        let parts = try accountParts(repository, keyring, local, settings)
        let copying = Copying(curation: curation, reviews: repository, outbox: parts.outbox)
        let curationPages = CurationPages(site: pages, curation: curation, copying: copying)
        let accounts = Accounts(parts)
        let accountPages = AccountPages(
            site: pages, accounts: accounts, afterSignOut: settings.site.logoutAddress,
            adminPath: settings.site.adminPath.reveal())
        let isBenchmark = settings.isBenchmark
        return WebParts(
            addRoutes: { router in
                api.add(to: router)
                pages.addRoutes(to: router)
                accountPages.addRoutes(to: router)
                curationPages.addRoutes(to: router)
                choicePages.addRoutes(to: router)
                ComparisonPages(site: pages).addRoutes(to: router)
                entityPages.addRoutes(to: router)
                activityPages.addRoutes(to: router)
                assets.addRoutes(to: router)
                media.addRoutes(to: router)
                if isBenchmark { BenchRoutes().addRoutes(to: router) }
            },
            sessions: SessionMiddleware(
                sessions: accounts.sessions, keyring: keyring, isSecure: settings.site.isSecure,
                ignoring: [settings.site.staticURL, settings.site.mediaURL]),
            problemPage: pages.problemPage,
            conditions: [
                Readiness.Condition(.database) { await answers(database) },
                Readiness.Condition(.schema) { schema.isReady },
                Readiness.Condition(.maintenance) { !maintenance.isPresent },
            ],
            health: LocalHealth.checks(local, database: database, maintenance: maintenance),
            services: [
                ClosingDatabase(database: database), schema,
                LocalWorker(
                    parts, copying: copying, local, settings, schema: schema, logger: launch.book.logger("worker")),
            ])
    }

    private static func answers(_ database: any SQLDatabase) async -> Bool {
        do {
            try await database.ping()
            return true
        } catch {
            return false
        }
    }
}
