namespace Platform.Core.Import;

/// <summary>
/// Something that holds runs of another program. Reads only, streams, and says in <see cref="ImportNotes"/> what it leaves out; what is wrong with one
/// run costs that run, never the others.
/// </summary>
public interface IRunSource : IAsyncDisposable
{
    /// <summary>What it is, for people.</summary>
    string Description { get; }

    /// <summary>Its runs, those of an experiment together, in an order that is the same each time.</summary>
    /// <exception cref="ImportException">The source as a whole cannot be read.</exception>
    IAsyncEnumerable<SourceRun> RunsAsync(CancellationToken stop);

    /// <summary>Its logged models, in an order that is the same each time; their runs have been read before.</summary>
    IAsyncEnumerable<SourceLoggedModel> LoggedModelsAsync(CancellationToken stop) => AsyncEnumerable.Empty<SourceLoggedModel>();

    /// <summary>Its registered models; their runs and logged models have been read before.</summary>
    IAsyncEnumerable<SourceModel> ModelsAsync(CancellationToken stop);
}
