using System.Security.Cryptography;
using Platform.Core;
using Platform.Core.Checkpoints;
using Platform.Core.Commands;
using Platform.Core.Trials;
using Platform.Core.Views;
using Training.Core;

namespace Platform.Silo.Checkpoints;

/// <summary>
/// Finds the content that a run's <c>start_from</c> stands for. It always ends in the content-addressed store: a file of the data's folder
/// <c>weights</c> is copied there first, so that the run can be repeated whatever becomes of the file.
/// </summary>
public sealed class WeightSources(PlatformViews views, PlatformCommands commands, CheckpointStore store, SiloOptions options)
{
    /// <summary>Largest file that is taken into the store.</summary>
    public const long MostBytes = 8L << 30;

    private const string Field = "start_from";

    /// <summary>The file of a source.</summary>
    /// <param name="source">The field's value.</param>
    /// <param name="digest">What it stood for before, which it then stands for still; null to look it up.</param>
    /// <param name="stop">Ends the search.</param>
    /// <exception cref="SpecException">There is no such thing; says what to give instead.</exception>
    public async Task<WeightsFile> ResolveAsync(string source, string? digest, CancellationToken stop)
    {
        if (digest is not null)
            return new WeightsFile(store.PathOf(digest), digest); // looked for only by a run that has no checkpoint of its own
        var found = await FindAsync(WeightSource.TryParse(source) ?? throw Wrong(source, $"is not a source of weights. Give {WeightSource.Forms}."), source, stop);
        return store.Exists(found)
            ? new WeightsFile(store.PathOf(found), found)
            : throw Wrong(source, $"stands for the content {found}, which is no longer in the store of checkpoints. Restore it, or name another source.");
    }

    private async Task<string> FindAsync(WeightSource source, string text, CancellationToken stop) => source switch
    {
        { Model: { } model } => await OfModelAsync(model, source, text, stop),
        { Run: { } run } => await OfRunAsync(run, source.Epoch, text, stop),
        { File: { } file } => await Task.Run(() => TakeIn(file, text), stop),
        _ => source.Digest!,
    };

    private async Task<string> OfModelAsync(string name, WeightSource source, string text, CancellationToken stop)
    {
        var model = await views.ModelAsync(name, stop) ?? throw Wrong(text, $"names the model '{name}', which is not registered. Promote a trial to it first.");
        var version = source.Version ?? (model.Aliases.TryGetValue(source.Alias!, out var aliased)
            ? aliased
            : throw Wrong(text, $"names the alias '{source.Alias}', which '{name}' does not have. It has: {string.Join(", ", model.Aliases.Keys.Order(StringComparer.Ordinal).DefaultIfEmpty("none"))}."));
        var found = model.Live.FirstOrDefault(v => v.Version == version) ?? throw Wrong(text, $"names version {version}, but '{name}' has {string.Join(", ", model.Live.Select(v => v.Version).TakeLast(20))}.");
        return found.Checkpoint.Length > 0 ? found.Checkpoint : throw Wrong(text, $"names version {version} of '{name}', which came from outside the platform and has no checkpoint here.");
    }

    private async Task<string> OfRunAsync(string id, int? epoch, string text, CancellationToken stop)
    {
        var run = await commands.LoadTrialAsync(id, stop);
        if (run.Status == TrialStatus.None)
            throw Wrong(text, $"names the trial '{id}', which there is not.");
        if (epoch is { } number && (number > run.LastEpoch || run.Epochs[number - 1].Checkpoint is not { } exact || run.CollectedCheckpoints.Contains(exact)))
            throw Wrong(text, $"names epoch {number} of trial {id}, which has no checkpoint any more. A trial keeps those of its best and its last epoch.");
        return (epoch is { } wanted ? run.Epochs[wanted - 1].Checkpoint : run.BestCheckpoint)
            ?? throw Wrong(text, $"names the trial '{id}', which has completed no epoch.");
    }

    // The copy is what is hashed: whatever happens to the original meanwhile, the digest is of the bytes in the store.
    private string TakeIn(string file, string text)
    {
        var folder = Path.Combine(options.DataFolder, "weights");
        var path = new FileInfo(Path.Combine(folder, file));
        if (!path.Exists)
            throw Wrong(text, $"names a file that is not in the folder 'weights' of the data folder. Put it there.");
        if (path.LinkTarget is not null)
            throw Wrong(text, "names a link, which may lead out of the folder 'weights'. Put the file itself there.");
        if (path.Length > MostBytes)
            throw Wrong(text, $"names a file of {path.Length} bytes; at most {MostBytes} are taken.");
        var copy = Path.Combine(store.StagingFolder(), $"{Guid.NewGuid():N}.weights");
        try
        {
            path.CopyTo(copy);
            string digest;
            using (var stream = new FileStream(copy, FileMode.Open, FileAccess.ReadWrite))
            {
                digest = Convert.ToHexStringLower(SHA256.HashData(stream));
                stream.Flush(flushToDisk: true);
            }

            store.Adopt(copy, digest);
            return digest;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Wrong(text, $"names a file that cannot be read: {error.Message}");
        }
        finally
        {
            File.Delete(copy); // only left after a failure
        }
    }

    private static SpecException Wrong(string source, string problem) => new(Field, $"'{source}' {problem}");
}
