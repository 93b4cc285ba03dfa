using System.Globalization;

namespace Platform.Web.Api.Mlflow;

/// <summary>After how long the contents of deleted runs and experiments are erased for good.</summary>
/// <param name="Days">0 to 36,500; null for never.</param>
public sealed record ErasurePolicy(double? Days)
{
    /// <summary>The setting that says it.</summary>
    public const string Key = "Tracking:EraseDeletedDays";

    private const double Most = 36_500;

    /// <summary>What is configured, never if nothing is.</summary>
    /// <exception cref="ConfigurationException">The value is out of range.</exception>
    public static ErasurePolicy Of(IConfiguration configuration)
    {
        var days = configuration.GetValue<double?>(Key);
        return days is null or (>= 0 and <= Most) ? new ErasurePolicy(days) : throw new ConfigurationException(string.Create(CultureInfo.InvariantCulture, $"{Key} is {days}; give days from 0 to {Most}, or leave it out to keep everything."));
    }

    /// <summary>What deleted runs keep, as people read it.</summary>
    /// <param name="files">How long they keep their files.</param>
    public string Words(ArtifactRetention files)
    {
        ArgumentNullException.ThrowIfNull(files);
        return Days is { } days ? $"All of it is kept for {new ArtifactRetention(days).Words}, then it is erased for good." : $"All of it is kept, the files for {files.Words}.";
    }
}
