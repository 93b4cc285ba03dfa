using System.Globalization;
using System.Text;

namespace Bench.Tracking;

/// <summary>
/// Requests of MLflow's log-batch with 1,000 points each. The text is made once and steps, times and values are written over in place, with a fixed number
/// of digits, so that every point differs and the client costs little. Not thread-safe.
/// </summary>
internal sealed class BatchRequests
{
    /// <summary>Points of a request.</summary>
    public const int Points = 1_000;

    private const string Step = "1000000";
    private const string Time = "1767323045678";
    private const string Value = "0.1234567890123456";

    private readonly byte[] _request;
    private readonly int[] _steps = new int[Points];
    private readonly int[] _times = new int[Points];
    private readonly int[] _values = new int[Points];
    private readonly int _keys;
    private ulong _random = 0x9E37_79B9_7F4A_7C15;
    private long _sent;

    /// <param name="keys">How many keys the points have, each its points at successive steps.</param>
    public BatchRequests(Uri server, string runId, int keys)
    {
        _keys = keys;
        var body = new StringBuilder().Append("{\"run_id\":\"").Append(runId).Append("\",\"metrics\":[");
        for (var i = 0; i < Points; i++)
        {
            body.Append(i == 0 ? "" : ",").Append("{\"key\":\"").Append(KeyOf(i % keys)).Append("\",\"value\":");
            _values[i] = body.Length;
            body.Append(Value).Append(",\"timestamp\":");
            _times[i] = body.Length;
            body.Append(Time).Append(",\"step\":");
            _steps[i] = body.Length;
            body.Append(Step).Append('}');
        }
        body.Append("]}");
        _request = HttpConnection.Post(server, "/api/2.0/mlflow/runs/log-batch", body.ToString());
        var head = _request.Length - body.Length; // all of it is ASCII
        for (var i = 0; i < Points; i++)
            (_steps[i], _times[i], _values[i]) = (_steps[i] + head, _times[i] + head, _values[i] + head);
    }

    /// <summary>The next request; valid until the next call.</summary>
    public ReadOnlyMemory<byte> Next()
    {
        var first = 1_000_000 + (_sent++ * Points / _keys);
        for (var i = 0; i < Points; i++)
        {
            var step = first + (i / _keys);
            Write(_request.AsSpan(_steps[i], Step.Length), (ulong)step);
            Write(_request.AsSpan(_times[i], Time.Length), (ulong)(1_767_000_000_000 + (step * 37) + (step % 5)));
            _random ^= _random << 13;
            _random ^= _random >> 7;
            _random ^= _random << 17;
            Write(_request.AsSpan(_values[i] + 2, Value.Length - 2), _random);
        }
        return _request;
    }

    private static string KeyOf(int key) => string.Create(CultureInfo.InvariantCulture, $"layers.{key / 2}.{(key % 2 == 0 ? "weight" : "bias")}.norm");

    // The lowest digits, as many as there is room for.
    private static void Write(Span<byte> digits, ulong number)
    {
        for (var i = digits.Length - 1; i >= 0; i--, number /= 10)
            digits[i] = (byte)('0' + (number % 10));
    }
}
