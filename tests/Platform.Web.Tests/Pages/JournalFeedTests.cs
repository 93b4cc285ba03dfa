using System.Collections.Concurrent;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Platform.Core;
using Platform.Core.Experiments;
using Platform.Core.Journal;
using Platform.Core.Views;
using Platform.Testing;
using Platform.Web.Live;
using Xunit;

namespace Platform.Web.Tests.Pages;

/// <summary>What keeps pages alive, on a real journal.</summary>
public sealed class JournalFeedTests
{
    [Fact]
    public async Task A_page_gets_every_event_that_concerns_it_in_order_and_in_few_helpings()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var follower = await Follower.StartAsync(database.DataSource);
        for (var i = 1; i <= 60; i++)
            await follower.AppendAsync("mine", new PriorityChanged(i % 10 + 1, $"{i}", SomeViews.Noon));
        await follower.AppendAsync("other", new PriorityChanged(1, "no concern", SomeViews.Noon));
        await Eventually.HoldsAsync(() => follower.Heard.OfType<PriorityChanged>().Count() >= 60);

        Assert.Equal(Enumerable.Range(1, 60).Select(i => $"{i}"), follower.Heard.OfType<PriorityChanged>().Select(e => e.By));
        Assert.True(follower.Helpings <= 2 + follower.Elapsed / JournalFeed.Rhythm, $"{follower.Helpings} helpings in {follower.Elapsed.TotalSeconds:0.0} s is more than five a second.");
    }

    [Fact]
    public async Task What_happened_while_the_database_was_away_arrives_when_it_is_back_and_the_page_says_so()
    {
        await using var cluster = await PostgresCluster.StartAsync();
        await using var database = await TestDatabase.CreateAsync(cluster.ConnectionString);
        await using var follower = await Follower.StartAsync(database.DataSource);
        await follower.AppendAsync("mine", new PriorityChanged(2, "before", SomeViews.Noon));
        await Eventually.HoldsAsync(() => follower.Heard.OfType<PriorityChanged>().Any());

        await cluster.StopAsync();
        await Eventually.HoldsAsync(() => !follower.Connected); // although nothing new could come
        await cluster.StartAgainAsync();
        await follower.AppendAsync("mine", new PriorityChanged(3, "after", SomeViews.Noon));
        await Eventually.HoldsAsync(() => follower.Heard.OfType<PriorityChanged>().Any(e => e.By == "after"));
        Assert.Equal(["before", "after"], follower.Heard.OfType<PriorityChanged>().Select(e => e.By));
        await Eventually.HoldsAsync(() => follower.Connected);
    }

    /// <summary>A page that follows the stream of the sweep "mine".</summary>
    private sealed class Follower : IAsyncDisposable
    {
        private readonly Dictionary<string, long> _versions = new(StringComparer.Ordinal);
        private readonly long _started = TimeProvider.System.GetTimestamp();
        private readonly EventJournal _journal;
        private readonly JournalNotifications _notifications;
        private readonly LiveJournal _live;
        private readonly ServiceProvider _services;
        private readonly HtmlRenderer _renderer;
        private int _helpings;

        private Follower(NpgsqlDataSource database)
        {
            _journal = new EventJournal(database, PlatformEvents.Types, PlatformProjections.All);
            _notifications = new JournalNotifications(database, TimeSpan.FromMilliseconds(500));
            _live = new LiveJournal(_notifications, _journal, NullLogger<LiveJournal>.Instance);
            _services = new ServiceCollection().AddSingleton(_live).AddSingleton(TimeProvider.System).BuildServiceProvider();
            _renderer = new HtmlRenderer(_services, NullLoggerFactory.Instance);
        }

        public ConcurrentQueue<object> Heard { get; } = [];

        public int Helpings => _helpings;

        public bool Connected { get; private set; } = true;

        public TimeSpan Elapsed => TimeProvider.System.GetElapsedTime(_started);

        public static async Task<Follower> StartAsync(NpgsqlDataSource database)
        {
            var follower = new Follower(database);
            await follower._live.StartAsync(CancellationToken.None);
            var parameters = new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                [nameof(JournalFeed.Concerns)] = (Func<RecordedEvent, bool>)(e => e.StreamId == StreamNames.Experiment("mine")),
                [nameof(JournalFeed.Changed)] = EventCallback.Factory.Create<LiveNews>(follower, follower.Hear),
            };
            await follower._renderer.Dispatcher.InvokeAsync(() => follower._renderer.RenderComponentAsync<JournalFeed>(ParameterView.FromDictionary(parameters)));
            await follower.ReadyAsync();
            return follower;
        }

        public async Task AppendAsync(string sweep, ExperimentEvent data)
        {
            var version = _versions.GetValueOrDefault(sweep);
            object[] events = version == 0 && data is not ExperimentCreated ? [new ExperimentCreated(sweep, SomeViews.Spec(), "ada", SomeViews.Noon), data] : [data];
            await _journal.AppendAsync(new AppendRequest(StreamNames.Experiment(sweep), StreamNames.ExperimentType, version, events));
            _versions[sweep] = version + events.Length;
        }

        public async ValueTask DisposeAsync()
        {
            await _renderer.DisposeAsync();
            await _live.StopAsync(CancellationToken.None);
            _live.Dispose();
            await _services.DisposeAsync();
            await _notifications.DisposeAsync();
            await _journal.DisposeAsync();
        }

        // Following begins at the journal's end, so an event appended at once might be before it: look until one is heard.
        private async Task ReadyAsync()
        {
            await AppendAsync("mine", new ExperimentCreated("mine", SomeViews.Spec(), "ada", SomeViews.Noon));
            await Eventually.HoldsAsync(() => !Heard.IsEmpty || _live.Position is not null);
        }

        private void Hear(LiveNews news)
        {
            Interlocked.Increment(ref _helpings);
            Connected = news.Connected;
            foreach (var recorded in news.Events)
                Heard.Enqueue(recorded.Data);
        }
    }
}
