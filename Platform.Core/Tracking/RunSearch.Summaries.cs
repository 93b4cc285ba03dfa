using Platform.Core.Tracking.Questions;

namespace Platform.Core.Tracking;

/// <summary>What can be said of many runs without reading them: how many, which fields they have, how a metric differs between groups.</summary>
public sealed partial class RunSearch
{
    /// <summary>How many runs fulfil a question's condition; its order and page do not matter.</summary>
    /// <exception cref="InvalidInputException">A number is out of range, or a field cannot be compared so.</exception>
    public async Task<int> CountAsync(RunQuery query, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        Check(query);
        var count = 0;
        foreach (var experiment in Known(query))
            count += await AskAsync(experiment, query, (_, marks) => marks.AsSpan().Count(true), stop);
        return count;
    }

    /// <summary>The metrics, parameters and tags that runs of an experiment have or had, by kind, then key in ordinal order.</summary>
    public async Task<IReadOnlyList<RunField>> FieldsAsync(string experimentId, CancellationToken stop = default)
    {
        var query = new RunQuery([experimentId]);
        var fields = new List<RunField>();
        foreach (var experiment in Known(query))
        {
            fields.AddRange(await AskAsync(experiment, query, (runs, _) => runs.Logged(), stop)); // of one experiment at most
        }
        return fields;
    }

    /// <summary>The runs of a question grouped by a text (a parameter, tag or attribute), with a number of each group; the largest groups first.</summary>
    /// <param name="most">Groups answered, at least 1.</param>
    /// <exception cref="InvalidInputException">A number is out of range, or a field cannot be compared so.</exception>
    public async Task<IReadOnlyList<RunGroup>> GroupAsync(RunQuery query, RunField by, RunField number, int most = 1_000, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        Check(query);
        var groups = new Dictionary<string, GroupFold>(StringComparer.Ordinal);
        var without = new GroupFold(null);
        foreach (var experiment in Known(query))
        {
            await AskAsync(
                experiment,
                query,
                (runs, marks) =>
                {
                    var (texts, numbers) = (runs.FindTexts(by), runs.FindNumbers(number));
                    for (var slot = 0; slot < marks.Length; slot++)
                    {
                        if (marks[slot])
                            FoldOf(texts?[slot]).Add(runs.IdOf(slot), numbers?[slot] ?? NumberColumn.Absent);
                    }
                    return true;
                },
                stop,
                by,
                number);
        }
        return [.. groups.Values.Append(without).Where(g => g.Runs > 0).OrderByDescending(g => g.Runs).ThenBy(g => g.Value, StringComparer.Ordinal).Take(most).Select(g => g.ToGroup())];

        GroupFold FoldOf(string? value)
        {
            if (value is null)
                return without;
            if (!groups.TryGetValue(value, out var fold))
                groups.Add(value, fold = new GroupFold(value));
            return fold;
        }
    }

    private async Task<T> AskAsync<T>(string experimentId, RunQuery query, Func<RunColumns, bool[], T> answer, CancellationToken stop, params RunField[] more)
    {
        var question = Interlocked.Increment(ref _questions);
        var index = IndexOf(experimentId, question);
        try
        {
            return await index.AskAsync(query, answer, stop, more);
        }
        finally
        {
            Count(experimentId, index, question);
        }
    }

    private static IEnumerable<string> Known(RunQuery query) => query.ExperimentIds.Distinct(StringComparer.Ordinal).Where(id => !id.Contains('\0', StringComparison.Ordinal));
}
