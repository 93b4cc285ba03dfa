using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Platform.Core;
using Platform.Web.Serving;
using Platform.Web.Tests.Api;
using Training.Core;
using Xunit;

namespace Platform.Web.Tests.Serving;

/// <summary>Models of series are asked with a window and answer the steps after it, in the data's own units.</summary>
public sealed class ForecastTests(ServedModel served) : IClassFixture<ServedModel>
{
    private static readonly SeriesSignature Series = new(["load", "heat"], Length: 3, Horizon: 2);

    [Fact]
    public async Task A_window_is_answered_by_the_steps_after_it()
    {
        var web = served.Web;
        var folder = Directory.CreateDirectory(Path.Combine(web.Data, "loads")).FullName;
        var rows = Enumerable.Range(0, 400).Select(t => string.Create(CultureInfo.InvariantCulture, $"2024-01-{1 + (t / 24):00} {t % 24:00}:00,{1000 + (100 * Math.Sin(t * 0.3)):0.###},{t % 7}"));
        await File.WriteAllTextAsync(Path.Combine(folder, "rows.csv"), $"time,load,heat\n{string.Join('\n', rows)}\n");
        await File.WriteAllTextAsync(Path.Combine(folder, "dataset.yaml"), "task: forecast\ntrain: rows.csv\ntest_rows: 100\n");
        await TrainedCheckpoint.RegisterAsync(web, "loads", TrainedCheckpoint.Store(web, 1, "loads", "dlinear", ("series.length", 24L), ("series.horizon", 6L), ("train_samples", 0L), ("epochs", 4L), ("learning_rate", 0.01)));

        var signature = (await web.GetAsync("/api/v1/models/loads@champion/signature")).GetProperty("signature").GetProperty("series");
        Assert.Equal((24, 6), (signature.GetProperty("length").GetInt32(), signature.GetProperty("horizon").GetInt32()));
        var window = Enumerable.Range(50, 24).Select(t => new[] { 1000 + (100 * Math.Sin(t * 0.3)), t % 7 }).ToArray();
        var named = window.Select(step => new { heat = step[1], load = step[0] });
        var answer = await web.PostAsync("/api/v1/models/loads@champion/predict", JsonSerializer.Serialize(new { inputs = new object[] { window, named } }));
        Assert.Equal(["load", "heat"], answer.GetProperty("columns").EnumerateArray().Select(column => column.GetString()));
        var (first, second) = (answer.GetProperty("predictions")[0], answer.GetProperty("predictions")[1]);
        Assert.Equal(first.GetProperty("forecast").GetRawText(), second.GetProperty("forecast").GetRawText());
        var forecast = first.GetProperty("forecast").EnumerateArray().Select(step => step[0].GetDouble()).ToArray();
        Assert.Equal(6, forecast.Length);
        Assert.All(forecast.Index(), step => Assert.InRange(step.Item, 1000 + (100 * Math.Sin((74 + step.Index) * 0.3)) - 60, 1000 + (100 * Math.Sin((74 + step.Index) * 0.3)) + 60));

        foreach (var (body, field, message) in new[]
        {
            ("""{"inputs":[[[1,2]]]}""", "inputs", "Window 0 has 1 steps; the model sees 24"),
            ("""{"inputs":[[[1]]]}""", "inputs[0][0]", "has 1 values; give a list of 2 numbers (load, heat)"),
            ("""{"inputs":[[{"cold":1}]]}""", "inputs[0][0].cold", "is no column of the model; its columns are load, heat"),
            ("""{"inputs":[[[1,"x"]]]}""", "inputs[0][0][1]", "is no finite number"),
            ("""{"inputs":[5]}""", "inputs[0]", "is not a list; give its steps"),
        })
        {
            var error = (await web.PostAsync("/api/v1/models/loads@champion/predict", body, HttpStatusCode.BadRequest)).GetProperty("errors")[0];
            Assert.Equal(field, error.Text("field"));
            Assert.Contains(message, error.Text("message"), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("1,2\n3,4\n", "[[1,2],[3,4]]")]
    [InlineData("date;heat;load\r\n2024-01-01;2;1\r\n2024-01-02;;3\r\n", "[[1,2],[3,null]]")]
    [InlineData("heat\tload\n2\t1.5e0\n", "[[1.5,2]]")]
    [InlineData("load\theat\r\n1\t\r\n\t2\r\n", "[[1,null],[null,2]]")]
    [InlineData("\"at, where\";\"load\"; heat \n\"x;y\";1;2\n", "[[1,2]]")]
    public void A_pasted_table_becomes_a_window(string text, string steps) =>
        Assert.Equal($"{{\"inputs\":[{steps}]}}", Encoding.UTF8.GetString(SeriesCsv.ToBody(text, Series)));

    [Fact]
    public void What_is_written_is_read_again_whatever_the_columns_are_called()
    {
        var odd = new SeriesSignature(["a,b", "say \"x\"", "c;d", "plain"], 3, 2);
        Assert.Equal("""{"inputs":[[[1,2,3,4],[5,6,7,8]]]}""", Encoding.UTF8.GetString(SeriesCsv.ToBody(SeriesCsv.Write(odd.Columns, [[1, 2, 3, 4], [5, 6, 7, 8]]), odd)));
    }

    [Theory]
    [InlineData("", "is empty; paste at least 3 lines with load, heat")]
    [InlineData("date,load\n2024-01-01,1\n", "has no column 'heat' in its first line")]
    [InlineData("1,2\n3\n", "line 2 has 1 cells; the others have 2")]
    [InlineData("load,heat\n1,2\n3,warm\n", "line 3, heat: 'warm' is no number")]
    public void What_is_wrong_with_a_pasted_table_is_named_by_its_line(string text, string message) =>
        Assert.Contains(message, Assert.Throws<InvalidInputException>(() => SeriesCsv.ToBody(text, Series)).Message, StringComparison.Ordinal);
}
