using System.Globalization;

namespace Platform.Web.Api.Mlflow;

/// <summary>How long a deleted run keeps its files, so that it can be restored whole. Its metrics and history stay for ever.</summary>
/// <param name="Days">0 to 36,500; from then on the next collection takes them.</param>
public sealed record ArtifactRetention(double Days)
{
    /// <summary>The setting that says it.</summary>
    public const string Key = "Tracking:KeepDeletedDays";

    private const double Default = 30;
    private const double Most = 36_500;

    /// <summary>As people read it: 30 days.</summary>
    public string Words => Days switch
    {
        < 1 => "less than a day",
        1 => "a day",
        _ => string.Create(CultureInfo.InvariantCulture, $"{Days:0.#} days"),
    };

    /// <summary>What is configured, 30 days if nothing is.</summary>
    /// <exception cref="ConfigurationException">The value is out of range.</exception>
    public static ArtifactRetention Of(IConfiguration configuration)
    {
        var days = configuration.GetValue(Key, Default);
        return days is >= 0 and <= Most ? new ArtifactRetention(days) : throw new ConfigurationException(string.Create(CultureInfo.InvariantCulture, $"{Key} is {days}; give days from 0 to {Most}."));
    }
}
