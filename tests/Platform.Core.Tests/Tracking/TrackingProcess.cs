using Npgsql;
using Platform.Core.Journal;
using Platform.Core.Tracking;
using Platform.Core.Views;

namespace Platform.Core.Tests.Tracking;

/// <summary>A process that tracks: a journal, a store and views on a database.</summary>
internal sealed class TrackingProcess : IAsyncDisposable
{
    private readonly NpgsqlDataSource? _own;

    /// <param name="own">Whether the pool goes with the process.</param>
    /// <param name="options">Of the journal.</param>
    public TrackingProcess(NpgsqlDataSource database, bool own = false, JournalOptions? options = null)
    {
        _own = own ? database : null;
        Journal = new EventJournal(database, PlatformEvents.Types, PlatformProjections.All, options);
        Store = new TrackingStore(Journal, database);
        Views = new TrackingViews(database);
    }

    public static DateTimeOffset At { get; } = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public EventJournal Journal { get; }

    public TrackingStore Store { get; }

    public TrackingViews Views { get; }

    public async Task<string> RunAsync(string experiment = TrackedExperiment.DefaultId) =>
        (await Store.CreateRunAsync(new CreateRun(experiment, "a run", "me", 1_767_323_045_678) { At = At })).Id;

    public Task LogAsync(string run, MetricBatch points) => Store.ApplyAsync(run, new LogBatch { Metrics = points, At = At });

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        await Journal.DisposeAsync();
        if (_own is not null)
            await _own.DisposeAsync();
    }
}
