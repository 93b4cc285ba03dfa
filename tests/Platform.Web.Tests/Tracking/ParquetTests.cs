using System.Net;
using Microsoft.Extensions.DependencyInjection;
using ParquetSharp;
using Platform.Core.Tracking;
using Platform.Web.Tests.Api;
using Platform.Web.Tests.Mlflow;
using Xunit;

namespace Platform.Web.Tests.Tracking;

/// <summary>Parquet files of runs and points, read by Apache's own C++ implementation.</summary>
public sealed class ParquetTests(WebServer web) : IClassFixture<WebServer>
{
    private readonly MlflowClient _client = new(web);

    [Fact]
    public async Task Points_of_several_row_groups_come_back_as_they_were_logged()
    {
        const int Many = 140_000;
        var experiment = await _client.ExperimentAsync("parquet points");
        var (first, second) = (await _client.RunAsync(experiment), await _client.RunAsync(experiment));
        var store = web.Services.GetRequiredService<TrackingStore>();
        var (loss, odd) = (new MetricBatch(), new MetricBatch());
        for (var step = 0; step < Many; step++)
            loss.Add("loss", new MetricPoint(step, 1_700_000_000_000 + step, step + 0.5));
        odd.Add("val/acc ü", new MetricPoint(-3, 0, double.NaN));
        odd.Add("val/acc ü", new MetricPoint(long.MaxValue, long.MaxValue, double.NegativeInfinity));
        odd.Add("a", new MetricPoint(0, 1, -0.0));
        await store.ApplyAsync(first, new LogBatch { Metrics = loss, At = DateTimeOffset.UnixEpoch });
        await store.ApplyAsync(second, new LogBatch { Metrics = odd, At = DateTimeOffset.UnixEpoch });

        using var file = await OpenAsync($"experiments/{experiment}/points.parquet?order=attributes.start_time+asc");
        Assert.Equal((Many + 3, 2), (file.FileMetaData.NumRows, file.FileMetaData.NumRowGroups));
        Assert.Equal(["run_id", "metric", "step", "time_ms", "value"], Names(file));
        var (runs, metrics, steps, times, values) = (Read<string>(file, 0), Read<string>(file, 1), Read<long>(file, 2), Read<long>(file, 3), Read<double>(file, 4));
        Assert.Equal(Many, runs.Count(id => id == first));
        Assert.Equal(Enumerable.Range(0, Many).Select(i => (long)i), steps.Zip(runs).Where(p => p.Second == first).Select(p => p.First));
        Assert.True(Enumerable.Range(0, Many + 3).Where(i => runs[i] == first).All(i => metrics[i] == "loss" && values[i] == steps[i] + 0.5 && times[i] == 1_700_000_000_000 + steps[i]));
        var others = Enumerable.Range(0, Many + 3).Where(i => runs[i] == second).Select(i => (metrics[i], steps[i], times[i], values[i])).ToList();
        Assert.Equal([("a", 0L, 1L, -0.0), ("val/acc ü", -3L, 0L, double.NaN), ("val/acc ü", long.MaxValue, long.MaxValue, double.NegativeInfinity)], others);
        Assert.True(double.IsNegative(others[0].Item4));

        using var one = await OpenAsync($"points.parquet?run={second}");
        Assert.Equal(3, one.FileMetaData.NumRows);
    }

