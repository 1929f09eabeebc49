import PeerSupport
import Testing

extension Trait where Self == ConditionTrait {
    /// Programs live in real time, and hundreds of suites beside them would be a machine under no load that anybody expects. So these
    /// run where the services run too, which is a part of `make test` of its own.
    static var besideFew: Self {
        .enabled(if: Peers.running != nil, "programs are tested beside the services: scripts/test-peers.sh")
    }
}
