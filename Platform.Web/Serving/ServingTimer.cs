using System.Diagnostics;
using Platform.Core.Checkpoints;
using Platform.Web.Api;
using Training.Core;

namespace Platform.Web.Serving;

/// <summary>Times a served checkpoint: single answers, one after the other, to an input that fits, beside whatever else the server does.</summary>
public sealed class ServingTimer(ModelServing serving)
{
    /// <summary>Answers that are timed, after <see cref="Before"/> that are not.</summary>
    public const int Answers = 100;

    private const int Before = 5;

    /// <summary>The times, or why there are none.</summary>
    /// <exception cref="ServiceUnavailableException">Too many requests wait, or libtorch cannot be loaded.</exception>
    /// <exception cref="CheckpointException">The file is missing, cut short or altered.</exception>
    public async Task<ServingTimes> TimeAsync(string digest, CancellationToken cancellation = default)
    {
        var signature = await serving.SignatureAsync(digest, cancellation);
        if (Ask(digest, signature, cancellation) is not { } ask)
            return new ServingTimes(0, null, null, "only models that answer rows or windows are timed.");
        var times = new double[Answers];
        for (var i = -Before; i < Answers; i++)
        {
            var started = Stopwatch.GetTimestamp();
            await ask();
            if (i >= 0)
                times[i] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        }
        Array.Sort(times);
        return new ServingTimes(Answers, ServingMeter.Percentile(times, 0.5), ServingMeter.Percentile(times, 0.99), null);
    }

    private Func<Task>? Ask(string digest, ModelSignature signature, CancellationToken cancellation)
    {
        if (signature.Columns is { } columns)
        {
            IReadOnlyDictionary<string, object?>[] row = [columns.ToDictionary(column => column.Name, column => (object?)column.Usual, StringComparer.Ordinal)];
            return () => serving.PredictAsync(digest, row, probe: true, cancellation);
        }

        if (signature.Series is { } series)
        {
            double[][][] window = [[.. Enumerable.Range(0, series.Length).Select(_ => new double[series.Columns.Count])]];
            return () => serving.ForecastAsync(digest, window, probe: true, cancellation);
        }

        if (signature.Classes.Count == 0)
            return null;
        var values = new float[signature.InputLength];
        Array.Fill(values, (float)Math.Clamp(0, signature.Low, signature.High));
        float[][] rows = [values];
        return () => serving.PredictAsync(digest, rows, probe: true, cancellation);
    }
}
