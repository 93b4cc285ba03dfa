using Platform.Web.Api;

namespace Platform.Web.Serving;

/// <summary>How models are served; configuration section <c>Serving</c>.</summary>
public sealed record ServingOptions
{
    /// <summary>Threads that predict; each keeps its own models.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>Models that each thread keeps loaded; the one unused for longest goes.</summary>
    public int ModelsPerWorker { get; init; } = 4;

    /// <summary>Requests that may wait for a thread; more are told to come back.</summary>
    public int QueueLength { get; init; } = 64;

    /// <exception cref="Api.ConfigurationException">A value is out of range.</exception>
    public static ServingOptions From(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var options = configuration.GetSection("Serving").Get<ServingOptions>() ?? new ServingOptions();
        return options is { Workers: >= 1 and <= 64, ModelsPerWorker: >= 1 and <= 1_000, QueueLength: >= 1 and <= 100_000 }
            ? options
            : throw new ConfigurationException("Serving: Workers must be 1 to 64, ModelsPerWorker 1 to 1000 and QueueLength 1 to 100000.");
    }
}
