using System.Runtime.CompilerServices;
using Platform.Core.Import;

namespace Platform.Cli.Tests.Import;

/// <summary>Two runs, the first of which breaks off after 2,500 points.</summary>
internal sealed class BrokenSource : IRunSource
{
    public string Description => "a source that breaks off";

    public async IAsyncEnumerable<SourceRun> RunsAsync([EnumeratorCancellation] CancellationToken stop)
    {
        await Task.CompletedTask;
        foreach (var name in new[] { "broken", "whole" })
            yield return new SourceRun(SourceIds.Of("broken source", name), new SourceExperiment("broken source"), name) { Points = _ => PointsAsync(name == "broken" ? 2_500 : 1, name == "broken") };
    }

    public async IAsyncEnumerable<SourceModel> ModelsAsync([EnumeratorCancellation] CancellationToken stop)
    {
        await Task.CompletedTask;
        yield break;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static async IAsyncEnumerable<SourcePoint> PointsAsync(int count, bool breaks)
    {
        await Task.CompletedTask;
        for (var step = 0; step < count; step++)
            yield return new SourcePoint("loss", step, step, 0.5);
        if (breaks)
            throw new InvalidDataException("damaged.");
    }
}
