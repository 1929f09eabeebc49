import Domain
import HMACKeyring
import LoadBalancerGate
import PasswordHashing
import Ports
import SQLRepo
import SystemClock
import UseCases
import Web

extension Composition {
    /// The installation's secret, and those that were in use before it.
    static func keyring(_ settings: Settings) -> HMACKeyring {
        HMACKeyring(
            secret: settings.secretKey?.reveal() ?? "", earlier: settings.secretKeyFallbacks.map { $0.reveal() })
    }

    static func accountParts(
        _ repository: SQLRepository, _ keyring: any Keyring, _ queue: any JobQueue, _ settings: Settings
    ) throws -> AccountParts {
        let age = Double(settings.site.sessionAge.components.seconds)
        return AccountParts(
            repository: repository, queue: queue, hasher: ScryptHasher(threads: settings.server.blockingThreads),
            common: try CommonPasswordList(),
            keyring: keyring, clock: SystemClock(), term: SessionTerm(age: age))
    }
}

extension Composition {
    /// Sign-in at a load balancer, where there is one. A site that can only be read opens no login.
    static func gate(_ settings: Settings, _ ports: PortAdapters, _ accounts: Accounts) -> GateMiddleware? {
        guard !settings.isReadOnly, let signIn = settings.signIn, let http = ports.http else { return nil }
        let balancer = LoadBalancer(
            arn: signIn.arn, client: signIn.client, region: signIn.region, keys: signIn.keys)
        return GateMiddleware(
            gate: LoadBalancerGate(balancer, http: http, clock: SystemClock()), enter: accounts.enterByGate,
            settings: GateMiddleware.Settings(
                accessToken: signIn.accessTokenHeader, identity: signIn.identityHeader, data: signIn.dataHeader,
                trusted: settings.server.proxy.trusted, cookiePrefix: signIn.cookiePrefix, logout: signIn.logout,
                afterSignOut: settings.site.logoutAddress,
                ignored: [settings.site.staticURL, settings.site.mediaURL]))
    }
}

extension SiteSettings {
    /// `LOGOUT_REDIRECT_URL` as an address.
    var logoutAddress: String {
        switch logoutRedirect {
        case "accounts:login", "": "/accounts/login/"
        case "home": "/"
        default: logoutRedirect
        }
    }
}