    [Fact]
    public async Task Runs_have_a_column_for_all_that_any_of_them_has()
    {
        var experiment = await _client.ExperimentAsync("parquet runs");
        var (first, second) = (await _client.RunAsync(experiment, ""","run_name":"a, \"b\"","user_id":"ada","start_time":7 """), await _client.RunAsync(experiment, ""","run_name":"plain","start_time":8 """));
        await _client.PostAsync("runs/log-batch", $$"""{"run_id":"{{first}}","params":[{"key":"net.depth","value":"3"}],"tags":[{"key":"note","value":"ü"}],"metrics":[{"key":"loss","value":0.1234567890123,"timestamp":1,"step":0}]}""");
        await _client.PostAsync("runs/log-batch", $$"""{"run_id":"{{second}}","metrics":[{"key":"loss","value":"NaN","timestamp":1,"step":0},{"key":"acc","value":1,"timestamp":1,"step":0}]}""");
        await _client.PostAsync("runs/update", $$"""{"run_id":"{{second}}","status":"FINISHED","end_time":9}""");

        using var file = await OpenAsync($"runs.parquet?experiment={experiment}");
        var names = Names(file);
        Assert.Equal(["run_id", "experiment", "run", "status", "user", "start_time", "end_time", "params.net.depth", "metrics.acc", "metrics.loss"], names.Take(10));
        Assert.Equal([second, first], Read<string>(file, 0));
        Assert.Equal(["parquet runs", "parquet runs"], Read<string>(file, 1));
        Assert.Equal(["plain", "a, \"b\""], Read<string>(file, 2));
        Assert.Equal(["FINISHED", "RUNNING"], Read<string>(file, 3));
        Assert.Equal([8L, 7L], Read<long>(file, 5));
        Assert.Equal([9L, null], Read<long?>(file, 6));
        Assert.Equal([null, "3"], Read<string?>(file, 7));
        Assert.Equal([1, null], Read<double?>(file, 8));
        Assert.Equal([double.NaN, 0.1234567890123], Read<double?>(file, 9));
        Assert.Equal([null, "ü"], Read<string?>(file, names.IndexOf("tags.note")));

        using var some = await OpenAsync($"experiments/{experiment}/runs.parquet?filter=metrics.acc+%3E+0&column=metrics.acc");
        Assert.Equal((1, "metrics.acc"), (some.FileMetaData.NumRows, Names(some)[^1]));
        Assert.Equal(8, Names(some).Count);
        using var none = await OpenAsync($"experiments/{experiment}/points.parquet?filter=metrics.acc+%3E+9");
        Assert.Equal((0, 5), (none.FileMetaData.NumRows, Names(none).Count));
    }

    [Theory]
    [InlineData("runs.parquet", HttpStatusCode.BadRequest)]
    [InlineData("points.parquet?run=nothing", HttpStatusCode.NotFound)]
    [InlineData("points.parquet?experiment=nothing", HttpStatusCode.NotFound)]
    [InlineData("experiments/nothing/runs.parquet", HttpStatusCode.NotFound)]
    [InlineData("experiments/0/points.parquet?filter=metrics.a+%3D", HttpStatusCode.BadRequest)]
    [InlineData("experiments/0/points.parquet?asOf=1", HttpStatusCode.BadRequest)]
    [InlineData("experiments/0/runs.parquet?column=min(metrics.loss)&column=metrics.acc", HttpStatusCode.BadRequest)]
    public async Task What_cannot_be_written_is_refused_before_anything_is(string path, HttpStatusCode expected)
    {
        await _client.ExperimentAsync("parquet refusals " + path);
        using var answer = await web.Http.GetAsync($"/api/v1/tracking/{path}");
        await WebServer.ReadAsync(answer, expected);
    }

    private async Task<ParquetFileReader> OpenAsync(string path)
    {
        using var answer = await web.Http.GetAsync($"/api/v1/tracking/{path}");
        Assert.Equal((HttpStatusCode.OK, "application/vnd.apache.parquet"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        return new ParquetFileReader(new MemoryStream(await answer.Content.ReadAsByteArrayAsync()));
    }

    private static List<string> Names(ParquetFileReader file) => [.. Enumerable.Range(0, file.FileMetaData.NumColumns).Select(i => file.FileMetaData.Schema.Column(i).Name)];

    private static List<T> Read<T>(ParquetFileReader file, int column)
    {
        var values = new List<T>();
        for (var i = 0; i < file.FileMetaData.NumRowGroups; i++)
        {
            using var group = file.RowGroup(i);
            using var reader = group.Column(column).LogicalReader<T>();
            values.AddRange(reader.ReadAll((int)group.MetaData.NumRows));
        }
        return values;
    }
}
