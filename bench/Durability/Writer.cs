using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace Bench.Durability;

/// <summary>
/// One connection that logs points 0, 1, 2 … of a run over REST until it is told to stop: one by one, or in batches of two keys. A call without a good answer is made
/// again, as clients do. Its points say themselves what they must be.
/// </summary>
internal sealed class Writer(Uri server, bool batches, string experiment)
{
    private const int BatchSteps = 50;
    private const long FirstTime = 1_767_323_045_678;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly ConcurrentQueue<string> _found = [];
    private string _run = "";
    private long _acknowledged;
    private long _retries;

    /// <summary>Steps below this one were acknowledged, of every key.</summary>
    public long Acknowledged => Interlocked.Read(ref _acknowledged);

    /// <summary>Calls that were made again.</summary>
    public long Retries => Interlocked.Read(ref _retries);

    /// <summary>Points below <see cref="Acknowledged"/>.</summary>
    public long Points => Acknowledged * Keys.Length;

    /// <summary>What was wrong, in words.</summary>
    public IReadOnlyCollection<string> Found => _found;

    private string[] Keys => batches ? ["loss", "accuracy"] : ["loss"];

    /// <summary>Logs until it is stopped and the last call was answered.</summary>
    public async Task RunAsync(CancellationToken stop, CancellationToken cancel)
    {
        using var http = Client();
        var id = Guid.NewGuid().ToString("N");
        var created = await SendAsync(http, "runs/create", $$"""{"experiment_id":"{{experiment}}","run_id":"{{id}}","start_time":{{FirstTime}}}""", cancel);
        _run = created.GetProperty("run").GetProperty("info").GetProperty("run_id").GetString()!;
        while (!stop.IsCancellationRequested)
        {
            var from = Acknowledged;
            await SendAsync(http, batches ? "runs/log-batch" : "runs/log-metric", batches ? Batch(from) : Single(from), cancel);
            Interlocked.Add(ref _acknowledged, batches ? BatchSteps : 1);
        }
    }

    /// <summary>Reads the run's histories and compares them with what was acknowledged before; answers missing, doubled and wrong points.</summary>
    public async Task<(long Missing, long Doubled, long Wrong)> CheckAsync(CancellationToken cancel)
    {
        using var http = Client();
        var (missing, doubled, wrong) = (0L, 0L, 0L);
        var acknowledged = Acknowledged;
        for (var place = 0; place < (_run.Length == 0 ? 0 : Keys.Length); place++)
        {
            var times = new Dictionary<long, int>();
            await foreach (var (step, time, value) in HistoryAsync(http, Keys[place], cancel))
            {
                times[step] = times.GetValueOrDefault(step) + 1;
                if (time != FirstTime + step || value != Value(step, place))
                    wrong++;
            }
            // What is above was sent and perhaps written, but not acknowledged yet.
            var gone = Enumerable.Range(0, (int)acknowledged).Where(step => !times.ContainsKey(step)).ToList();
            missing += gone.Count;
            doubled += times.Values.Sum(n => (long)n - 1);
            if (gone.Count > 0)
                _found.Enqueue(string.Create(CultureInfo.InvariantCulture, $"run {_run}, {Keys[place]}: of {acknowledged} acknowledged steps {gone.Count} are missing, {gone[0]} to {gone[^1]}"));
        }
        return (missing, doubled, wrong);
    }

    private HttpClient Client() => new() { BaseAddress = new Uri(server, "/api/2.0/mlflow/"), Timeout = TimeSpan.FromSeconds(100) };

    private static double Value(long step, int place) => (step * 0.5) + (place * 0.25);

    private static string Single(long step) => string.Create(
        CultureInfo.InvariantCulture, $$"""{"run_id":"RUN","key":"loss","value":{{Value(step, 0)}},"timestamp":{{FirstTime + step}},"step":{{step}}}""");

    private string Batch(long from)
    {
        var text = new StringBuilder("""{"run_id":"RUN","metrics":[""");
        for (var step = from; step < from + BatchSteps; step++)
        {
            for (var place = 0; place < Keys.Length; place++)
                text.Append(CultureInfo.InvariantCulture, $$"""{{(step == from && place == 0 ? "" : ",")}}{"key":"{{Keys[place]}}","value":{{Value(step, place)}},"timestamp":{{FirstTime + step}},"step":{{step}}}""");
        }
        return text.Append("]}").ToString();
    }

    private async Task<JsonElement> SendAsync(HttpClient http, string path, string body, CancellationToken cancel)
    {
        while (true)
        {
            try
            {
                using var content = new StringContent(body.Replace("RUN", _run, StringComparison.Ordinal), Encoding.UTF8, "application/json");
                using var answer = await http.PostAsync(path, content, cancel);
                var text = await answer.Content.ReadAsStringAsync(cancel);
                if (answer.StatusCode == HttpStatusCode.OK)
                    return JsonElement.Parse(text);
                if ((int)answer.StatusCode < 500)
                    throw new InvalidOperationException($"{path} was refused: {text}");
                if (answer.StatusCode != HttpStatusCode.ServiceUnavailable)
                    _found.Enqueue($"{path} answered {(int)answer.StatusCode}: {text}");
            }
            catch (Exception error) when (error is HttpRequestException or IOException || (error is TaskCanceledException && !cancel.IsCancellationRequested))
            {
                // The server was killed, or has not come back yet: what every client meets.
            }
            Interlocked.Increment(ref _retries);
            await Task.Delay(Pause, cancel);
        }
    }

    private async IAsyncEnumerable<(long Step, long Time, double Value)> HistoryAsync(
        HttpClient http, string key, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        var token = "";
        do
        {
            var page = JsonElement.Parse(await http.GetStringAsync($"metrics/get-history?run_id={_run}&metric_key={key}&max_results=20000&page_token={Uri.EscapeDataString(token)}", cancel));
            if (page.TryGetProperty("metrics", out var metrics))
            {
                foreach (var point in metrics.EnumerateArray())
                    yield return (point.GetProperty("step").GetInt64(), point.GetProperty("timestamp").GetInt64(), point.GetProperty("value").GetDouble());
            }
            token = page.TryGetProperty("next_page_token", out var next) ? next.GetString()! : "";
        }
        while (token.Length > 0);
    }
}
