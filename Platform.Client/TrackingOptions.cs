using System.Security.Cryptography;
using System.Text;

namespace Platform.Client;

/// <summary>How a <see cref="TrackingClient"/> behaves. All values have sensible defaults.</summary>
public sealed record TrackingOptions
{
    /// <summary>The server; by default what the environment variable <c>MLFLOW_TRACKING_URI</c> says, else http://127.0.0.1:8080.</summary>
    public Uri Server { get; init; } = new(Environment.GetEnvironmentVariable("MLFLOW_TRACKING_URI") is { Length: > 0 } uri ? uri : "http://127.0.0.1:8080");

    /// <summary>Where entries wait while the server is away, in a folder of its own for each server; one may serve many programs of one user.</summary>
    public string SpoolFolder { get; init; } = Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "platform-client", "spool");

    /// <summary>How long points gather before they are sent together. More than a thousand are sent at once.</summary>
    public TimeSpan Gather { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How long the end of a run waits while nothing moves, as with a server that does not answer, before the rest is left in the spool.</summary>
    public TimeSpan Farewell { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long one request may take; of an upload, how long nothing of it may move.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Entries held in memory at most; more than the disk can take meanwhile are dropped and reported.</summary>
    public int Capacity { get; init; } = 1_000_000;

    /// <summary>
    /// Bytes that may wait in a run's spool at most, copies of files included; a file for which there is no room is sent from where it lies. What was delivered is cut off the spool's
    /// file once it is more than what waits (and 1 MB).
    /// </summary>
    public long SpoolLimit { get; init; } = 1L << 30;

    /// <summary>How often the processor, memory, disk, network and GPUs of the machine and the use of this process are sampled into metrics under <c>system/</c>; null: never.</summary>
    public TimeSpan? SystemMetrics { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Told about everything that went wrong in the background. What it throws is ignored.</summary>
    public Action<TrackingProblem>? OnProblem { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where entries for <see cref="Server"/> wait: a folder named by its address, so that nothing reaches another server.</summary>
    internal string ServerSpool
    {
        get
        {
            // Without a name and password in it, which change; the scheme, host and port in their normal form.
            var address = Server.GetComponents(UriComponents.SchemeAndServer | UriComponents.StrongPort | UriComponents.Path, UriFormat.UriEscaped).TrimEnd('/');
            return Path.Combine(SpoolFolder, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(address)))[..16]);
        }
    }
}
