import Foundation

/// Tests that fail now and then for a cause that is not found yet: a kept connection that breaks, a program whose end is not seen.
/// They run when asked for, so that whoever looks for the cause has them, and chance decides no run of all tests.
enum Unsettled {
    static let areWanted = ProcessInfo.processInfo.environment["PANELAPP_TEST_UNSETTLED"] != nil
}
