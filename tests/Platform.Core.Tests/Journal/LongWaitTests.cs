using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Npgsql;
using Platform.Core.Journal;
using Platform.Testing;
using Xunit;

namespace Platform.Core.Tests.Journal;

/// <summary>Appends that wait for what others hold, and what is known of appends that are given up.</summary>
public sealed class LongWaitTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task An_append_that_waits_for_long_is_named_in_the_log_once()
    {
        var (clock, log) = (new HandClock(), new Kept());
        var options = new JournalOptions { LockPatience = TimeSpan.FromMilliseconds(50), StatementTimeout = Eventually.Patience, Time = clock };
        await using var journal = Some.Journal(database.DataSource, options, log);
        await journal.AppendAsync(Some.Append("named", 0, new Counted(1, 1)));
        await using var other = await database.DataSource.OpenConnectionAsync();
        await using var holding = await other.BeginTransactionAsync();
        await using (var hold = new NpgsqlCommand("select 1 from mt_streams where id = 'named' for update", other))
            await hold.ExecuteScalarAsync();

        var append = journal.AppendAsync(Some.Append("named", 1, new Counted(1, 2)));
        await TriesAsync(3);
        Assert.Empty(log.Warnings);
        clock.Advance(TimeSpan.FromSeconds(7));
        await Eventually.HoldsAsync(() => !log.Warnings.IsEmpty);
        clock.Advance(TimeSpan.FromSeconds(7));
        await TriesAsync(3);
        await holding.RollbackAsync();

        Assert.Equal([2], (await append).Versions);
        var warning = Assert.Single(log.Warnings);
        Assert.Contains("named", warning, StringComparison.Ordinal);
        Assert.Contains("7 s", warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_append_for_which_no_connection_was_free_is_known_not_to_be_written()
    {
        await using var full = JournalDataSource.Create(new NpgsqlConnectionStringBuilder(database.ConnectionString) { MaxPoolSize = 1, Timeout = 1 }.ConnectionString);
        await using var journal = Some.Journal(full, new JournalOptions { RetryFor = TimeSpan.FromMilliseconds(1) });
        await using var taken = await full.OpenConnectionAsync();
        var ticket = new AppendTicket();

        await Assert.ThrowsAsync<JournalUnavailableException>(() => journal.AppendAsync(Some.Append("unsent", 0, new Counted(1, 1)) with { Ticket = ticket }));

        Assert.Equal(AppendOutcome.NotWritten, ticket.Outcome);
    }

    [Fact]
    public async Task Of_an_append_that_is_given_up_after_it_was_sent_nobody_knows_whether_it_was_written()
    {
        using var proxy = new CutProxy(database.ConnectionString);
        await using var proxied = JournalDataSource.Create(proxy.ConnectionString);
        await using var journal = Some.Journal(proxied, new JournalOptions { RetryFor = TimeSpan.FromMilliseconds(1) });
        await journal.AppendAsync(Some.Append("given-up", 0, new Counted(1, 1))); // its connection is open
        var ticket = new AppendTicket();

        proxy.SwallowNextAnswer();
        await Assert.ThrowsAsync<JournalUnavailableException>(() => journal.AppendAsync(Some.Append("given-up", 1, new Counted(1, 2)) with { Ticket = ticket }));

        Assert.Equal(AppendOutcome.Unknown, ticket.Outcome);
        Assert.Equal(2, (await journal.ReadStreamAsync("given-up")).Count);
    }

    // That many tries of an append begin, one after the other, and wait for a row.
    private async Task TriesAsync(int number)
    {
        var tries = new HashSet<DateTime>();
        await Eventually.HoldsAsync(async () =>
        {
            await using var waiting = database.DataSource.CreateCommand(
                "select query_start from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%platform_append%'");
            if (await waiting.ExecuteScalarAsync() is DateTime start)
                tries.Add(start);
            return tries.Count > number; // the first may have begun before
        });
    }

    private sealed class Kept : ILogger<EventJournal>
    {
        public ConcurrentQueue<string> Warnings { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel >= LogLevel.Warning)
                Warnings.Enqueue(formatter(state, exception));
        }
    }
}
