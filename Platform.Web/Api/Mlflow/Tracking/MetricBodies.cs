using System.Globalization;
using System.Text.Json;
using Platform.Core.Tracking;

namespace Platform.Web.Api.Mlflow;

/// <summary>
/// Reads the bodies of log-metric and log-batch straight into columns: no document, no object a point, a string only for a key that is
/// new to the batch. Unknown fields are passed over.
/// </summary>
internal static partial class MetricBodies
{
    private const int MostMetrics = 1_000;
    private const int MostPairs = 100;
    private const int MostInAll = 1_000;
    private const int BytesOfPoint = 64; // at least, as clients write one

    /// <summary>The body of log-metric.</summary>
    /// <exception cref="MlflowException">A field is missing or wrong, or it is not JSON.</exception>
    public static LogMetricBody Metric(ReadOnlySpan<byte> json) => Guard(json, static span =>
    {
        var reader = Open(span);
        string? runId = null, oldRunId = null, key = null, model = null, dataset = null, digest = null;
        double? value = null;
        long? time = null;
        var step = 0L;
        while (NextMember(ref reader))
        {
            if (reader.ValueTextEquals("run_id"u8))
                runId = Text(ref reader, "run_id");
            else if (reader.ValueTextEquals("run_uuid"u8))
                oldRunId = Text(ref reader, "run_uuid");
            else if (reader.ValueTextEquals("key"u8))
                key = Text(ref reader, "key");
            else if (reader.ValueTextEquals("value"u8))
                value = Number(ref reader, "value");
            else if (reader.ValueTextEquals("timestamp"u8))
                time = Whole(ref reader, "timestamp");
            else if (reader.ValueTextEquals("step"u8))
                step = Whole(ref reader, "step") ?? 0;
            else if (!TryModel(ref reader, "", ref model, ref dataset, ref digest))
                Pass(ref reader);
        }

        End(ref reader);
        var run = RunId(runId, oldRunId);
        MlflowKeys.Check(key, "key");
        return new LogMetricBody(run, key!, Point("", step, time, value), MeasuredModel.Of(model, dataset, digest, "the metric"));
    });

    /// <summary>The body of log-batch.</summary>
    /// <exception cref="MlflowException">A field is missing or wrong, there is too much of something, or it is not JSON.</exception>
    public static LogBatchBody Batch(ReadOnlySpan<byte> json)
    {
        try
        {
            return Guard(json, static span => Batch(span, scan: true));
        }
        catch (MlflowException)
        {
            return Guard(json, static span => Batch(span, scan: false)); // says where it is wrong
        }
    }

    /// <summary>With the scanner or without: the same for every text that is right.</summary>
    internal static LogBatchBody Batch(ReadOnlySpan<byte> span, bool scan)
    {
        var reader = Open(span);
        string? runId = null, oldRunId = null;
        var metrics = new MetricBatch(Math.Min(MostMetrics, span.Length / BytesOfPoint));
        List<(MeasuredModel, int)>? models = null;
        var scanned = !scan;
        var parameters = new List<KeyValuePair<string, string>>();
        var tags = new List<KeyValuePair<string, string?>>();
        while (NextMember(ref reader))
        {
            if (reader.ValueTextEquals("run_id"u8))
                runId = Text(ref reader, "run_id");
            else if (reader.ValueTextEquals("run_uuid"u8))
                oldRunId = Text(ref reader, "run_uuid");
            else if (reader.ValueTextEquals("metrics"u8))
            {
                Metrics(ref reader, metrics, ref models, scanned ? default : span);
                scanned = true; // from here on the reader counts from another place
            }
            else if (reader.ValueTextEquals("params"u8))
                Pairs(ref reader, "params", (key, value) => parameters.Add(new(key, MlflowKeys.Cut(value, MlflowKeys.ParamValue))));
            else if (reader.ValueTextEquals("tags"u8))
                Pairs(ref reader, "tags", (key, value) => tags.Add(new(key, MlflowKeys.Cut(value, MlflowKeys.TagValue))));
            else
                Pass(ref reader);
        }

        End(ref reader);
        for (var i = 0; i < metrics.Keys.Count; i++)
            MlflowKeys.Check(metrics.Keys[i], "metrics.key");
        var all = metrics.Count + parameters.Count + tags.Count;
        if (all > MostInAll)
            throw MlflowException.Invalid($"A batch logging request can contain at most {MostInAll} metrics, params, and tags. Got {all}. Please split them up across multiple requests and try again.");
        return new LogBatchBody(RunId(runId, oldRunId), metrics, models is null ? [] : MeasuredModel.Series(metrics, models), parameters, tags);
    }

