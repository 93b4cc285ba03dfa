namespace Platform.Core.Tracking;

/// <summary>The stored form of a batch's points.</summary>
public static class MetricBlock
{
    /// <summary>Encodes a batch's points, sorted and each once.</summary>
    internal static (byte[] Block, int Points, int Keys) Encode(MetricBatch batch) => throw new NotSupportedException();
}
