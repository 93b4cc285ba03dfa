using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Platform.Cli.Api;
using Platform.Core.Import.Archive;

namespace Platform.Cli.Export;

/// <summary>Writes points (a row a point) or runs (a row a run) as CSV or JSON lines.</summary>
internal sealed class TableExport(TrackingApi api, RunSelection selection)
{
    private static readonly SearchValues<char> Special = SearchValues.Create(",\"\r\n");

    /// <summary>Points as CSV, in the form that 'import csv' reads; answers their number.</summary>
    public async Task<long> PointsCsvAsync(TextWriter target, CancellationToken cancel)
    {
        var count = 0L;
        await target.WriteLineAsync("experiment,run_id,run,metric,step,time_ms,value".AsMemory(), cancel);
        foreach (var run in selection.Runs)
        {
            var head = $"{Quoted(selection.ExperimentOf(run))},{run.Id},{Quoted(run.Name)},";
            foreach (var key in run.Latest.Keys.Order(StringComparer.Ordinal))
            {
                await foreach (var point in api.HistoryAsync(run.Id, key, cancel))
                {
                    await target.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{head}{Quoted(key)},{point.Step},{point.Time},{point.Value:R}").AsMemory(), cancel);
                    count++;
                }
            }
        }
        return count;
    }

    /// <summary>Points as JSON lines; answers their number.</summary>
    public async Task<long> PointsJsonAsync(Stream target, CancellationToken cancel)
    {
        var count = 0L;
        var lines = new ArrayBufferWriter<byte>(1 << 16);
        foreach (var run in selection.Runs)
        {
            foreach (var key in run.Latest.Keys.Order(StringComparer.Ordinal))
            {
                await foreach (var point in api.HistoryAsync(run.Id, key, cancel))
                {
                    PointJson.Write(lines, point, run.Id);
                    count++;
                    if (lines.WrittenCount < 1 << 15)
                        continue;
                    await target.WriteAsync(lines.WrittenMemory, cancel);
                    lines.ResetWrittenCount();
                }
            }
        }
        await target.WriteAsync(lines.WrittenMemory, cancel);
        return count;
    }

    /// <summary>A row a run with its parameters, tags and last values; answers their number.</summary>
    public async Task<long> RunsCsvAsync(TextWriter target, CancellationToken cancel)
    {
        string[] parameters = Names(run => run.Params.Keys), metrics = Names(run => run.Latest.Keys), tags = Names(run => run.Tags.Keys);
        string[] header = ["run_id", "experiment", "run", "status", "user", "start_time", "end_time", .. parameters.Select(key => $"params.{key}"), .. metrics.Select(key => $"metrics.{key}"), .. tags.Select(key => $"tags.{key}")];
        await target.WriteLineAsync(string.Join(',', header.Select(Quoted)).AsMemory(), cancel);
        foreach (var run in selection.Runs)
        {
            string[] row =
            [
                run.Id, selection.ExperimentOf(run), run.Name, run.Status, run.User, run.StartTime.ToString(CultureInfo.InvariantCulture), run.EndTime?.ToString(CultureInfo.InvariantCulture) ?? "",
                .. parameters.Select(key => run.Params.GetValueOrDefault(key, "")),
                .. metrics.Select(key => run.Latest.TryGetValue(key, out var last) ? last.Value.ToString("R", CultureInfo.InvariantCulture) : ""),
                .. tags.Select(key => run.Tags.GetValueOrDefault(key, "")),
            ];
            await target.WriteLineAsync(string.Join(',', row.Select(Quoted)).AsMemory(), cancel);
        }
        return selection.Runs.Count;
    }

    /// <summary>A line a run with its parameters, tags and last values; answers their number.</summary>
    public async Task<long> RunsJsonAsync(Stream target, CancellationToken cancel)
    {
        foreach (var run in selection.Runs)
        {
            var line = new
            {
                run_id = run.Id, experiment = selection.ExperimentOf(run), run = run.Name, status = run.Status, user = run.User, start_time = run.StartTime, end_time = run.EndTime,
                @params = run.Params, metrics = run.Latest.OrderBy(last => last.Key, StringComparer.Ordinal).ToDictionary(last => last.Key, last => last.Value.Value, StringComparer.Ordinal), tags = run.Tags,
            };
            await target.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(line, Lines), cancel);
            await target.WriteAsync("\n"u8.ToArray(), cancel);
        }
        return selection.Runs.Count;
    }

    private static readonly JsonSerializerOptions Lines = new(PlatformClient.Json) { WriteIndented = false };

    private string[] Names(Func<RunItem, IEnumerable<string>> of) => [.. selection.Runs.SelectMany(of).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static string Quoted(string text) => text.AsSpan().ContainsAny(Special) ? $"\"{new StringBuilder(text).Replace("\"", "\"\"")}\"" : text;
}
