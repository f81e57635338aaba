import Foundation
import GitOps

/// The main job on real input, told on the terminal: a commit becomes the state of a cluster and stays it.
@main
enum Demo {
    static func main() async {
        let stage: Stage
        do {
            stage = try await Stage.set()
        } catch {
            say("the demo could not be set up: \(error)")
            exit(1)
        }
        do {
            try await Story(stage).tell()
            stage.clear()
        } catch {
            say("\n  FAILED: \(error)\n")
            say("  the controller's last words:\n\(stage.controller.tail)\n")
            stage.clear()
            exit(1)
        }
    }
}
