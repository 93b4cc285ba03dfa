using System.Globalization;
using Platform.Cli.Api;
using Platform.Core.Import;

namespace Platform.Cli.Import;

/// <summary>Says where the files of a source's model versions lie here.</summary>
/// <param name="models">All of the source's registered models, which versions may name as what they were copied from.</param>
/// <param name="logged">Identities of the logged models that the source brought, or in a dry run would bring.</param>
internal sealed class VersionSources(TrackingApi api, ImportReport report, ImportNotes notes, IReadOnlyList<SourceModel> models, IReadOnlySet<string> logged)
{
    private const string ModelScheme = "models:/";
    private const int MostCopies = 100; // of copies, one of another; more are a circle
    private readonly ILookup<string, SourceModel> _models = models.ToLookup(model => model.Name, StringComparer.Ordinal);

    /// <summary>The logged model that an address of a version here names; null if it names none.</summary>
    public static string? LoggedModel(string source) => source.StartsWith(ModelScheme + "m-", StringComparison.Ordinal) ? source[ModelScheme.Length..] : null;

    /// <summary>The address of a version's files here: below its run, if they lie there in the source; null, with a note, if they are not reached.</summary>
    /// <param name="where">The version, for notes.</param>
    public async Task<string?> FindAsync(SourceModelVersion version, string where, CancellationToken cancel)
    {
        var copied = version;
        for (var copies = 0; IsCopy(copied.Source); copies++)
        {
            if (copies < MostCopies && Original(copied.Source) is { } original)
                copied = original;
            else if (copied.StorageLocation is { Length: > 0 } place && !IsCopy(place))
                copied = copied with { Source = place };
            else
            {
                notes.LeaveOut(where, $"it was copied from {copied.Source}, which is not in the source");
                return null;
            }
        }
        return copied.Source.StartsWith(ModelScheme, StringComparison.Ordinal) ? await LoggedAsync(copied.Source, where, cancel) : await FilesAsync(copied, where, cancel);
    }

    private async Task<string?> LoggedAsync(string source, string where, CancellationToken cancel)
    {
        var model = SourceIds.OfLoggedModel(source[ModelScheme.Length..].Trim('/'));
        if (report.DryRun && logged.Contains(model) || await api.LoggedModelAsync(model, cancel) is { Deleted: false })
            return ModelScheme + model;
        notes.LeaveOut(where, $"its logged model {model} is not here");
        return null;
    }

    private async Task<string?> FilesAsync(SourceModelVersion version, string where, CancellationToken cancel)
    {
        if (version.RunId is { Length: > 0 } id && PathInRun(version.Source, id) is { } path)
        {
            var run = SourceIds.OfMlflow(id);
            if (await api.RunAsync(run, cancel) is { } found)
                return $"{found.ArtifactUri.TrimEnd('/')}/{path}";
            if (report.DryRun)
                return $"mlflow-artifacts:/new/{run}/artifacts/{path}";
            notes.LeaveOut(where, $"its run {run} is not here");
            return null;
        }
        if (version.Source.Contains("://", StringComparison.Ordinal) && !version.Source.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
            return version.Source;
        notes.LeaveOut(where, $"its files lie at {version.Source}, not below a run");
        return null;
    }

    // models:/NAME/VERSION and models:/NAME@ALIAS, as copies of versions have it; models:/m-… is a logged model.
    private static bool IsCopy(string source) => source.StartsWith(ModelScheme, StringComparison.Ordinal) && source.AsSpan(ModelScheme.Length).Trim('/').IndexOfAny('/', '@') > 0;

    private SourceModelVersion? Original(string source)
    {
        var named = source[ModelScheme.Length..].Trim('/');
        var mark = named.LastIndexOfAny(['/', '@']);
        var (name, which) = (named[..mark], named[(mark + 1)..]);
        foreach (var model in _models[name])
        {
            var number = named[mark] == '@' ? model.Aliases.GetValueOrDefault(which) : int.TryParse(which, NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : 0;
            if (model.Versions.FirstOrDefault(version => version.Number == number) is { } found)
                return found;
        }
        return null;
    }

    private static string? PathInRun(string source, string runId)
    {
        foreach (var mark in new[] { $"/{runId}/artifacts/", $"runs:/{runId}/" })
        {
            if (source.IndexOf(mark, StringComparison.Ordinal) is >= 0 and var at)
                return source[(at + mark.Length)..].Trim('/');
        }
        return null;
    }
}
