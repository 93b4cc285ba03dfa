using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Platform.Core.Tracking;

namespace Platform.Web.Api.Mlflow;

/// <summary>
/// Writes many points of a metric, byte for byte as <see cref="TrackingJson.Point"/> does, but puts together what is the same in all of them only once.
/// </summary>
internal sealed class PointWriter
{
    private const int PointsAtOnce = 64;
    private const int LongestNumber = 32;

    private readonly byte[] _before;
    private readonly byte[] _buffer;

    public PointWriter(string key)
    {
        using var start = new MemoryStream();
        using (var writer = new Utf8JsonWriter(start, MlflowAnswer.Options))
        {
            writer.WriteStartObject();
            writer.WriteString("key"u8, key);
        }
        start.Write(",\"value\":"u8);
        _before = start.ToArray();
        _buffer = new byte[PointsAtOnce * (_before.Length + (4 * LongestNumber))];
    }

    /// <summary>Writes some of the points as values of the array that is open.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // of many points in few calls, which the runtime would find out late
    public void Write(Utf8JsonWriter writer, IReadOnlyList<MetricPoint> points, int from, int to)
    {
        ArgumentNullException.ThrowIfNull(points);
        for (var start = from; start < to; start += PointsAtOnce)
        {
            var at = 0;
            for (var i = start; i < Math.Min(start + PointsAtOnce, to); i++)
            {
                if (i > start)
                    _buffer[at++] = (byte)',';
                Add(points[i], ref at);
            }
            writer.WriteRawValue(_buffer.AsSpan(0, at), skipInputValidation: true);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Add(MetricPoint point, ref int at)
    {
        Add(_before, ref at);
        if (double.IsFinite(point.Value))
        {
            Utf8Formatter.TryFormat(point.Value, _buffer.AsSpan(at), out var written);
            at += written;
        }
        else
        {
            Add(double.IsNaN(point.Value) ? "\"NaN\""u8 : point.Value > 0 ? "\"Infinity\""u8 : "\"-Infinity\""u8, ref at);
        }
        Add(",\"timestamp\":"u8, ref at);
        Add(point.Time, ref at);
        Add(",\"step\":"u8, ref at);
        Add(point.Step, ref at);
        _buffer[at++] = (byte)'}';
    }

    private void Add(ReadOnlySpan<byte> bytes, ref int at)
    {
        bytes.CopyTo(_buffer.AsSpan(at));
        at += bytes.Length;
    }

    private void Add(long number, ref int at)
    {
        Utf8Formatter.TryFormat(number, _buffer.AsSpan(at), out var written);
        at += written;
    }
}
