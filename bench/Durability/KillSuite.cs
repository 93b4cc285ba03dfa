using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Npgsql;

namespace Bench.Durability;

/// <summary>
/// Whether acknowledged points survive kill -9: connections log metrics over HTTP, one by one and in batches, while the web server and the database are killed with
/// SIGKILL in turn and started again. After each kill, and once more at the end, every acknowledged point must be read over REST exactly once. How often is said by the
/// environment variable BENCH_KILLS (100 if it is not set).
/// </summary>
public static class KillSuite
{
    private const int UsualKills = 100;
    private const int WritersOfEachKind = 4;
    private const int ShortestLoadMilliseconds = 300;
    private const int LoadSpreadMilliseconds = 1_700;
    private static readonly string[] Durability = ["server_version", "fsync", "synchronous_commit", "full_page_writes", "wal_sync_method"];

    /// <summary>Kills so many times and says what became of the points.</summary>
    public static async Task<BenchResult> RunAsync(BenchContext context, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(context);
        var kills = int.Parse(Environment.GetEnvironmentVariable("BENCH_KILLS") is { Length: > 0 } given ? given : UsualKills.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        ArgumentOutOfRangeException.ThrowIfLessThan(kills, 1);
        await using var server = await context.StartKilledServer(cancel);
        var settings = await SettingsAsync(server.Database, cancel);
        var address = new Uri(server.Address);
        var experiment = await ExperimentAsync(address, cancel);
        var all = new List<Writer>();
        var (missing, doubled, wrong) = (0L, 0L, 0L);
        var back = (Web: new List<double>(), Database: new List<double>());
        for (var kill = 0; kill < kills; kill++)
        {
            Writer[] writers = [.. Enumerable.Range(0, 2 * WritersOfEachKind).Select(i => new Writer(address, batches: i % 2 == 1, experiment))];
            all.AddRange(writers);
            using var stop = new CancellationTokenSource();
            var writing = Task.WhenAll(writers.Select(writer => Task.Run(() => writer.RunAsync(stop.Token, cancel), cancel)));
            await AwaitAsync(() => writers.All(writer => writer.Acknowledged > 0), writing, cancel);
            // Pauses that are the same in every run of this, spread over the rhythms of the server.
            await Task.Delay(ShortestLoadMilliseconds + (kill * 977 % LoadSpreadMilliseconds), cancel);
            var web = kill % 2 == 0;
            var before = writers.Sum(writer => writer.Acknowledged);
            var started = Stopwatch.GetTimestamp();
            await (web ? server.KillWebAsync(cancel) : server.KillDatabaseAsync(cancel));
            var acknowledged = writers.Select(writer => writer.Acknowledged).ToArray();
            await AwaitAsync(() => writers.Zip(acknowledged).All(pair => pair.First.Acknowledged > pair.Second), writing, cancel);
            (web ? back.Web : back.Database).Add(Math.Round(Stopwatch.GetElapsedTime(started).TotalSeconds, 2));
            await CheckAsync(writers);
            await stop.CancelAsync();
            await writing;
            context.Say(string.Create(CultureInfo.InvariantCulture,
                $"kill {kill + 1} of {kills} ({(web ? "web server" : "database")}): {before} calls or batches before, all connections go on after {(web ? back.Web : back.Database)[^1]:0.0} s; missing {missing}, doubled {doubled}, wrong {wrong}"));
        }
        var (earlier, laterDoubled, laterWrong) = (missing, doubled, wrong);
        await CheckAsync(all);
        context.Say(string.Create(CultureInfo.InvariantCulture, $"at the end, all {all.Count} runs again: missing {missing - earlier}, doubled {doubled - laterDoubled}, wrong {wrong - laterWrong}"));
        var found = all.SelectMany(writer => writer.Found).ToList();
        List<BenchCase> cases =
        [
            Case("kills_of_web_server", "kills", back.Web.Count), Case("kills_of_database", "kills", back.Database.Count), Case("acknowledged_points", "points", all.Sum(writer => writer.Points)),
            Case("calls_made_again", "calls", all.Sum(writer => writer.Retries)), Case("missing", "points", missing), Case("doubled", "points", doubled), Case("wrong", "points", wrong),
        ];
        if (back.Web.Count > 0) cases.Add(new("all_connections_go_on_after_web_server", "s", Middle(back.Web), null, null, back.Web));
        if (back.Database.Count > 0) cases.Add(new("all_connections_go_on_after_database", "s", Middle(back.Database), null, null, back.Database));
        return new BenchResult("kill", Machine.Describe(), cases, settings)
        {
            Failure = missing + doubled + wrong > 0 || found.Count > 0 ? string.Join(Environment.NewLine, found.Take(20).DefaultIfEmpty("Points were doubled or wrong.")) : null,
        };

        async Task CheckAsync(IReadOnlyList<Writer> writers)
        {
            foreach (var result in await Task.WhenAll(writers.Select(writer => writer.CheckAsync(cancel))))
                (missing, doubled, wrong) = (missing + result.Missing, doubled + result.Doubled, wrong + result.Wrong);
        }
    }

    private static BenchCase Case(string name, string unit, double value) => new(name, unit, value, null, null, [value]);

    private static double Middle(List<double> values) => values.Order().ElementAt((values.Count - 1) / 2);

    // Until the condition holds; a writer that fails ends it.
    private static async Task AwaitAsync(Func<bool> condition, Task writing, CancellationToken cancel)
    {
        using var clock = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!condition())
        {
            if (writing.IsFaulted)
                await writing;
            await clock.WaitForNextTickAsync(cancel);
        }
    }

    private static async Task<string> ExperimentAsync(Uri server, CancellationToken cancel)
    {
        using var http = new HttpClient { BaseAddress = server };
        using var content = new StringContent("""{"name":"killed"}""", Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync("/api/2.0/mlflow/experiments/create", content, cancel);
        answer.EnsureSuccessStatusCode();
        return JsonElement.Parse(await answer.Content.ReadAsStringAsync(cancel)).GetProperty("experiment_id").GetString()!;
    }

    private static async Task<Dictionary<string, string>> SettingsAsync(string database, CancellationToken cancel)
    {
        await using var source = NpgsqlDataSource.Create(database);
        var settings = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in Durability)
        {
            await using var command = source.CreateCommand("select current_setting($1)");
            command.Parameters.Add(new NpgsqlParameter { Value = name });
            settings.Add(name, (string)(await command.ExecuteScalarAsync(cancel))!);
        }
        return settings;
    }
}
