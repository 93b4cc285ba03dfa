using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Bench.Tracking;

/// <summary>Takes rates and times of calls over HTTP.</summary>
internal sealed class HttpLoad(Uri server, Action<string> say)
{
    private const int Runs = 3;
    private static readonly TimeSpan RunTime = TimeSpan.FromSeconds(5);

    /// <summary>What so many connections reach, each sending a request after the other's answer: the median of three runs of five seconds after a warm-up.</summary>
    /// <param name="each">How much a call counts for, in the unit.</param>
    /// <param name="source">Makes a connection's source of requests.</param>
    public async Task<BenchCase> RateAsync(string name, string unit, int connections, int each, Func<Task<Func<ReadOnlyMemory<byte>>>> source, CancellationToken cancel)
    {
        var rates = new List<double>();
        for (var run = 0; run <= Runs; run++)
        {
            var open = new List<(HttpConnection Connection, Func<ReadOnlyMemory<byte>> Next)>();
            for (var i = 0; i < connections; i++)
                open.Add((await HttpConnection.OpenAsync(server, cancel), await source()));
            var started = Stopwatch.GetTimestamp();
            var counts = await Task.WhenAll(open.Select(pair => Task.Run(
                async () =>
                {
                    var calls = 0L;
                    for (; Stopwatch.GetElapsedTime(started) < RunTime; calls++)
                        await pair.Connection.ExchangeAsync(pair.Next(), cancel);
                    return calls;
                },
                cancel)));
            var rate = Math.Round(counts.Sum() * each / Stopwatch.GetElapsedTime(started).TotalSeconds);
            open.ForEach(pair => pair.Connection.Dispose());
            if (run == 0)
                continue; // warms up
            rates.Add(rate);
            say(string.Create(CultureInfo.InvariantCulture, $"{name} run {run}: {rate} {unit}"));
        }
        return new BenchCase(name, unit, Middle(rates), null, null, rates);
    }

    /// <summary>The median time of requests that are sent one after the other.</summary>
    /// <param name="check">Looks at the first answer of each repetition, outside the time taken.</param>
    public async Task<BenchCase> TimeAsync(string name, int repetitions, IReadOnlyList<byte[]> requests, Action<string> check, CancellationToken cancel)
    {
        using var connection = await HttpConnection.OpenAsync(server, cancel);
        var times = new List<double>();
        for (var i = 0; i <= repetitions; i++)
        {
            var started = Stopwatch.GetTimestamp();
            foreach (var request in requests)
                await connection.ExchangeAsync(request, cancel);
            var elapsed = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            check(Encoding.UTF8.GetString(connection.Answer));
            if (i > 0)
                times.Add(Math.Round(elapsed, 2));
        }
        say(string.Create(CultureInfo.InvariantCulture, $"{name}: median {Middle(times)} ms of {repetitions}"));
        return new BenchCase(name, "ms", Middle(times), null, null, times);
    }

    /// <summary>The whole answer to a request.</summary>
    public async Task<string> AnswerAsync(byte[] request, CancellationToken cancel)
    {
        using var connection = await HttpConnection.OpenAsync(server, cancel);
        await connection.ExchangeAsync(request, cancel);
        return Encoding.UTF8.GetString(connection.Answer);
    }

    private static double Middle(List<double> values) => values.Order().ElementAt((values.Count - 1) / 2);
}
