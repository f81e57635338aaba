import Foundation

/// Writes a line at once, also where nobody reads along.
func say(_ line: String) {
    FileHandle.standardOutput.write(Data((line + "\n").utf8))
}
