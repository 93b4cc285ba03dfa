using Platform.Core.Tracking.Questions;

namespace Platform.Core.Tracking;

/// <summary>Answers questions from runs that are at hand, such as those of the past, by the rules of <see cref="RunSearch"/>. Not thread-safe.</summary>
public sealed class RunsAtHand(IReadOnlyList<RunWithMetrics> runs)
{
    private readonly Dictionary<string, RunWithMetrics> _byId = runs.ToDictionary(run => run.Run.Id, StringComparer.Ordinal);

    /// <summary>A page of them.</summary>
    /// <exception cref="InvalidInputException">The question asks for values at a step or for models, which are not at hand, or is none of <see cref="RunSearch.Check"/>'s.</exception>
    public RunPage Find(RunQuery query)
    {
        Check(query);
        var after = query.PageToken is { Length: > 0 } token ? RunPlace.Parse(token, query.Order) : null;
        var found = RunList.First(runs, query, after, query.MaxResults + 1);
        var more = found.Count > query.MaxResults;
        if (more)
            found.RemoveAt(query.MaxResults);
        return new RunPage([.. found.Select(place => _byId[place.Id])], more ? found[^1].ToToken(query.Order) : null);
    }

    /// <summary>How many of them fulfil a question's condition.</summary>
    /// <inheritdoc cref="Find(RunQuery)"/>
    public int Count(RunQuery query)
    {
        Check(query);
        return RunList.First(runs, query, after: null, int.MaxValue).Count;
    }

    /// <summary>The metrics, parameters and tags that they have, by kind, then key in ordinal order.</summary>
    public IReadOnlyList<RunField> Fields()
    {
        var columns = new RunColumns();
        foreach (var (run, metrics) in runs)
            columns.Set(run, metrics);
        return columns.Logged();
    }

    private static void Check(RunQuery query)
    {
        RunSearch.Check(query);
        foreach (var field in QuestionFields.Of(query))
        {
            if (field is { Kind: RunFieldKind.Model } or { Part: MetricPart.At })
                throw new InvalidInputException("filter", "asks for logged models or for values at a step, which are known of the present only; ask for something else, or leave asOf out.");
        }
    }
}
