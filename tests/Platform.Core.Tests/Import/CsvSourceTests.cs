using Platform.Core.Import;
using Platform.Core.Import.Csv;
using Xunit;

namespace Platform.Core.Tests.Import;

public sealed class CsvSourceTests : IDisposable
{
    private readonly SourceFolder _folder = new();
    private readonly ImportNotes _notes = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_column_a_metric()
    {
        var (run, points, _) = Assert.Single(await ReadAsync("step,time,loss,val/acc\n1,1700000000,0.5,\n2,1700000001.5,nan,0.75\n\n3,2023-11-14T22:13:22Z,-inf,1e-3\n"));
        Assert.Equal(("table", "table", 1_700_000_000_000), (run.Name, run.Experiment.Name, run.StartTime));
        Assert.Equal(
            [new("loss", 1, 1700000000000, 0.5), new("loss", 2, 1700000001500, double.NaN), new("val/acc", 2, 1700000001500, 0.75), new("loss", 3, 1700000002000, double.NegativeInfinity), new("val/acc", 3, 1700000002000, 1e-3)],
            points);
        Assert.Empty(_notes.All);
    }

    [Fact]
    public async Task A_row_a_point_of_runs_that_come_in_turns()
    {
        var runs = await ReadAsync("Run;Metric;Step;Value\nb;loss;1;1\na;loss;1;2\nb;\"lo\"\"ss;\r\n2\";2;3\nb;loss;2;4\n");
        Assert.Equal(["b", "a"], runs.Select(run => run.Run.Name));
        Assert.Equal([new("loss", 1, null, 1), new("lo_ss___2", 2, null, 3), new("loss", 2, null, 4)], runs[0].Points);
        Assert.Equal([new("loss", 1, null, 2)], runs[1].Points);
    }

    [Fact]
    public async Task TensorBoards_own_table_and_files_without_steps()
    {
        Assert.Equal([new("table", 7, 1700000000000, 0.5)], Assert.Single(await ReadAsync("\ufeffWall time,Step,Value\n1700000000.0,7,0.5\n")).Points);
        Assert.Equal([new("a", 0, null, 1), new("b", 0, null, 2), new("b", 1, null, 3), new("a", 2, null, 4)], Assert.Single(await ReadAsync("a\tb\n1\t2\n\t3\n4\t\n")).Points);
    }

    [Fact]
    public async Task Identities_are_kept_and_derived_ones_are_the_same_each_time()
    {
        var id = "0123456789abcdef0123456789abcdef";
        var runs = await ReadAsync($"run_id,run,experiment,step,loss\n{id},one,e,1,1\nother,two,e,1,1\n");
        Assert.Equal((id, "one", "e"), (runs[0].Run.Id, runs[0].Run.Name, runs[0].Run.Experiment.Name));
        Assert.Equal(32, runs[1].Run.Id.Length);
        Assert.Equal(runs[1].Run.Id, (await ReadAsync("step,run_id,run,experiment,loss\n1,other,two,e,1\n"))[0].Run.Id);
    }

    [Fact]
    public async Task What_is_no_number_is_counted()
    {
        Assert.Equal([2L, 3], Assert.Single(await ReadAsync("step,loss,name\n1,x,a\n2,2,b\n2.5,1,c\n3,3\n")).Points.Select(point => point.Step));
        Assert.Equal(["rows whose step is no whole number", "values of 'loss' that are no numbers", "values of 'name' that are no numbers"], _notes.All.Select(note => note.Why).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("step,run\n1,2\n", "No column is a metric")]
    [InlineData("step,loss\n1,\"2\n", "a quote is not closed")]
    public async Task What_is_no_table_of_metrics_is_refused(string text, string words) =>
        Assert.Contains(words, (await Assert.ThrowsAsync<ImportException>(() => ReadAsync(text))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Columns_that_clean_to_the_same_name_stay_apart()
    {
        var points = Assert.Single(await ReadAsync("step,loss (a),loss [a]\n1,1,2\n2,3,4\n")).Points;
        Assert.Equal("loss _a_", points[0].Key);
        Assert.Matches("^loss _a__[0-9a-f]{8}$", points[1].Key);
        Assert.Equal([points[0].Key, points[1].Key], points.Skip(2).Select(point => point.Key));
    }

    [Fact]
    public async Task Milliseconds_are_taken_as_they_are_when_the_column_says_so()
    {
        var (run, points, _) = Assert.Single(await ReadAsync("step,time_ms,time,loss\n1,7,1700000000,1\n2,,1700000000,2\n3,-1,,3\n"));
        Assert.Equal(7, run.StartTime);
        Assert.Equal([7L, 1_700_000_000_000, null], points.Select(point => point.Time));
        Assert.Single(_notes.All);
    }

    [Theory]
    [InlineData("time", "0.0", null)]
    [InlineData("time", "12.5", null)]
    [InlineData("time", "99999999", null)]
    [InlineData("time", "20240131", null)]
    [InlineData("time", "00:12:30", null)]
    [InlineData("wall_time", "100000000", 100_000_000_000L)]
    [InlineData("timestamp", "1700000000.25", 1_700_000_000_250L)]
    [InlineData("timestamp", "1700000000250", 1_700_000_000_250L)]
    [InlineData("date", "20240131", 1_706_659_200_000L)]
    [InlineData("datetime", "2024-01-31T01:00:00+01:00", 1_706_659_200_000L)]
    [InlineData("date", "20241331", null)]
    public async Task A_number_is_a_time_from_a_plausible_size_on_and_eight_digits_are_a_date_where_dates_are(string column, string text, long? time)
    {
        var (run, points, _) = Assert.Single(await ReadAsync($"step,{column},loss\n1,{text},0.5\n"));
        Assert.Equal((time, time), (run.StartTime, Assert.Single(points).Time));
        Assert.Equal(time is null, _notes.All.Count == 1);
        Assert.All(_notes.All, note => Assert.Contains("are passed over", note.Why, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Rows_of_one_identity_are_one_run_whatever_it_is_called()
    {
        var (run, points, _) = Assert.Single(await ReadAsync("run_id,run,step,loss\nx,,1,1\nx,one,2,2\nx,two,3,3\n"));
        Assert.Equal("one", run.Name);
        Assert.Equal([1L, 2, 3], points.Select(point => point.Step));
        Assert.Contains("second name", Assert.Single(_notes.All).Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Records_of_any_length_are_found_again_across_blocks()
    {
        var rows = Enumerable.Range(0, 30_000).Select(i => $"{(i % 3 == 0 ? "a" : "b")},{i},{i * 0.5}");
        var runs = await ReadAsync("run,step,loss\n" + string.Join("\r\n", rows));
        Assert.Equal(Enumerable.Range(0, 30_000).Where(i => i % 3 == 0).Select(i => (long)i), runs[0].Points.Select(point => point.Step));
        Assert.Equal(20_000, runs[1].Points.Count);
        Assert.All(runs[1].Points, point => Assert.Equal(point.Step * 0.5, point.Value));
    }

    private Task<List<(SourceRun Run, List<SourcePoint> Points, Dictionary<string, byte[]> Files)>> ReadAsync(string text) =>
        SourceFolder.ReadAsync(new CsvSource(_folder.Write("table.csv", text), null, null, _notes));
}
