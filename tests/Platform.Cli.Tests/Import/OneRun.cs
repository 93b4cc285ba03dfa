using System.Runtime.CompilerServices;
using Platform.Core.Import;

namespace Platform.Cli.Tests.Import;

/// <summary>A run with 2,000 points, and with files.</summary>
internal sealed class OneRun(string name) : IRunSource
{
    /// <summary>Done with the run's identity before its first point is read.</summary>
    public Func<string, Task> Points { get; set; } = _ => Task.CompletedTask;

    public Func<IEnumerable<SourceFile>> Files { get; init; } = () => [];

    public string Description => name;

    public async IAsyncEnumerable<SourceRun> RunsAsync([EnumeratorCancellation] CancellationToken stop)
    {
        await Task.CompletedTask;
        var id = SourceIds.Of(name);
        yield return new SourceRun(id, new SourceExperiment(name), name) { Points = _ => PointsAsync(id), Files = Files };
    }

    public async IAsyncEnumerable<SourceModel> ModelsAsync([EnumeratorCancellation] CancellationToken stop)
    {
        await Task.CompletedTask;
        yield break;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async IAsyncEnumerable<SourcePoint> PointsAsync(string id)
    {
        await Points(id);
        for (var step = 0; step < 2_000; step++)
            yield return new SourcePoint("loss", step, 1_700_000_000_000 + step, 0.5);
    }
}