    // With the whole text at hand, the scanner takes what it can; the reader goes on behind that, where it sees the list's end or one of its elements.
    private static void Metrics(ref Utf8JsonReader reader, MetricBatch metrics, ref List<(MeasuredModel, int)>? models, ReadOnlySpan<byte> whole)
    {
        var i = 0;
        if (!whole.IsEmpty && whole[(int)reader.BytesConsumed..] is var rest && rest.TrimStart(" \n\r\t"u8) is [(byte)'[', ..])
        {
            reader.Read();
            i = new MetricScanner(whole, (int)reader.BytesConsumed, metrics).Read(MostMetrics, out var next);
            reader = next is { } place ? new Utf8JsonReader(whole[place..], isFinalBlock: true, reader.CurrentState) : throw MlflowException.BadRequest("The list of metrics is not JSON.");
        }
        for (; NextItem(ref reader, "metrics"); i++)
        {
            if (i == MostMetrics)
                throw MlflowException.Invalid($"A batch logging request can contain at most {MostMetrics} metrics. Please split up metrics across multiple requests and try again.");
            var key = -1;
            double? value = null;
            long? time = null;
            var step = 0L;
            string? model = null, dataset = null, digest = null;
            while (NextMember(ref reader))
            {
                if (reader.ValueTextEquals("key"u8))
                    key = Key(ref reader, metrics, i);
                else if (reader.ValueTextEquals("value"u8))
                    value = Number(ref reader, "metrics.value");
                else if (reader.ValueTextEquals("timestamp"u8))
                    time = Whole(ref reader, "metrics.timestamp");
                else if (reader.ValueTextEquals("step"u8))
                    step = Whole(ref reader, "metrics.step") ?? 0;
                else if (!TryModel(ref reader, "metrics.", ref model, ref dataset, ref digest))
                    Pass(ref reader);
            }

            if (key < 0)
                throw MlflowException.MissingValue($"metrics[{i}].key");
            if (value is null || time is null or < 0)
                Point($"metrics[{i}].", step, time, value); // says what is wrong
            if ((model ?? dataset ?? digest) is not null && MeasuredModel.Of(model, dataset, digest, $"metrics[{i}]") is { } measured)
                (models ??= []).Add((measured, metrics.Count));
            metrics.Add(key, step, time!.Value, value!.Value);
        }
    }

    // Asked last: most points name no model.
    private static bool TryModel(ref Utf8JsonReader reader, string path, ref string? model, ref string? dataset, ref string? digest)
    {
        if (reader.ValueTextEquals("model_id"u8))
            model = Text(ref reader, $"{path}model_id");
        else if (reader.ValueTextEquals("dataset_name"u8))
            dataset = Text(ref reader, $"{path}dataset_name");
        else if (reader.ValueTextEquals("dataset_digest"u8))
            digest = Text(ref reader, $"{path}dataset_digest");
        else
            return false;
        return true;
    }

    private static int Key(ref Utf8JsonReader reader, MetricBatch metrics, int index)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.String)
            throw MlflowException.Value($"metrics[{index}].key", Raw(ref reader), "give a string.");
        return reader.ValueIsEscaped ? metrics.Intern(Unescaped(ref reader, $"metrics[{index}].key")) : metrics.Intern(reader.ValueSpan);
    }

    private static void Pairs(ref Utf8JsonReader reader, string name, Action<string, string> add)
    {
        for (var i = 0; NextItem(ref reader, name); i++)
        {
            if (i == MostPairs)
                throw MlflowException.Invalid($"A batch logging request can contain at most {MostPairs} {name}. Please split up {name} across multiple requests and try again.");
            string? key = null, value = null;
            while (NextMember(ref reader))
            {
                if (reader.ValueTextEquals("key"u8))
                    key = Text(ref reader, $"{name}[{i}].key");
                else if (reader.ValueTextEquals("value"u8))
                    value = Text(ref reader, $"{name}[{i}].value");
                else
                    Pass(ref reader);
            }

            add(MlflowKeys.Check(key, $"{name}[{i}].key"), value ?? "");
        }
    }

    private static MetricPoint Point(string path, long step, long? time, double? value)
    {
        if (value is null)
            throw MlflowException.MissingValue($"{path}value");
        return time switch
        {
            null => throw MlflowException.MissingValue($"{path}timestamp"),
            < 0 => throw MlflowException.Value($"{path}timestamp", time.Value.ToString(CultureInfo.InvariantCulture), "give Unix milliseconds, 0 or more."),
            _ => new MetricPoint(step, time.Value, value.Value),
        };
    }

    private static string RunId(string? runId, string? oldRunId) =>
        !string.IsNullOrEmpty(runId) ? runId : !string.IsNullOrEmpty(oldRunId) ? oldRunId : throw MlflowException.MissingValue("run_id");
}
