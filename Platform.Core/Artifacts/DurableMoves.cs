using System.Collections.Concurrent;

namespace Platform.Core.Artifacts;

/// <summary>Moves synced files to names that survive a power cut, such as those that events give. Thread-safe.</summary>
internal sealed class DurableMoves
{
    private readonly ConcurrentDictionary<string, bool> _durable = new(StringComparer.Ordinal); // folders of which the name is known to be synced

    /// <summary>Moves a file; its folder, and the one above it, are made where they are not there. What bears the name already is replaced.</summary>
    /// <exception cref="IOException">It cannot be moved, or a folder not be flushed.</exception>
    public void Move(string file, string target)
    {
        var folder = Path.GetDirectoryName(target)!;
        // Once a process each: that a folder is there does not say that whoever made it has synced its name.
        if (!_durable.ContainsKey(folder) || !Directory.Exists(folder))
        {
            DurableFolder.Create(Path.GetDirectoryName(folder)!);
            DurableFolder.Create(folder);
            _durable[folder] = true;
        }

        File.Move(file, target, overwrite: true);
        DurableFolder.Flush(folder);
    }
}
