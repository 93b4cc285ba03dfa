using Npgsql;
using Platform.Core.Journal;
using Platform.Testing;
using Xunit;

namespace Platform.Core.Tests.Journal;

public sealed class AppendTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Events_are_read_back_in_order_with_their_versions()
    {
        await using var journal = Some.Journal(database.DataSource);
        var first = await journal.AppendAsync(new AppendRequest("order-1", "test", 0, new Counted(1, 1), new Labelled("x", double.NaN)) { CorrelationId = "c", CommandId = "order-command" });
        var second = await journal.AppendAsync(Some.Append("order-1", 2, new Labelled("y", double.NegativeInfinity)));

        var events = await journal.ReadStreamAsync("order-1");
        Assert.Equal([1, 2, 3], events.Select(e => e.Version));
        Assert.Equal([new Counted(1, 1), new Labelled("x", double.NaN), new Labelled("y", double.NegativeInfinity)], events.Select(e => e.Data));
        Assert.Equal([2], first.Versions);
        Assert.Equal(events[1].Sequence, first.LastSequence);
        Assert.Equal(events[2].Sequence, second.LastSequence);
        Assert.Equal("counted", events[0].Type);
        Assert.Equal(("c", "order-command"), (events[0].CorrelationId, events[0].CausationId));
        Assert.Equal([3], (await journal.ReadStreamAsync("order-1", 2)).Select(e => e.Version));
        Assert.Empty(await journal.ReadStreamAsync("no-such-stream"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task An_append_at_another_version_is_refused_and_writes_nothing(long expected)
    {
        await using var journal = Some.Journal(database.DataSource);
        var stream = $"conflict-{expected}";
        await journal.AppendAsync(Some.Append(stream, 0, new Counted(1, 1), new Counted(1, 2)));
        var conflict = await Assert.ThrowsAsync<VersionConflictException>(() => journal.AppendAsync(Some.Append(stream, expected, new Counted(2, 1))));
        Assert.Equal((stream, expected), (conflict.StreamId, conflict.Expected));
        Assert.Equal(2, (await journal.ReadStreamAsync(stream)).Count);
    }

    [Fact]
    public async Task Rows_that_others_hold_for_longer_than_a_statement_may_take_are_waited_for()
    {
        var options = new JournalOptions { LockPatience = Eventually.Patience, StatementTimeout = TimeSpan.FromMilliseconds(500), RetryFor = Eventually.LongPatience };
        await using var journal = Some.Journal(database.DataSource, options);
        await journal.AppendAsync(Some.Append("held-row", 0, new Counted(1, 1)));
        await using var other = await database.DataSource.OpenConnectionAsync();
        await using var holding = await other.BeginTransactionAsync();
        await using (var hold = new NpgsqlCommand("select 1 from mt_streams where id = 'held-row' for update", other))
            await hold.ExecuteScalarAsync();

        var append = journal.AppendAsync(Some.Append("held-row", 1, new Counted(1, 2)));
        var attempts = new HashSet<DateTime>();
        await Eventually.HoldsAsync(async () =>
        {
            await using var waiting = database.DataSource.CreateCommand(
                "select query_start from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%platform_append%'");
            if (await waiting.ExecuteScalarAsync() is DateTime start)
                attempts.Add(start);
            return attempts.Count >= 2;
        });
        await holding.RollbackAsync();
        Assert.Equal([2], (await append).Versions);
    }

    [Fact]
    public async Task Only_the_conflicting_callers_of_a_flush_fail()
    {
        await using var journal = Some.Journal(database.DataSource);
        await journal.AppendAsync(Some.Append("crowd-odd", 0, new Counted(0, 0)));
        var appends = Enumerable.Range(0, 200).Select(i => (
            Conflicts: i % 10 == 0,
            Task: journal.AppendAsync(i % 10 == 0 ? Some.Append("crowd-odd", 0, new Counted(9, i)) : Some.Append($"crowd-{i}", 0, new Counted(9, i))))).ToList();
        foreach (var (conflicts, task) in appends)
        {
            var error = await Record.ExceptionAsync(() => task);
            Assert.Equal(conflicts, error is VersionConflictException);
            Assert.Equal(conflicts, error is not null);
        }
        Assert.Equal(180, await Some.ScalarAsync<long>(database.DataSource, "select count(*) from mt_events where stream_id like 'crowd-%' and stream_id <> 'crowd-odd'"));
    }

    [Fact]
    public async Task Appends_that_follow_one_another_may_wait_together()
    {
        await using var journal = Some.Journal(database.DataSource);
        var appends = Enumerable.Range(0, 100).Select(i => journal.AppendAsync(Some.Append("chain", i, new Counted(1, i)))).ToList();
        var results = await Task.WhenAll(appends);
        Assert.Equal(Enumerable.Range(1, 100).Select(i => (long)i), results.Select(r => r.Versions[0]));
        Assert.Equal(Enumerable.Range(0, 100), (await journal.ReadStreamAsync("chain")).Select(e => ((Counted)e.Data).Number));
    }

    [Fact]
    public async Task Several_streams_are_written_together_or_not_at_all()
    {
        await using var journal = Some.Journal(database.DataSource);
        await journal.AppendAsync(Some.Append("both-a", 0, new Counted(1, 1)));
        StreamAppend[] streams = [new("both-b", "test", 0, [new Counted(1, 2)]), new("both-a", "test", 5, [new Counted(1, 3)])];
        await Assert.ThrowsAsync<VersionConflictException>(() => journal.AppendAsync(new AppendRequest(streams)));
        Assert.Empty(await journal.ReadStreamAsync("both-b"));

        streams[1] = streams[1] with { ExpectedVersion = 1 };
        var result = await journal.AppendAsync(new AppendRequest(streams));
        Assert.Equal([1, 2], result.Versions);
        Assert.Equal(result.LastSequence, (await journal.ReadStreamAsync("both-a"))[^1].Sequence);
        Assert.Equal(result.LastSequence - 1, (await journal.ReadStreamAsync("both-b"))[^1].Sequence);
    }

    [Fact]
    public async Task A_repeated_command_gets_the_first_answer_again()
    {
        await using var journal = Some.Journal(database.DataSource);
        var request = new AppendRequest([new("repeat-a", "test", 0, [new Counted(1, 1)]), new("repeat-b", "test", 0, [new Counted(1, 1), new Counted(1, 2)])], "command-7");
        var first = await journal.AppendAsync(request);
        await journal.AppendAsync(Some.Append("repeat-a", 1, new Counted(1, 2)));
        var again = await journal.AppendAsync(request);
        Assert.Equal(first.Versions, again.Versions);
        Assert.Equal(first.LastSequence, again.LastSequence);
        Assert.Equal((false, true), (first.WasRepeat, again.WasRepeat));
        Assert.Equal(2, (await journal.ReadStreamAsync("repeat-b")).Count);
    }

    [Fact]
    public async Task A_command_sent_many_times_at_once_is_written_once()
    {
        await using var journal = Some.Journal(database.DataSource);
        await using var other = Some.Journal(database.NewDataSource());
        var request = new AppendRequest([new("at-once", "test", StreamAppend.Any, [new Counted(1, 1)])], "command-8");
        var results = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => (i % 2 == 0 ? journal : other).AppendAsync(request)));
        Assert.Equal(1, results.Count(r => !r.WasRepeat));
        Assert.Single(results.Select(r => r.LastSequence).Distinct());
        Assert.Single(await journal.ReadStreamAsync("at-once"));
    }

    [Fact]
    public async Task Appends_at_any_version_from_several_processes_all_arrive()
    {
        var journals = Enumerable.Range(0, 4).Select(_ => Some.Journal(database.NewDataSource())).ToList();
        var writers = journals.Select((journal, writer) => Task.Run(async () =>
        {
            for (var number = 0; number < 100; number++)
                await journal.AppendAsync(Some.Append("anybody", StreamAppend.Any, new Counted(writer, number)));
        }));
        await Task.WhenAll(writers);
        var events = await journals[0].ReadStreamAsync("anybody");
        Assert.Equal(Enumerable.Range(1, 400).Select(v => (long)v), events.Select(e => e.Version));
        for (var writer = 0; writer < 4; writer++)
            Assert.Equal(Enumerable.Range(0, 100), events.Select(e => (Counted)e.Data).Where(e => e.Writer == writer).Select(e => e.Number));
        foreach (var journal in journals)
            await journal.DisposeAsync();
    }

    [Fact]
    public async Task An_event_that_cannot_be_stored_fails_alone_and_says_why()
    {
        await using var journal = Some.Journal(database.DataSource);
        var bad = journal.AppendAsync(Some.Append("zero", 0, new Labelled("a\0b")));
        var good = journal.AppendAsync(Some.Append("nonzero", 0, new Labelled("ab")));
        var error = await Assert.ThrowsAsync<ArgumentException>(() => bad);
        Assert.Contains("U+0000", error.Message, StringComparison.Ordinal);
        Assert.Equal([1], (await good).Versions);
    }

    [Fact]
    public async Task A_failing_projection_fails_only_the_append_that_it_cannot_take()
    {
        await using var journal = Some.Journal(database.DataSource, null, new FailsOnThirteen());
        var appends = Enumerable.Range(0, 50).Select(i => journal.AppendAsync(Some.Append($"thirteen-{i}", 0, new Counted(0, i)))).ToList();
        for (var i = 0; i < appends.Count; i++)
            Assert.Equal(i == 13, await Record.ExceptionAsync(() => appends[i]) is Npgsql.PostgresException);
        Assert.Empty(await journal.ReadStreamAsync("thirteen-13"));
    }

    [Fact]
    public async Task Wrong_requests_are_refused_at_once()
    {
        await using var journal = Some.Journal(database.DataSource);
        await Assert.ThrowsAsync<ArgumentException>(() => journal.AppendAsync(new AppendRequest([])));
        await Assert.ThrowsAsync<ArgumentException>(() => journal.AppendAsync(Some.Append("wrong", 0)));
        await Assert.ThrowsAsync<ArgumentException>(() => journal.AppendAsync(Some.Append("wrong", 0, "not a registered type")));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => journal.AppendAsync(Some.Append("wrong", -2, new Counted(1, 1))));
        StreamAppend twice = new("wrong", "test", 0, [new Counted(1, 1)]);
        await Assert.ThrowsAsync<ArgumentException>(() => journal.AppendAsync(new AppendRequest([twice, twice])));
    }

    private sealed class FailsOnThirteen : IInlineProjection
    {
        private static readonly ProjectionStatement Divide = new("select 1 / r.n from json_to_recordset($1) as r(n int)");

        public IReadOnlyList<string> Tables => [];

        public void Project(StreamEvent recorded, ProjectionBatch batch) =>
            batch.Add(Divide, recorded.StreamId, new { n = ((Counted)recorded.Data).Number - 13 });
    }
}
