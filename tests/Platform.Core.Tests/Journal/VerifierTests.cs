using System.Text;
using Platform.Core.Artifacts;
using Platform.Core.Journal;
using Platform.Core.Tests.Tracking;
using Platform.Core.Tracking;
using Platform.Core.Views;
using Platform.Testing;
using Xunit;

namespace Platform.Core.Tests.Journal;

/// <summary>A journal that is whole is found whole; one that was damaged by hand is not, and what is wrong is named.</summary>
public sealed class VerifierTests : IAsyncLifetime
{
    private static readonly DateTimeOffset At = TrackingProcess.At;
    private readonly string _home = Directory.CreateTempSubdirectory("platform-verify-").FullName;
    private TestDatabase _database = null!;
    private ArtifactStore _files = null!;
    private string _run = "";
    private StoredArtifact _stored = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _files = ArtifactStore.In(_home);
        await using var process = new TrackingProcess(_database.DataSource);
        _run = await process.RunAsync();
        await process.Store.ApplyAsync(_run, new LogBatch { At = At, Metrics = Points.Curve("loss", 200), Params = [new("lr", "0.1")], Tags = [new("a", "b")] });
        await process.Store.LogMetricAsync(_run, "single", new MetricPoint(1, 2, double.NaN));
        _stored = await _files.SaveAsync(new MemoryStream(Encoding.UTF8.GetBytes("weights")), 100);
        await process.Store.ApplyAsync(_run, new LogArtifact("model/weights", _stored.Digest, _stored.Size) { At = At });
        await process.Store.ApplyAsync(_run, new UpdateRun(RunStatus.Finished, 7, "done") { At = At });
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        Directory.Delete(_home, recursive: true);
    }

    [Fact]
    public async Task A_whole_journal_is_found_whole_and_nothing_is_changed()
    {
        var before = await TextAsync();
        var words = new List<string>();
        var report = await VerifyAsync(new Listed(words));
        Assert.Equal(0, report.Differences);
        Assert.Empty(report.First);
        Assert.Equal((2, 1), (report.Streams, report.Artifacts)); // of the default experiment and of the run
        Assert.Equal(await Some.ScalarAsync<long>(_database.DataSource, "select count(*) from mt_events"), report.Events);
        Assert.True(report.Rows >= 5);
        Assert.Contains(words, word => word.StartsWith("view tracked_runs: 1 rows, 0 differences", StringComparison.Ordinal));
        Assert.Equal(before, await TextAsync());
        Assert.False(await Some.ScalarAsync<bool>(_database.DataSource, "select exists (select 1 from pg_namespace where nspname = 'platform_verify')"));
    }

    [Theory]
    [InlineData("delete from mt_events where type = 'params_logged'", "stream: run-RUN is at version")]
    [InlineData("delete from mt_events where stream_id = 'run-RUN' and version = (select max(version) from mt_events where stream_id = 'run-RUN')", "stream: run-RUN is at version")]
    [InlineData("update mt_streams set version = version + 1 where id = 'run-RUN'", "stream: run-RUN is at version")]
    [InlineData("insert into mt_streams (id, type, version) values ('run-none', 'run', 3)", "stream: run-none is at version 3, but of its events there are none")]
    [InlineData("update tracked_runs set params = '{\"lr\":\"0.2\"}'", "view tracked_runs: row (RUN): params is {\"lr\": \"0.2\"}, folded {\"lr\": \"0.1\"}")]
    [InlineData("delete from metric_chunks where key = 'loss'", "view metric_chunks: the row (RUN,loss,")]
    [InlineData("insert into artifacts (owner, path, digest, size) select owner, 'other', digest, size from artifacts", "view artifacts: the row (RUN,other) follows from no event")]
    [InlineData("update mt_events set data = '{}' where type = 'run_updated'", "(run_updated, version")]
    [InlineData("update mt_events set bdata = '\\x01020304' where type = 'metrics_logged' and data->>'points' = '200'", "(metrics_logged, version")]
    [InlineData("update mt_events set type = 'of_tomorrow' where type = 'run_updated'", "(of_tomorrow, version")]
    public async Task Damage_in_the_database_is_found_and_named(string damage, string expected)
    {
        await Some.ExecuteAsync(_database.DataSource, damage.Replace("RUN", _run, StringComparison.Ordinal));
        var report = await VerifyAsync();
        Assert.True(report.Differences > 0);
        Assert.Contains(report.First, line => line.Contains(expected.Replace("RUN", _run, StringComparison.Ordinal), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(null, "is missing from the store")]
    [InlineData("weighty", "has become")]
    [InlineData("longer weights", "has 14 bytes, not 7")]
    public async Task Damage_of_files_is_found_and_named(string? content, string expected)
    {
        var file = Path.Combine(_home, "artifacts", _stored.Digest[..2], _stored.Digest + ".bin");
        if (content is null)
            File.Delete(file);
        else
            File.WriteAllText(file, content);
        var report = await VerifyAsync();
        Assert.Equal(1, report.Differences);
        Assert.StartsWith($"file: {_run}/model/weights: the content {_stored.Digest} {expected}", Assert.Single(report.First), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_many_differences_the_first_are_named_and_the_others_counted()
    {
        await Some.ExecuteAsync(_database.DataSource, "insert into mt_streams (id, type, version) select 'run-' || lpad(i::text, 3, '0'), 'run', 1 from generate_series(1, 25) i");
        var report = await VerifyAsync();
        Assert.Equal(25, report.Differences);
        Assert.Equal(JournalVerifier.MostNamed + 1, report.First.Count);
        Assert.StartsWith("stream: run-001 ", report.First[0], StringComparison.Ordinal);
        Assert.Equal("stream: 15 more", report.First[^1]);
    }

    private Task<JournalReport> VerifyAsync(IProgress<string>? progress = null) =>
        new JournalVerifier(_database.DataSource, PlatformEvents.Types, PlatformProjections.All, _files).RunAsync(progress);

    private Task<string> TextAsync() => Some.ScalarAsync<string>(
        _database.DataSource, "select (select string_agg(e::text, '|' order by seq_id) from mt_events e) || (select string_agg(r::text, '|') from tracked_runs r) || (select string_agg(c::text, '|' order by key, version) from metric_chunks c)");

    private sealed class Listed(List<string> words) : IProgress<string>
    {
        public void Report(string value) => words.Add(value);
    }
}
