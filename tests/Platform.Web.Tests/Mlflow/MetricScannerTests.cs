using System.Globalization;
using System.Text;
using Platform.Core.Tracking;
using Platform.Web.Api.Mlflow;
using Search;
using Xunit;

namespace Platform.Web.Tests.Mlflow;

/// <summary>The scanner of log-batch's points takes exactly what the reader of any JSON takes, and reads it as that does.</summary>
public sealed class MetricScannerTests
{
    private const int Cases = 20_000;

    private static readonly string[] Numbers =
    [
        "0", "-0", "-0.0", "1", "-17", "0.1", "0.30000000000000004", "123456789012345678", "1234567890123456789012", "9007199254740993", "0.1234567890123456789",
        "1e5", "-2.5E-3", "1e400", "1e-400", "01", "1.", ".5", "-", "+1", "1e", "NaN", "\"NaN\"", "\"-Infinity\"", "\"1.5\"", "null", "true", "1.0", "9223372036854775807",
        "9223372036854775808", "-9223372036854775808", "3.14159265358979312", "2.2250738585072011e-308", "0.000000000000000000000001", "4503599627370497.5",
    ];

    private static readonly string[] Keys = ["loss", "val loss", "ключ", "a\\u0062", "tab\\t", "", "k\u0001", "x", "loss/1", "😀"];

    [Fact]
    public void Scanned_or_read_every_body_gives_the_same()
    {
        var (taken, refused) = (0, 0);
        for (var n = 0; n < Cases; n++)
        {
            var body = Encoding.UTF8.GetBytes(Body(TrialRandom.For(2027, n)));
            var read = Outcome(body, scan: false);
            Assert.Equal(read, Outcome(body, scan: true));
            if (read is null)
                refused++;
            else
                taken++;
        }
        Assert.True(taken > Cases / 4 && refused > Cases / 4, $"{taken} were taken, {refused} refused.");
    }

    [Theory]
    [InlineData("""{"run_id":"r","metrics":[{"key":"a","value":1,"timestamp":2,"step":3},]}""")]
    [InlineData("""{"run_id":"r","metrics":[{"key":"a","value":1,"timestamp":2,"step":3}{"key":"a","value":1,"timestamp":2,"step":4}]}""")]
    [InlineData("""{"run_id":"r","metrics":[,{"key":"a","value":1,"timestamp":2,"step":3}]}""")]
    [InlineData("""{"run_id":"r","metrics":[{"key":"a","value":1,"timestamp":2,"step":3}""")]
    [InlineData("""{"run_id":"r","metrics":[{"key":"a","value":1,"timestamp":2,"step":3,}]}""")]
    public void What_is_not_JSON_is_refused_with_its_place(string body)
    {
        var error = Assert.Throws<MlflowException>(() => MetricBodies.Batch(Encoding.UTF8.GetBytes(body)));
        Assert.Contains("column", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_list_of_metrics_is_read_too()
    {
        var point = """{"key":"a","value":1,"timestamp":2,"step":3}""";
        var batch = MetricBodies.Batch(Encoding.UTF8.GetBytes($$"""{"metrics":[{{point}}],"run_id":"r","metrics":[{{point}},{"step":4,"key":"b","timestamp":2,"value":1}]}"""));
        Assert.Equal(3, batch.Metrics.Count);
        Assert.Equal(["a", "b"], batch.Metrics.Keys);
    }

    private static string? Outcome(byte[] body, bool scan)
    {
        try
        {
            var batch = MetricBodies.Batch(body, scan);
            return string.Join(';', Enumerable.Range(0, batch.Metrics.Count).Select(i => Point(batch.Metrics, i))) + $"|{batch.RunId}|{batch.Params.Count}";
        }
        catch (Exception error) when (error is MlflowException or System.Text.Json.JsonException)
        {
            return null;
        }
    }

    private static string Point(MetricBatch metrics, int i) => string.Create(
        CultureInfo.InvariantCulture, $"{metrics.Keys[metrics.KeyOf[i]]},{metrics.Steps[i]},{metrics.Times[i]},{BitConverter.DoubleToInt64Bits(metrics.Values[i])}");

    private static string Body(TrialRandom random)
    {
        var draw = 0;
        var (alike, turn) = (Whole(2) == 0, Whole(4)); // as programs write them: every point with the same order and the same spaces
        var gap = Whole(2) == 0 ? "" : " ";
        var text = new StringBuilder("{").Append(Space()).Append("\"run_id\":\"r\",\"metrics\":[");
        var points = Whole(5);
        for (var i = 0; i < points; i++)
            text.Append(i == 0 ? "" : ",").Append(Space()).Append(Element()).Append(Space());
        text.Append("],\"params\":[]}");
        if (Whole(3) == 0) // one character is another, missing or there twice
        {
            var at = Whole(text.Length);
            text.Remove(at, 1).Insert(at, Whole(3) switch { 0 => "", 1 => "{}[]\",:0.x"[Whole(10)].ToString(), _ => text.ToString(Math.Max(0, at - 1), 1) });
        }
        return text.ToString();

        string Element()
        {
            string[] members =
            [
                $"\"key\":{Space()}\"{Keys[Whole(Whole(4) == 0 ? Keys.Length : 3)]}\"", $"\"value\"{Space()}:{Number()}", $"\"timestamp\":{(Whole(9) == 0 ? Number() : "1767323045678")}",
                $"\"step\":{(Whole(9) == 0 ? Number() : Whole(100).ToString(CultureInfo.InvariantCulture))}",
            ];
            var count = Whole(8) == 0 ? 3 : 4;
            var first = alike ? turn : Whole(4);
            var chosen = Enumerable.Range(0, count).Select(i => members[(first + i) % 4]);
            if (Whole(12) == 0)
                chosen = chosen.Append(Whole(2) == 0 ? "\"model_id\":\"m\"" : members[first]);
            return $"{{{Space()}{string.Join($"{Space()},{Space()}", chosen)}{Space()}}}";
        }

        string Number() => Whole(3) == 0 ? Numbers[Whole(Numbers.Length)] : random.Uniform(draw++).ToString("R", CultureInfo.InvariantCulture);

        string Space() => alike ? gap : Whole(6) == 0 ? " \n\t"[Whole(3)].ToString() : "";

        int Whole(int below) => (int)(random.Uniform(draw++) * below);
    }
}
