using System.Text.Json;
using Platform.Core.Tracking;
using Platform.Web.Api.Mlflow;
using Xunit;

namespace Platform.Web.Tests.Mlflow;

public sealed class PointWriterTests
{
    [Theory]
    [InlineData("loss", 1)]
    [InlineData("a \"b\" \\ é 中 \u0001 </x>", 300)]
    public void Points_are_written_byte_for_byte_as_single_ones_are(string key, int count)
    {
        double[] values = [0, -0.0, 1, 0.1, -1.5e-300, double.MaxValue, double.Epsilon, double.NaN, double.PositiveInfinity, double.NegativeInfinity, 1e21, 123456789];
        long[] numbers = [0, -1, long.MinValue, long.MaxValue, 1_767_323_045_678];
        var points = Enumerable.Range(0, count).Select(i => new MetricPoint(numbers[i % numbers.Length], numbers[i * 3 % numbers.Length], values[i % values.Length])).ToList();
        var encoded = JsonEncodedText.Encode(key, MlflowAnswer.Options.Encoder);
        var expected = Json(writer =>
        {
            foreach (var point in points)
            {
                writer.WriteStartObject();
                TrackingJson.Point(writer, encoded, point);
                writer.WriteEndObject();
            }
        });
        Assert.Equal(expected, Json(writer => new PointWriter(key).Write(writer, points, 0, points.Count)));
        Assert.Equal(count, JsonElement.Parse(expected).GetArrayLength());
    }

    private static string Json(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, MlflowAnswer.Options))
        {
            writer.WriteStartArray();
            write(writer);
            writer.WriteEndArray();
        }
        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }
}
