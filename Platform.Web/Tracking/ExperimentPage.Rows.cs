using Platform.Core.Tracking;
using Platform.Web.Live;

namespace Platform.Web.Tracking;

/// <summary>The rows of the table: read for a question, read on, and read again when there is news. What was asked later has the page.</summary>
public sealed partial class ExperimentPage
{
    // False if another question was asked before this one was answered: the later one has the page.
    private async Task<bool> LoadAsync(RunTableQuestion question)
    {
        var load = ++_loads;
        var (query, problem) = question.ToQuery(PageSize, Time.GetUtcNow());
        if (_question is { } before && before.Deleted != question.Deleted)
            _picked = new HashSet<string>(StringComparer.Ordinal); // what is done with them is another thing there
        (_question, _problem, _loaded) = (question, problem, question.ToAddress());
        if (query is null)
        {
            var fields = await Search.FieldsAsync(question.ExperimentId);
            _fields = load == _loads ? fields : _fields;
            return load == _loads;
        }
        using (var read = _followed.Begin())
        {
            var answer = await ReadAsync(question, query);
            if (load != _loads)
                return false;
            _behind |= Take(answer, read).Count > 0;
            (_answered, _totalAtLoad) = (question, answer.Total);
        }
        if (_behind)
        {
            _behind = false;
            await RefreshAsync([]);
        }
        return load == _loads;
    }

    private async Task<Answer> ReadAsync(RunTableQuestion question, RunQuery query)
    {
        var fields = await Search.FieldsAsync(question.ExperimentId);
        var columns = question.Columns ?? UsualColumns.Of(fields);
        var page = await Search.FindAsync(query);
        var total = await Search.CountAsync(query);
        var groups = await GroupsCard.ReadAsync(Search, question, query, fields);
        return new Answer(fields, columns, groups, total, await RowsAsync(page.Runs, columns), page.NextPageToken);
    }

    private async Task<List<RunRow>> RowsAsync(IReadOnlyList<RunWithMetrics> runs, IReadOnlyList<RunColumn> columns)
    {
        var inside = await Overview.NestedCountsAsync(Id, [.. runs.Select(run => run.Run.Id)]);
        return [.. runs.Select(run => RunRow.Of(run, columns, inside.GetValueOrDefault(run.Run.Id)))];
    }

    private async Task MoreAsync()
    {
        if (_busy || _next is null || !ReferenceEquals(_question, _answered))
            return;
        _busy = true;
        IReadOnlyList<string> missed = [];
        try
        {
            for (var taken = false; !taken && _next is { } place && _question!.ToQuery(PageSize, Time.GetUtcNow(), place).Query is { } query;)
            {
                var load = _loads;
                using var read = _followed.Begin();
                var page = await Search.FindAsync(query);
                var rows = await RowsAsync(page.Runs, _columns);
                if (load != _loads)
                    return;
                if (place != _next)
                    continue; // the rows were asked for again meanwhile, and end elsewhere
                var known = _followed.Known;
                missed = Take([.. _rows, .. rows.Where(row => !known.Contains(row.Id))], page.NextPageToken, read);
                taken = true;
            }
        }
        finally
        {
            _busy = false;
        }
        if (missed.Count > 0)
            await RefreshAsync(missed);
    }

    private async Task RefreshAsync(IReadOnlyList<string> changed)
    {
        var (load, question) = (_loads, _question!);
        if (!ReferenceEquals(question, _answered))
        {
            _behind = true; // its first answer is under way, and may have been read before the news
            return;
        }
        if (_rows.Count <= MostAskedAgain)
        {
            for (var again = true; again;)
            {
                using var read = _followed.Begin();
                var asked = _rows.Count;
                var answer = await ReadAsync(question, question.ToQuery(Math.Max(asked, PageSize), Time.GetUtcNow()).Query!);
                if (load != _loads)
                    return;
                again = asked != _rows.Count; // more were loaded meanwhile
                if (again || Take(answer, read).Count == 0)
                    continue;
                StateHasChanged(); // something happened to one that is new here
                await Task.Delay(Rhythm, Time);
                again = load == _loads;
            }
            return;
        }
        var total = await Search.CountAsync(question.ToQuery(PageSize, Time.GetUtcNow()).Query!);
        var known = _followed.Known;
        var news = (await Views.RunsWithMetricsAsync([.. changed.Where(known.Contains)])).ToDictionary(run => run.Run.Id, StringComparer.Ordinal);
        if (load != _loads)
            return;
        _total = total;
        _rows = [.. _rows.Select(row => news.TryGetValue(row.Id, out var run) ? RunRow.Of(run, _columns, row.Inside) : row)];
        _now = Time.GetUtcNow();
    }

    // Answers the rows to which something happened before they were known to be some.
    private IReadOnlyList<string> Take(Answer answer, FollowedIds.Read read)
    {
        (_fields, _columns, _groups, _total, _now) = (answer.Fields, answer.Columns, answer.Groups, answer.Total, Time.GetUtcNow());
        return Take(answer.Rows, answer.Next, read);
    }

    private IReadOnlyList<string> Take(List<RunRow> rows, string? next, FollowedIds.Read read)
    {
        (_rows, _next) = (rows, next);
        return read.Take(rows.Select(r => r.Id));
    }

    private sealed record Answer(
        IReadOnlyList<RunField> Fields, IReadOnlyList<RunColumn> Columns, IReadOnlyList<RunGroup> Groups, int Total, List<RunRow> Rows, string? Next);
}
